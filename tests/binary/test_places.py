"""The places of a module that name an item of an index space: found, and renumbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from construct import Construct
from hypothesis import given
from hypothesis import strategies as st

from tests.binary.assemble import func
from tests.binary.everything import DATA
from tests.support.data import corpus_params, is_component
from wasm_construct import ALL, BuildError, Module
from wasm_construct.binary.indices import Index, IndexOf, memidx
from wasm_construct.binary.leb128 import Leb
from wasm_construct.binary.places import indices, visitor
from wasm_construct.binary.reader import read_reference
from wasm_construct.strategies import modules, valid_modules
from wasm_construct.syntax import CodeSec, CustomSec, ExportSec, ExternKind, FuncSec, IndexSpace, Section, StructType

_LARGEST = 30_000
_SPACES = pytest.mark.parametrize("space", IndexSpace, ids=lambda space: space.value)


# ---- what is found, against what is read


@contextmanager
def _reads() -> Iterator[list[tuple[str, Leb, int]]]:
    """The path, the schema and the value of each index that is read by a schema meanwhile."""
    reads: list[tuple[str, Leb, int]] = []
    parse = Leb._parse

    def noted(schema: Leb, stream: Any, context: Any, path: str) -> Any:
        value = parse(schema, stream, context, path)
        if isinstance(schema, Index | IndexOf):
            reads.append((path, schema, value))
        return value

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Leb, "_parse", noted)
        yield reads


def _read(data: bytes) -> tuple[list[Section], list[tuple[str, Leb, int]]]:
    with _reads() as reads:
        sections = read_reference(data, ALL)
        for item in sections:
            before = len(reads)
            if isinstance(item, CustomSec) and item.content is None:
                del reads[before:]
    return sections, reads


def _follow(sections: list[Section], path: str) -> Any:
    """What stands at a path, up to its last step."""
    found: Any = Module(sections)
    for name, number in re.findall(r"\.(\w+)|\[(\d+)\]", path.removeprefix("module"))[:-1]:
        found = getattr(found, name) if name else found[int(number)]
    return found


def _space(schema: Leb, path: str, sections: list[Section]) -> IndexSpace | None:
    if isinstance(schema, IndexOf):
        return schema.spaces.get(getattr(_follow(sections, path), schema.sibling))
    assert isinstance(schema, Index)
    return schema.space


def _check_that_what_is_read_is_found(data: bytes) -> None:
    sections, reads = _read(data)
    expected = [
        (path, space, value) for path, schema, value in reads if (space := _space(schema, path, sections)) is not None
    ]
    for found in (sections, Module.parse(data, ALL).sections):
        places = [place for space in IndexSpace for place in indices(found, space) if not place.implied]
        assert sorted((place.path, place.space.value, place.index) for place in places) == sorted(
            (path, space.value, value) for path, space, value in expected
        )


def test_what_is_read_is_found() -> None:
    _check_that_what_is_read_is_found(DATA)


@given(modules(ALL))
def test_what_is_read_is_found_in_generated_modules(module: Module) -> None:
    _check_that_what_is_read_is_found(module.build())


@pytest.mark.parametrize("path", corpus_params())
def test_what_is_read_is_found_in_real_modules(path: Path) -> None:
    data = path.read_bytes()
    if is_component(data) or len(data) > _LARGEST:
        pytest.skip("a component, or too large")
    _check_that_what_is_read_is_found(data)


# ---- what is found, against what a reader of the specification expects

_WAT = """
(module
  (type $f (func (param i32)))
  (rec (type $s (sub (struct (field (ref null $f))))) (type $t (sub $s (struct (field (ref null $f)) (field i32)))))
  (import "env" "imported" (func $imported (type $f)))
  (import "env" "tag" (tag $tag (type $f)))
  (table $table 1 (ref null $f) (ref.func $imported))
  (memory $one 1) (memory $two 1)
  (global $g (mut i32) (i32.const 0))
  (export "main" (func $main)) (export "g" (global $g)) (export "two" (memory $two))
  (start $start)
  (elem $e (table $table) (i32.const 0) func $main $imported)
  (func $start)
  (func $main (type $f)
    (local $x (ref null $t))
    (block $out (try_table (catch $tag $out) (br $out)))
    (call $imported (global.get $g))
    (drop (struct.get $t 1 (local.get $x)))
    (drop (i32.load (i32.const 0)))
    (drop (i32.load $two (i32.const 0)))
    (call_indirect $table (type $f) (i32.const 0) (i32.const 0))
    (block (type $f) (drop) (i32.const 0))
    (memory.init $two $d (i32.const 0) (i32.const 0) (i32.const 0))
    (elem.drop $e))
  (data $d (i32.const 0) "data")
)
"""
_EXPECTED = """
func: tables[0].init[0].ref.func.0=0 exports[0].index=2 func=1 elems[0].funcs[0]=2 elems[0].funcs[1]=0
func: codes[1].body[6].call.0=0
func: content.subsections[0].names[0].index=0 content.subsections[0].names[1].index=1
func: content.subsections[0].names[2].index=2
func: content.subsections[1].names[0].index=2 content.subsections[2].names[0].index=2
local: codes[1].body[7].local.get.0=1 content.subsections[1].names[0].names[0].index=1
label: codes[1].body[1].try_table.1[0].label=0 codes[1].body[2].br.0=1
label: content.subsections[2].names[0].names[0].index=0
type: types[1].types[0].comp.fields[0].storage.heap=0 types[1].types[1].supers[0]=1
type: types[1].types[1].comp.fields[0].storage.heap=0 imports[0].type.type=0 imports[1].type.type=0
type: types[0]=3 types[1]=0 tables[0].type.elem.heap=0 codes[1].locals[0].type.heap=2
type: codes[1].body[8].struct.get.0=2 codes[1].body[18].call_indirect.0=0 codes[1].body[19].block.0=0
type: content.subsections[3].names[0].index=0 content.subsections[3].names[1].index=1
type: content.subsections[3].names[2].index=2
table: elems[0].mode.index=0 codes[1].body[18].call_indirect.1=0 content.subsections[4].names[0].index=0
memory: exports[2].index=1 codes[1].body[11].i32.load.0.memory=(0) codes[1].body[14].i32.load.0.memory=1
memory: codes[1].body[26].memory.init.1=1 datas[0].mode.index=(0)
memory: content.subsections[5].names[0].index=0 content.subsections[5].names[1].index=1
global: exports[1].index=0 codes[1].body[5].global.get.0=0 content.subsections[6].names[0].index=0
elem: codes[1].body[27].elem.drop.0=0 content.subsections[7].names[0].index=0
data: codes[1].body[26].memory.init.0=0 content.subsections[8].names[0].index=0
field: codes[1].body[8].struct.get.1=1
tag: codes[1].body[1].try_table.1[0].tag=0 content.subsections[9].names[0].index=0
"""
"""For each space the places, without their sections, and the indices; those in parentheses are not written."""


@_SPACES
def test_the_places_of_each_space(space: IndexSpace) -> None:
    lines = [line.partition(": ") for line in _EXPECTED.strip().splitlines()]
    expected = [place for name, _, line in lines if name == space.value for place in line.split()]
    assert [
        f"{place.path.split('.', 2)[2]}={f'({place.index})' if place.implied else place.index}"
        for place in Module.from_wat(_WAT).indices(space)
    ] == expected


def test_where_a_place_is() -> None:
    module = Module.from_wat(_WAT)
    (get,) = [place for place in module.indices("local") if place.instr is not None]
    assert (get.func, get.instr, get.within, get.section) == (2, 7, 2, 10)
    (field,) = module.indices(IndexSpace.FIELD)
    assert (field.func, field.instr, field.within) == (2, 8, 2)
    assert str(field) == "module.sections[10].codes[1].body[8].struct.get.1: field 1"
    local_type = next(place for place in module.indices("type") if "locals" in place.steps)
    assert (local_type.func, local_type.instr) == (2, None)
    export = module.indices(ExternKind.GLOBAL)[0]
    assert (export.func, export.instr, export.within, export.section) == (None, None, None, 6)


def test_only_within() -> None:
    module = Module.from_wat(_WAT)
    assert module.indices("local", within=2) == module.indices("local")
    assert module.indices("local", within=1) == []
    assert module.indices("label", within=2) == module.indices("label")
    assert module.indices("field", within=2) == module.indices("field")
    assert module.indices("field", within=1) == []


@given(valid_modules(ALL))
def test_every_place_of_a_valid_module_names_something(module: Module) -> None:
    sizes = {
        "func": len(module.funcs),
        "type": len(module.types),
        "table": len(module.tables),
        "memory": len(module.mems),
        "global": len(module.globals),
        "elem": len(module.elems),
        "data": len(module.datas),
        "tag": len(module.tags),
    }
    for space, size in sizes.items():
        assert all(place.index < size for place in module.indices(space))
    for place in module.indices("local"):
        assert place.within is not None
        func = module.func(place.within)
        assert place.index < len(module.func_type(func).params) + sum(run.count for run in func.code.locals)
    for place in module.indices("field"):
        comp = module.types[place.within or 0].comp
        assert isinstance(comp, StructType)
        assert place.index < len(comp.fields)


def test_a_new_combinator_needs_a_rule() -> None:
    class Twice(Construct):  # type: ignore[misc]  # construct has no type information
        def __init__(self, item: Construct) -> None:
            super().__init__()
            self.items = {"item": [item]}

    assert visitor(Twice(memidx), IndexSpace.FUNC) is None
    with pytest.raises(TypeError, match="no rule says where the values of a Twice hold indices"):
        visitor(Twice(memidx), IndexSpace.MEMORY)


# ---- renumbering


@given(modules(ALL))
def test_nothing_changes_without_a_change(drawn: Module) -> None:
    built = drawn.build()
    module = Module.parse(built, ALL)
    for space in IndexSpace:
        module.map_indices(space, lambda index: index)
    assert module.build() == built


@given(st.data())
def test_a_permutation_and_its_inverse(data: st.DataObject) -> None:
    built = data.draw(modules(ALL)).build()
    module = Module.parse(built, ALL)
    for space in IndexSpace:
        before = module.indices(space)
        # an exact heap type has one bit less for its index than other places
        found = sorted({int(place.index) for place in before if place.index < 1 << 31} | {0, 1})
        new = dict(zip(found, data.draw(st.permutations(found)), strict=True))
        module.map_indices(space, new)
        for mapped in (module, Module.parse(module.build(), ALL)):
            assert [(place.path, place.index) for place in mapped.indices(space)] == [
                (place.path, new.get(place.index, place.index)) for place in before
            ]
        module.map_indices(space, {index: old for old, index in new.items()})
        assert module.build() == built


@given(valid_modules(ALL))
def test_functions_in_another_order(module: Module) -> None:
    before = module.build()
    imported = sum(item.imported is not None for item in module.funcs)
    count = len(module.funcs)

    def turn(index: int) -> int:
        return index if index < imported else imported + count - 1 - index

    for _ in range(2):
        module.ensure(FuncSec).types.reverse()
        module.ensure(CodeSec).codes.reverse()
        module.map_indices("func", turn)
        module.validate(ALL)
    assert module.build() == before


def test_an_index_that_was_left_out_is_written_where_it_must() -> None:
    module = Module.from_wat(_WAT)
    before = module.build()
    module.map_indices("memory", {0: 1, 1: 0})
    assert [place.index for place in module.indices("memory") if not place.implied] == [0, 1, 0, 1, 1, 0]
    assert len(module.build()) > len(before)
    module.map_indices("memory", {0: 1, 1: 0})
    assert module.build() == before


def test_padding_stays() -> None:
    data = func("10 81 80 00", "fc 90 80 00 82 80 00")  # call 1, table.size 2, all numbers padded
    module = Module.parse(data)
    module.map_indices("func", {1: 300})
    module.map_indices("table", lambda index: index + 1)
    assert module.build() == func("10 ac 82 00", "fc 90 80 00 83 80 00")


def test_what_does_not_change_is_the_same_object() -> None:
    module = Module.from_wat(_WAT)
    body = module.func(2).code.body
    before = list(body)
    exports = list(module.exports)
    module.map_indices("func", {0: 5})
    after = list(module.func(2).code.body)
    assert [number for number, (one, two) in enumerate(zip(before, after, strict=True)) if one is not two] == [6]
    assert module.func(2).code.body is body
    assert all(one is two for one, two in zip(exports, module.exports, strict=True))


def test_bodies_without_a_change_are_not_decoded() -> None:
    module = Module.parse(Module.from_wat(_WAT).build())
    module.map_indices("func", {0: 5})
    assert [item.code.body.untouched is None for item in module.funcs[1:]] == [False, True]


def test_a_mapping_that_fails_changes_nothing() -> None:
    module = Module.from_wat(_WAT)
    before = module.build()

    def fail(index: int) -> int:
        if index == 2:
            raise LookupError("function 2 is in use")
        return index + 1

    with pytest.raises(LookupError):
        module.map_indices("func", fail)
    for wrong in (-1, 1 << 32, "1"):
        with pytest.raises(BuildError, match="func index"):
            module.map_indices("func", {0: wrong})  # type: ignore[dict-item]
    assert module.build() == before


def test_a_space_that_is_none() -> None:
    with pytest.raises(ValueError, match="'function' is no index space: there are func, local"):
        Module().indices("function")
    with pytest.raises(BuildError, match=r"None is not a Export \(in module.sections\[0\].exports\[0\]\)"):
        Module([ExportSec([None])]).indices("func")  # type: ignore[list-item]
