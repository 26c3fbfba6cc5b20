"""What an instance consists of for its generated code: a namespace, and functions that are made when they are called.

Spec: §4.2.4 (syntax-moduleinst)
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any
from weakref import ref

from interpreter.engines.python.namespace import COMMON, lookup
from interpreter.engines.python.source import Compiled
from interpreter.engines.python.traps import trap_code
from interpreter.errors import TrapCode, WasmFrame
from interpreter.runtime.failures import OWNER
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.memory import Memory

Compiler = Callable[[int], Compiled]


class Library:
    """What instances of a module share: the functions that have been compiled."""

    def __init__(self) -> None:
        self.by_index: dict[int, Compiled] = {}
        self.by_code: dict[int, Compiled] = {}

    def keep(self, compiled: Compiled) -> None:
        """Add a function."""
        self.by_index[compiled.index] = compiled
        self.by_code[id(compiled.code)] = compiled


class Pending:
    """A function that has no code yet: the first call makes it."""

    __slots__ = ("func", "owner", "users")

    def __init__(self, owner: Owner, func: Func) -> None:
        self.owner = owner
        self.func = func
        self.users: list[tuple[ref[Owner], str]] = []

    def __call__(self, *args: Any) -> Any:
        func = self.func
        if func.code is self:
            self.owner.link(self)
        return func.code(*args)


class Owner:
    """An instance and the namespace of its code; knows where in the module a line of that code is."""

    def __init__(self, instance: Instance, library: Library, compiler: Compiler) -> None:
        self.instance = instance
        self.library = library
        self._compiler = compiler
        self._offsets: dict[tuple[int, int], int] = {}
        self.names: dict[str, Any] = {**COMMON, OWNER: self}
        for index, memory in enumerate(instance.mems):
            self.names[f"M{index}"] = memory.view
            memory.watch(self)
        for index, func in enumerate(instance.funcs):
            if func.instance is instance:
                func.code = func.tail = Pending(self, func)
            elif isinstance(func.code, Pending):
                func.code.users.append((ref(self), f"f{index}"))
            self.names[f"f{index}"] = func.code

    def link(self, pending: Pending) -> None:
        """Make the code of a function, and put it wherever the function is called from."""
        func = pending.func
        compiled = self.library.by_index.get(func.index) or self._compiler(func.index)
        for name in compiled.code.co_names:
            if name not in self.names:
                value = lookup(self.instance, name)
                if value is not None:
                    self.names[name] = value
        func.code = func.tail = FunctionType(compiled.code, self.names)
        self.names[f"f{func.index}"] = func.code
        for user, name in pending.users:
            owner = user()
            if owner is not None:
                owner.names[name] = func.code

    def memory_grew(self, memory: Memory) -> None:
        """Use the new view of a memory."""
        for index, own in enumerate(self.instance.mems):
            if own is memory:
                self.names[f"M{index}"] = memory.view

    # ---- when something goes wrong

    def frame(self, code: CodeType, line: int) -> WasmFrame | None:
        """Where in the module this line is; None when the code is not that of a function of the module."""
        compiled = self.library.by_code.get(id(code))
        if compiled is None:
            return None
        module = self.instance.module
        instr = compiled.instr(line)
        key = compiled.index, instr
        offset = self._offsets.get(key)
        if offset is None:
            offset = self._offsets[key] = module.offset(*key)
        return WasmFrame(compiled.index, module.func_name(compiled.index), self.instance.name, instr, offset)

    def reason(self, error: BaseException, code: CodeType, line: int) -> TrapCode | None:
        """Which trap an error of Python means, that was raised in this line or below; None: it means none."""
        compiled = self.library.by_code.get(id(code))
        if compiled is None:
            return None
        instrs = self.instance.module.validation.func(compiled.index).instrs
        return trap_code(error, instrs[compiled.instr(line)])
