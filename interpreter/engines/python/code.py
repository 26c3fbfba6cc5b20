"""The generated code of a module, which its instances share, and of an instance, with the namespace that it runs in.

Spec: §4.2.6 (syntax-moduleinst)
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock
from types import CodeType, FrameType, FunctionType
from typing import Any

from interpreter.engines.engine import ARITIES, FRAME_READER, FuncCode
from interpreter.engines.meter import Meter
from interpreter.engines.python.artifact import unpacked
from interpreter.engines.python.namespace import COMMON, function_index, lookup
from interpreter.engines.python.source import Compiled, make
from interpreter.engines.python.traps import trap_code
from interpreter.errors import TrapCode, WasmFrame
from interpreter.runtime.instance import Instance
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule


class ModuleCode:
    """The functions of a module that have been compiled. `ready` are those that came with it, in an artifact."""

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


class InstanceCode:
    """The code of an instance: makes functions of it, in a namespace of their own, and reads the frames they run in.

    `names` is that namespace. The names of other functions (`f7`) get there with the first code that calls them; then
    it subscribes to that function, also to one of another engine.
    """

    def __init__(self, instance: Instance, module: ModuleCode, meter: Meter | None) -> None:
        self._instance = instance
        self._module = module
        self._frames: dict[tuple[int, int], tuple[WasmFrame]] = {}
        self.names: dict[str, Any] = {**COMMON, FRAME_READER: self}
        if meter is not None:
            self.names["charge"] = meter.charge
        for memory in instance.mems:
            self.memory_grew(memory)
            memory.watch(self)

    def func(self, index: int) -> FuncCode:
        """The code of a function."""
        compiled = self._module.compiled(self._instance.module, index)
        if compiled.groups:
            self.names[f"groups{index}"] = compiled.groups
        for name in compiled.code.co_names:
            if name not in self.names:
                self._define(name)
        tail = FunctionType(compiled.code, self.names)
        code = ARITIES[compiled.code.co_argcount].complete(tail) if compiled.tails else tail
        return FuncCode(code, tail, compiled.leaf)

    def _define(self, name: str) -> None:
        callee = function_index(name)
        if callee is not None:
            self._instance.funcs[callee].subscribe(self, name)
            return
        value = lookup(self._instance, name)
        if value is not None:
            self.names[name] = value

    def memory_grew(self, memory: Memory) -> None:
        """Use the new view of a memory."""
        for index, own in enumerate(self._instance.mems):
            if own is memory:
                self.names[f"M{index}"] = memory.view

    # ---- a reader of frames (see `FrameReader`)

    def instance(self, frame: FrameType) -> Instance:
        """The instance: all code in this namespace is its own."""
        return self._instance

    def frames(self, frame: FrameType, line: int) -> Sequence[WasmFrame]:
        """The function, and the instruction that this line was written for."""
        compiled = self._module.find(frame.f_code)
        if compiled is None:
            return ()
        key = compiled.index, compiled.instr(line)
        found = self._frames.get(key)
        if found is None:
            module = self._instance.module
            name = module.func_name(compiled.index)
            found = (WasmFrame(compiled.index, name, self._instance.name, key[1], module.offset(*key)),)
            self._frames[key] = found
        return found

    def trap(self, error: BaseException, frame: FrameType, line: int) -> TrapCode | None:
        """The trap that this error means, by the instruction that the line was written for."""
        compiled = self._module.find(frame.f_code)
        if compiled is None:
            return None
        module = self._instance.module
        return trap_code(error, module.codes[compiled.index - module.first_func].body.peek()[compiled.instr(line)])
