"""A module made ready for two machines: all that one can see of it is exported as functions that give integers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.differential.additions import Additions
from tests.differential.nans import erase_nans
from tests.differential.providers import provider
from tests.differential.samples import sample
from tests.differential.show import Show
from wasm_construct import ALL, Module
from wasm_construct.syntax import Declarative, ElemFuncs, ElemSec, ExportSec, ExternKind, Instr, MemType, instr
from wasm_construct.syntax.types import I32, NumType, TableType, ValType

ROUNDS = 3
"""How often each function is called, with other arguments each time."""
_CALLS = 200
"""How many calls it may make each time, if it counts them."""


class Subject(NamedTuple):
    """What a machine gets: a module, one that has all of its imports, and the names of what is exported.

    Each of `tables` has a function `NAME size` too.
    """

    data: bytes
    provider: bytes | None
    calls: tuple[str, ...]
    globals: tuple[str, ...]
    tables: tuple[str, ...]
    memories: tuple[str, ...]


def subject(generated: Module) -> Subject:
    """Make a module ready."""
    module = Module.parse(generated.build(), ALL)
    imports = provider(module)
    fuel = module.export("fuel")
    funcs = len(module.funcs)
    erase_nans(module)
    module.ensure(ExportSec).exports.clear()
    module.ensure(ElemSec).elems.append(ElemFuncs(Declarative(), list(range(funcs))))
    reset = [] if fuel is None else [instr("i32.const", _CALLS), instr("global.set", fuel.index)]
    observer = _Observer(module)
    calls = [observer.call(index, number, reset) for number in range(ROUNDS) for index in range(funcs)]
    globals_ = [observer.global_(index) for index in range(len(module.globals))]
    tables = [observer.table(index) for index in range(len(module.tables))]
    memories = [observer.memory(index) for index in range(len(module.mems))]
    module.validate(ALL)
    return Subject(module.build(), imports, *map(tuple, (calls, globals_, tables, memories)))


class _Observer:
    """Adds to a module the functions that one can call."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.types = list(module.types)
        self.funcs = module.funcs
        self.additions = Additions(module)
        self.show = Show(self.additions)

    def call(self, index: int, number: int, reset: list[Instr]) -> str:
        """A function that calls one of the module's with arguments of its own."""
        type_ = self.module.func_type(index)
        code = [*reset]
        for place, param in enumerate(type_.params):
            code += sample(self.module, param, number + place * (number + 1))
        return self._add(f"f{index} {number}", [*code, instr("call", index)], type_.results)

    def global_(self, index: int) -> str:
        """A function that shows a global."""
        return self._add(f"g{index}", [instr("global.get", index)], [self.module.globals[index].type.type])

    def table(self, index: int) -> str:
        """A function that shows an element of a table, and one that shows its size."""
        type_ = self.module.tables[index].type
        assert isinstance(type_, TableType)
        wide = type_.limits.addrtype is NumType.I64
        self._add(f"t{index} size", [instr("table.size", index)], [type_.limits.addrtype])
        extend = [instr("i64.extend_i32_u")] if wide else []
        code = [instr("local.get", 0), *extend, instr("table.get", index)]
        return self._add(f"t{index}", code, [type_.elem], [I32])

    def memory(self, index: int) -> str:
        """The export of a memory."""
        assert isinstance(self.module.mems[index].type, MemType)
        return self.module.add_export(f"m{index}", ExternKind.MEMORY, index).name

    def _add(self, name: str, code: Sequence[Instr], values: Sequence[ValType], params: Sequence[ValType] = ()) -> str:
        locals_, shown = self.show.last(values, len(params))
        self.additions.func(params, self.show.types(values), [*code, *shown], locals_, name)
        return name
