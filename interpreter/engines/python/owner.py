"""What an instance consists of for its generated code: a namespace, and functions that are made when they are called.

Spec: §4.2.6 (syntax-moduleinst)
"""

from __future__ import annotations

from threading import RLock
from types import CodeType, FunctionType
from typing import Any
from weakref import ref

from interpreter.engines.python.arity import ARITIES
from interpreter.engines.python.artifact import unpacked
from interpreter.engines.python.meter import Meter
from interpreter.engines.python.namespace import COMMON, lookup
from interpreter.engines.python.source import Compiled, make
from interpreter.engines.python.traps import trap_code
from interpreter.errors import TrapCode, WasmFrame
from interpreter.runtime.failures import OWNER
from interpreter.runtime.func import Func, Late
from interpreter.runtime.instance import Instance
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule


class Library:
    """What instances of a module share: the functions that have been compiled.

    `ready` are those that came with the module, of an artifact.
    """

    def __init__(self, structured: bool, metered: bool, ready: dict[int, bytes]) -> None:
        self.structured = structured
        self.metered = metered
        self._ready = ready
        self._by_index: dict[int, Compiled] = {}
        self._by_code: dict[int, Compiled] = {}
        self._lock = RLock()

    def compiled(self, module: ValidModule, index: int) -> Compiled:
        """A function of the module, compiled."""
        with self._lock:
            made = self._by_index.get(index)
            if made is None:
                ready = self._ready.pop(index, None)
                if ready is not None:
                    made = unpacked(module, index, ready)
                else:
                    made = make(module, index, self.structured, self.metered)
                self._by_code[id(made.code)] = made  # first: where code is known, its traps have to be
                self._by_index[index] = made
            return made

    def find(self, code: CodeType) -> Compiled | None:
        """The function that has this code."""
        return self._by_code.get(id(code))


class Owner:
    """An instance and the namespace of its code; knows where in the module a line of that code is."""

    def __init__(self, instance: Instance, library: Library, meter: Meter | None) -> None:
        self.instance = instance
        self.library = library
        self._users: dict[int, list[tuple[ref[Owner], str]]] = {}  # who calls what has no code yet, and by which name
        self._frames: dict[tuple[int, int], WasmFrame] = {}
        self.names: dict[str, Any] = {**COMMON, OWNER: self}
        if meter is not None:
            self.names["charge"] = meter.charge
        for index, memory in enumerate(instance.mems):
            self.names[f"M{index}"] = memory.view
            memory.watch(self)
        for index, func in enumerate(instance.funcs):
            if func.instance is instance:
                self._users[index] = func.code.keepers if isinstance(func.code, Late) else []
                func.code, func.tail = ARITIES[len(func.signature.params)].pending(self.link, func)
            elif func.instance is not None and isinstance(func.instance.engine, Owner):
                func.instance.engine.tell(self, index, func)
            elif isinstance(func.code, Late):  # in a pickle, instances may refer to each other
                func.code.keepers.append((ref(self), f"f{index}"))
            self.names[f"f{index}"] = func.code

    def tell(self, user: Owner, index: int, func: Func) -> None:
        """Tell another one, which calls a function as its `index`-th, when that has code."""
        if func.index in self._users:
            self._users[func.index].append((ref(user), f"f{index}"))

    def link(self, func: Func) -> None:
        """Make the code of a function, and put it wherever the function is called from.

        An interruption may come between any two statements: the next call then does all of it again.
        """
        users = self._users.get(func.index)
        if users is None:
            return  # somebody kept the code from before
        compiled = self.library.compiled(self.instance.module, func.index)
        if compiled.groups:
            self.names[f"groups{func.index}"] = compiled.groups
        for name in compiled.code.co_names:
            if name not in self.names:
                value = lookup(self.instance, name)
                if value is not None:
                    self.names[name] = value
        tail = FunctionType(compiled.code, self.names)
        code = ARITIES[len(func.signature.params)].complete(tail) if compiled.tails else tail
        self.names[f"f{func.index}"] = code
        for user, name in users:
            owner = user()
            if owner is not None:
                owner.names[name] = code
        func.leaf = compiled.leaf
        func.tail = tail
        func.code = code
        self._users.pop(func.index, None)

    def memory_grew(self, memory: Memory) -> None:
        """Use the new view of a memory."""
        for index, own in enumerate(self.instance.mems):
            if own is memory:
                self.names[f"M{index}"] = memory.view

    # ---- when something goes wrong

    def frame(self, code: CodeType, line: int) -> WasmFrame | None:
        """Where in the module this line is; None when the code is not that of a function of the module."""
        compiled = self.library.find(code)
        if compiled is None:
            return None
        key = compiled.index, compiled.instr(line)
        found = self._frames.get(key)
        if found is None:
            module = self.instance.module
            name = module.func_name(compiled.index)
            found = WasmFrame(compiled.index, name, self.instance.name, key[1], module.offset(*key))
            self._frames[key] = found
        return found

    def reason(self, error: BaseException, code: CodeType, line: int) -> TrapCode | None:
        """Which trap an error of Python means, that was raised in this line or below; None: it means none."""
        compiled = self.library.find(code)
        if compiled is None:
            return None
        module = self.instance.module
        return trap_code(error, module.codes[compiled.index - module.first_func].body.peek()[compiled.instr(line)])
