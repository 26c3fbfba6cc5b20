"""A module made ready for two machines: all that one can see of it is exported as functions that give integers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from tests.differential.additions import Additions
from tests.differential.budget import limit, limit_growth
from tests.differential.nans import erase_nans
from tests.differential.providers import provider
from tests.differential.samples import sample
from tests.differential.show import Show
from wasm_construct import ALL, Module
from wasm_construct.syntax import (
    Declarative,
    ElemFuncs,
    ElemSec,
    ExportSec,
    ExternKind,
    GlobalType,
    Instr,
    StartSec,
    instr,
)
from wasm_construct.syntax.types import I32, NumType, TableType, ValType

Call: TypeAlias = tuple[int, Sequence[Instr]]
"""The index of a function, and code that makes its arguments."""
_CALLS = 200
"""How many calls a generated module may make each time."""


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


def generated(original: Module, rounds: int = 3) -> Subject:
    """Make a module of `valid_modules` ready, which counts its calls down itself."""
    module = Module.parse(original.build(), ALL)
    fuel = module.export("fuel")
    reset = [] if fuel is None else [instr("i32.const", _CALLS), instr("global.set", fuel.index)]
    calls = [call for number in range(rounds) for call in samples(module, range(len(module.funcs)), number)]
    return _subject(module, calls, reset)


def program(original: Module, calls: Iterable[Call], budget: int) -> Subject:
    """Make a module ready of which one does not know that it ends."""
    module = Module.parse(original.build(), ALL)
    calls = list(calls)
    limit_growth(module)
    counter = limit(module)
    module.sections = [section for section in module.sections if not isinstance(section, StartSec)]
    module.drop_customs()
    return _subject(module, calls, [instr("i32.const", budget), instr("global.set", counter)])


def samples(module: Module, funcs: Iterable[int], number: int) -> Iterator[Call]:
    """Calls of these functions with some arguments, others for each number."""
    for index in funcs:
        params = module.func_type(index).params
        code = [sample(module, param, number + place * (number + 1)) for place, param in enumerate(params)]
        yield index, [part for one in code for part in one]


def _subject(module: Module, calls: Iterable[Call], reset: Sequence[Instr]) -> Subject:
    funcs = len(module.funcs)
    imports = provider(module)
    erase_nans(module)
    module.ensure(ExportSec).exports.clear()
    module.ensure(ElemSec).elems.append(ElemFuncs(Declarative(), list(range(funcs))))
    observer = _Observer(module)
    called = [observer.call(number, index, [*reset, *code]) for number, (index, code) in enumerate(calls)]
    globals_ = [observer.global_(index) for index in range(len(module.globals))]
    tables = [observer.table(index) for index in range(len(module.tables))]
    memories = [observer.memory(index) for index in range(len(module.mems))]
    module.validate(ALL)
    return Subject(module.build(), imports, *map(tuple, (called, globals_, tables, memories)))


class _Observer:
    """Adds to a module the functions that one can call."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.types = [module.func_type(item) for item in module.funcs]
        self.globals = module.globals
        self.additions = Additions(module)
        self.show = Show(self.additions)

    def call(self, number: int, index: int, code: Sequence[Instr]) -> str:
        """A function that calls one of the module's."""
        return self._add(f"{number}: f{index}", [*code, instr("call", index)], self.types[index].results)

    def global_(self, index: int) -> str:
        """A function that shows a global."""
        type_ = self.globals[index].type
        assert isinstance(type_, GlobalType)
        return self._add(f"g{index}", [instr("global.get", index)], [type_.type])

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
        return self.module.add_export(f"m{index}", ExternKind.MEMORY, index).name

    def _add(self, name: str, code: Sequence[Instr], values: Sequence[ValType], params: Sequence[ValType] = ()) -> str:
        locals_, shown = self.show.last(values, len(params))
        self.additions.func(params, self.show.types(values), [*code, *shown], locals_, name)
        return name
