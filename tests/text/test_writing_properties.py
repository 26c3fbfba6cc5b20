"""Whatever is well-formed and has a form in the text survives it."""

from __future__ import annotations

from typing import cast

from hypothesis import HealthCheck, given, settings

from wasm_construct import ALL, Module, wasm2wat, wat2wasm
from wasm_construct.strategies import modules
from wasm_construct.syntax import (
    Code,
    CodeSec,
    CompType,
    CustomSec,
    DataCountSec,
    Locals,
    RecType,
    Section,
    StartSec,
    SubType,
    Table,
    TableSec,
    TypeDef,
    TypeSec,
)
from wasm_construct.text.printer.modules import MOST_LOCALS

_SINGLE = (CustomSec, DataCountSec, StartSec)


def _merged(runs: list[Locals]) -> list[Locals]:
    """The same locals as a text gives them: neighbours of a type in one run, and not billions of them."""
    merged: list[Locals] = []
    for run in runs:
        count = min(run.count, MOST_LOCALS // (len(runs) + 1))
        if merged and merged[-1].type == run.type:
            count += merged.pop().count
        if count:
            merged.append(Locals(count, run.type))
    return merged


def _short(entry: TypeDef) -> TypeDef:
    """The same type in the form that the text takes it for."""
    if isinstance(entry, RecType):
        return RecType(tuple(cast("SubType | CompType", _short(member)) for member in entry.types))
    return entry.comp if isinstance(entry, SubType) and entry.final and not entry.supers else entry


def _with_a_form(section: Section) -> Section:
    if isinstance(section, TypeSec):
        return TypeSec([_short(entry) for entry in section.types])
    if isinstance(section, CodeSec):
        return CodeSec([Code(_merged(code.locals), code.body) for code in section.codes])
    if isinstance(section, TableSec):
        return TableSec(
            [Table(table.type, table.init if table.init and len(table.init) > 1 else None) for table in section.tables]
        )
    return section


def _is_empty(section: Section) -> bool:
    return not isinstance(section, _SINGLE) and not any(getattr(section, name) for name in section.__slots__)


def _printable(module: Module) -> Module:
    return Module([_with_a_form(section) for section in module if not _is_empty(section)])


@given(modules(ALL, padded=False))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_printed_reads_as_the_same_module(module: Module) -> None:
    module = _printable(module)
    expected = module.build()
    for fold, comments in ((False, True), (True, False)):
        text = wasm2wat(expected, ALL, custom=True, fold=fold, comments=comments)
        again = Module.parse(wat2wasm(text, ALL), ALL)
        if not module.section(DataCountSec):  # it need not be there for the data that a global names, but may be
            again.sections = [section for section in again if not isinstance(section, DataCountSec)]
        assert again == Module.parse(expected, ALL)


def test_types_are_not_lost() -> None:
    assert _printable(Module([TypeSec([]), DataCountSec(0)])).sections == [DataCountSec(0)]
