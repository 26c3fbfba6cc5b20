"""Global instances.

Spec: §4.2.10 (syntax-globalinst)
"""

from __future__ import annotations

from typing import Any

from wasm_construct.validation.types import ValType


class Global:
    """A global; `value` in the form that engines use (see `interpreter.runtime`). Spec: §4.2.10 (syntax-globalinst)"""

    __slots__ = ("__weakref__", "mod_name", "mutable", "name", "type", "value")

    def __init__(self, type: ValType, mutable: bool, value: Any) -> None:  # noqa: A002
        self.type = type
        self.mutable = mutable
        self.value = value
        self.name: str | None = None
        self.mod_name: str | None = None
