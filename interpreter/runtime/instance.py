"""Module instances.

Spec: §4.2.6 (syntax-moduleinst)
"""

from __future__ import annotations

from threading import RLock
from typing import Any, TypeAlias

from interpreter.runtime.exceptions import Tag
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.table import Table

Extern: TypeAlias = Func | Table | Memory | Global | Tag
"""What can be imported and exported. Spec: §4.2.5 (syntax-externaddr)"""


class Instance:
    """An instance of a module: its parts by index, imported ones first. Spec: §4.2.6 (syntax-moduleinst)

    `elems` and `datas` are what is left of the segments: an empty one when it was dropped. `lock` is held while code
    that the host has called runs, so that threads take turns.
    """

    def __init__(self, module: ValidModule, name: str | None = None) -> None:
        self.module = module
        self.name = name
        self.types = module.validation.types
        self.funcs: list[Func] = []
        self.tables: list[Table] = []
        self.mems: list[Memory] = []
        self.globals: list[Global] = []
        self.tags: list[Tag] = []
        self.elems: list[list[Any]] = []
        self.datas: list[bytes] = []
        self.externs: dict[str, Extern] = {}
        self.lock = RLock()
        self.engine: object = None
        """What the engine keeps for this instance."""
