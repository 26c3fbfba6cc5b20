"""The store: which instances modules can import from, by name.

Spec: §4.2.3 (syntax-store)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from interpreter.runtime.instance import Extern


class Exporter(Protocol):
    """An instance of a module, or a module of the host."""

    @property
    def externs(self) -> Mapping[str, Extern]:
        """What can be imported from it, by name."""
        raise NotImplementedError


class Store:
    """Named instances. What they consist of is kept alive by whoever refers to it. Spec: §4.2.3 (syntax-store)"""

    def __init__(self) -> None:
        self.instances: dict[str, Exporter] = {}

    def find(self, module: str, name: str) -> Extern | None:
        """What a module imports by these names; None when there is no such thing."""
        instance = self.instances.get(module)
        return instance.externs.get(name) if instance is not None else None
