"""Reading and building are inverses of each other for every well-known content."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wasm_construct.syntax import (
    code_metadata,
    conventions,
    debugging,
    dylink,
    linking,
    producers,
    relocations,
    symbols,
)
from wasm_construct.syntax import target_features as features
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.padded import padded

Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]
SectionOf = Callable[[str, bytes], CustomSec]


def maybe_padded(values: st.SearchStrategy[Any], shortest: int) -> st.SearchStrategy[Any]:
    """These values, some of them in (or after) a LEB128 that is longer than need be."""
    return values | st.builds(padded, values, st.integers(shortest + 1, 5))


def lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return maybe_padded(st.lists(items, max_size=3), 1)


number = st.integers(0, (1 << 32) - 1) | maybe_padded(st.integers(0, 127), 1)
signed = st.integers(-(1 << 31), (1 << 31) - 1) | maybe_padded(st.integers(-64, 63), 1)
name = maybe_padded(st.text(max_size=4), 1)
blob = maybe_padded(st.binary(max_size=4), 1)
flags = st.builds(lambda flags: flags & ~0x50, number)
data_flags = st.builds(lambda flags: flags & ~0x10, number)


def relocation(kind: relocations.RelocationType) -> st.SearchStrategy[relocations.Relocation]:
    addend = signed if kind.addend_bits else st.none()
    return st.builds(relocations.Relocation, st.just(kind), number, number, addend)


indexed = st.sampled_from(list(symbols.INDEXED))
symbol = st.one_of(
    st.builds(symbols.IndexSymbol, indexed, number, name, flags),
    st.builds(symbols.IndexSymbol, indexed, number, name, st.just(0x50)),
    st.builds(symbols.IndexSymbol, indexed, number, st.none(), maybe_padded(st.just(0x10), 1)),
    st.builds(symbols.DataSymbol, name, number, number, number, data_flags),
    st.builds(symbols.DataSymbol, name, flags=st.just(0x10)),
    st.builds(symbols.SectionSymbol, number, number),
)
comdat_symbol = st.builds(linking.ComdatSymbol, st.sampled_from(linking.ComdatKind), number)
unknown = st.builds(conventions.UnknownSubsection, st.integers(9, 255), st.binary(max_size=4))
linking_subsection = st.one_of(
    st.builds(linking.SegmentInfos, lists(st.builds(linking.SegmentInfo, name, number, number))),
    st.builds(linking.InitFuncs, lists(st.builds(linking.InitFunc, number, number))),
    st.builds(linking.ComdatInfo, lists(st.builds(linking.Comdat, name, lists(comdat_symbol), number))),
    st.builds(linking.SymbolTable, lists(symbol)),
    unknown,
)
meminfo = st.builds(dylink.MemInfo, number, number, number, number)
dylink_subsection = st.one_of(
    meminfo,
    st.builds(dylink.Needed, lists(name)),
    st.builds(dylink.ExportInfo, lists(st.builds(dylink.ExportFlags, name, number))),
    st.builds(dylink.ImportInfo, lists(st.builds(dylink.ImportFlags, name, name, number))),
    st.builds(dylink.RuntimePath, lists(name)),
    unknown,
)


def with_size_width(subsection: Any, width: int) -> Any:
    subsection.size_width = width
    return subsection


def subsections(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.builds(with_size_width, items, st.sampled_from((0, 5))), max_size=3)


def metadata(item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(code_metadata.CodeMetadata, lists(st.builds(code_metadata.FuncMetadata, number, lists(item))))


producer = st.builds(producers.Producer, name, name)
feature = st.builds(features.TargetFeature, st.sampled_from(features.FeaturePolicy), name)
entries = st.sampled_from(relocations.RelocationType).flatmap(relocation)
CONTENTS: dict[str, st.SearchStrategy[Any]] = {
    "build_id": st.builds(debugging.BuildId, blob),
    "dylink": st.builds(dylink.Dylink, meminfo, lists(name)),
    "dylink.0": st.builds(dylink.Dylink0, subsections(dylink_subsection)),
    "external_debug_info": st.builds(debugging.ExternalDebugInfo, name),
    "linking": st.builds(linking.Linking, subsections(linking_subsection)),
    "metadata.code.branch_hint": metadata(
        st.builds(code_metadata.BranchHint, number, st.booleans(), maybe_padded(st.just(1), 1))
    ),
    "metadata.code.trace_inst": metadata(st.builds(code_metadata.CodeRemark, number, blob)),
    "producers": st.builds(producers.Producers, lists(st.builds(producers.ProducersField, name, lists(producer)))),
    "reloc.CODE": st.builds(relocations.Relocations, number, lists(entries)),
    "sourceMappingURL": st.builds(debugging.SourceMappingURL, name),
    "target_features": st.builds(features.TargetFeatures, lists(feature)),
}


@pytest.mark.parametrize("section_name", CONTENTS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_content_that_was_built_is_read_again(read: Read, built: Built, section_name: str, data: Any) -> None:
    content = data.draw(CONTENTS[section_name])
    before = copy.deepcopy(content)
    again = read(section_name, built(section_name, content))
    assert again == content == before
    assert repr(again) == repr(content)


@pytest.mark.parametrize("section_name", CONTENTS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_damaged_bytes_are_refused_or_kept(section_of: SectionOf, built: Built, section_name: str, data: Any) -> None:
    damaged = bytearray(built(section_name, data.draw(CONTENTS[section_name])))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(damaged)))
        damaged[at : at + data.draw(st.integers(0, 1))] = data.draw(st.binary(max_size=1))
    section = section_of(section_name, bytes(damaged))
    if section.error is None:
        assert built(section_name, section.content) == damaged
    else:
        assert section.content is None
        assert section.data == damaged
