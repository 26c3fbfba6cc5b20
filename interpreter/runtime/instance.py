"""Module instances.

Spec: §4.2.4 (syntax-moduleinst)
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

from interpreter.runtime.exceptions import Tag
from interpreter.runtime.exports import Exporting, Extern
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.table import Table

if TYPE_CHECKING:
    from interpreter.runtime.store import Store

__all__ = ["Extern", "Instance"]


class Instance(Exporting):
    """An instance of a module: its parts by index, imported ones first. Spec: §4.2.4 (syntax-moduleinst)

    `elems` and `datas` are what is left of the segments: an empty one when it was dropped. `lock` is held while code
    that the host has called runs, so that threads take turns. `executor` is whoever made the instance. In a `with`
    statement it leaves its store at the end.
    """

    def __init__(self, module: ValidModule, name: str | None = None) -> None:
        self.module = module
        super().__init__(name, {})
        self.types = module.validation.types
        self.funcs: list[Func] = []
        self.tables: list[Table] = []
        self.mems: list[Memory] = []
        self.globals: list[Global] = []
        self.tags: list[Tag] = []
        self.elems: list[list[Any]] = []
        self.datas: list[bytes] = []
        self.lock = RLock()
        self.engine: object = None
        """What the engine keeps for this instance."""
        self.executor: Any = None
        self.store: Store | None = None
        """The store that it is registered in, if any."""

    def close(self) -> None:
        """Leave the store: new modules cannot import from the instance any more. What uses it already still can."""
        if self.store is not None:
            self.store.unregister(self)

    def __enter__(self) -> Instance:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
