"""Strategies for whole modules: sections by their schemas, made to agree with each other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from wasm_construct.binary.indices import typeidx
from wasm_construct.binary.modules import section
from wasm_construct.features import WASM3, feature_set
from wasm_construct.module import Module
from wasm_construct.strategies.from_schemas import Options, prepare, values_of
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.modules import SECTION_ORDER, CodeSec, DataCountSec, DataSec, FuncSec
from wasm_construct.syntax.padded import PaddedInt, width_of
from wasm_construct.syntax.section import Section


def modules(
    features: Iterable[str] = WASM3, *, padded: bool = True, max_size: int = 4, max_customs: int = 2
) -> SearchStrategy[Module]:
    """Modules that are well-formed: their sections are in order and agree with each other.

    There is at least one section besides custom ones, which may stand anywhere and have any content, well-known or
    not. `padded`: some LEB128s are longer than they have to be; `max_size` is the most elements of each list (a body
    has up to 20 instructions), `max_customs` the most custom sections. The smallest is `Module([TypeSec([])])`.
    """
    prepare()
    return any_sections(Options(feature_set(features), padded, max_size), max_customs).map(Module)


@cache
def any_sections(options: Options, max_customs: int = 2) -> SearchStrategy[list[Section]]:
    """The sections of a module, as asked for."""
    return _sections(options, max_customs)


@st.composite
def _sections(draw: DrawFn, options: Options, max_customs: int) -> list[Section]:
    chosen = set(draw(st.lists(st.sampled_from(SECTION_ORDER), unique=True, min_size=1)))
    needed = chosen | ({FuncSec, CodeSec} if chosen & {FuncSec, CodeSec} else set())
    found: dict[type[Section], Any] = {
        cls: draw(values_of(section.cases[cls.id], options)) for cls in SECTION_ORDER if cls in needed
    }
    if CodeSec in found:
        types, bodies = found[FuncSec].types, found[CodeSec].codes
        del types[len(bodies) :]
        missing = len(bodies) - len(types)
        types += draw(st.lists(values_of(typeidx, options), min_size=missing, max_size=missing))
        if any("dataidx" in instr.row.immediates for code in bodies for instr in code.body):
            found.setdefault(DataCountSec, DataCountSec())
        if not bodies:  # one may be there and empty, and the other not at all
            found = {cls: item for cls, item in found.items() if cls in chosen}
    if DataCountSec in found:
        datas = found[DataSec].datas if DataSec in found else []
        found[DataCountSec].count = PaddedInt(len(datas), width_of(found[DataCountSec].count))
    sections = [found[cls] for cls in SECTION_ORDER if cls in found]
    for custom in draw(st.lists(values_of(section.cases[CustomSec.id], options), max_size=max_customs)):
        sections.insert(draw(st.integers(0, len(sections))), custom)
    return sections
