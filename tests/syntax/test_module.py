"""A module made of sections: index spaces, lookups, and sections in their order."""

from __future__ import annotations

import copy
import pickle

import pytest

from tests.binary.assemble import module, section
from tests.binary.everything import DATA, SECTIONS
from wasm_construct import ALL, Module
from wasm_construct.syntax import (
    EXTERNREF,
    FUNCREF,
    I32,
    I64,
    SECTION_ORDER,
    Active,
    Code,
    CodeSec,
    CustomSec,
    Data,
    DataCountSec,
    DataSec,
    Descriptor,
    ElemFuncs,
    ElemSec,
    Export,
    ExportSec,
    Expr,
    ExternFunc,
    ExternKind,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Import,
    ImportSec,
    IndexSpace,
    Limits,
    MemSec,
    MemType,
    NameAssoc,
    NameMap,
    Names,
    Passive,
    RecType,
    StartSec,
    StructType,
    SubType,
    Table,
    TableSec,
    TableType,
    TagSec,
    TagType,
    TypeSec,
)

UNARY, NULLARY = FuncType((I32,), (I32,)), FuncType()
_ZERO = Expr.of(("i32.const", 0))


@pytest.fixture
def mixed() -> Module:
    """One import and one definition of each kind."""
    return Module(
        [
            TypeSec([NULLARY, UNARY]),
            ImportSec(
                [
                    Import("env", "g", GlobalType(I32)),
                    Import("env", "f", ExternFunc(1)),
                    Import("env", "t", TableType(FUNCREF, Limits(1))),
                    Import("env", "m", MemType(Limits(1))),
                    Import("env", "e", TagType(0)),
                ]
            ),
            FuncSec([0, 1]),
            TableSec([Table(TableType(EXTERNREF, Limits(2)))]),
            MemSec([MemType(Limits(2))]),
            TagSec([TagType(0)]),
            GlobalSec([Global(GlobalType(I64, True), Expr.of(("i64.const", 7)))]),
            ExportSec([Export("run", ExternKind.FUNC, 1), Export("memory", ExternKind.MEMORY, 1)]),
            StartSec(1),
            ElemSec([ElemFuncs(Active(_ZERO), [2])]),
            CodeSec([Code([], Expr.of()), Code([], Expr.of(("local.get", 0)))]),
            DataSec([Data(Active(_ZERO), b"a"), Data(Passive(), b"b")]),
            CustomSec(
                "name", content=Names([NameMap(IndexSpace.FUNC, [NameAssoc(0, "imported"), NameAssoc(2, "id")])])
            ),
        ]
    )


def test_imports_come_first(mixed: Module) -> None:
    imports = mixed.imports
    for space, place, own in (
        (mixed.funcs, 1, ExternFunc(0)),
        (mixed.tables, 2, TableType(EXTERNREF, Limits(2))),
        (mixed.mems, 3, MemType(Limits(2))),
        (mixed.globals, 0, GlobalType(I64, True)),
        (mixed.tags, 4, TagType(0)),
    ):
        assert [item.index for item in space] == list(range(len(space)))
        assert space[0].imported is imports[place]
        assert space[0].type is imports[place].type
        assert space[0].defined is None
        assert space[1].imported is None
        assert space[1].type == own
        assert space[1].defined is not None


def test_spaces_by_kind(mixed: Module) -> None:
    for kind, space in zip(ExternKind, (mixed.funcs, mixed.tables, mixed.mems, mixed.globals, mixed.tags), strict=True):
        assert mixed.space(kind) == space
        assert {item.kind for item in space} == {kind}


def test_other_spaces(mixed: Module) -> None:
    assert mixed.types == (SubType(NULLARY), SubType(UNARY))
    assert mixed.elems == (ElemFuncs(Active(_ZERO), [2]),)
    assert [data.init for data in mixed.datas] == [b"a", b"b"]
    assert mixed.start == 1
    assert [export.name for export in mixed.exports] == ["run", "memory"]


def test_everything_is_empty_in_an_empty_module() -> None:
    empty = Module()
    assert empty.types == empty.imports == empty.funcs == empty.tables == empty.mems == empty.globals == ()
    assert empty.tags == empty.exports == empty.elems == empty.datas == ()
    assert empty.customs() == []
    assert empty.start is None
    assert empty.names is None
    assert empty.build() == module()


def test_types_of_groups_are_taken_apart() -> None:
    struct = StructType()
    parsed = Module([TypeSec([NULLARY, RecType((struct, SubType(UNARY, final=False))), SubType(struct, (1,))])])
    assert parsed.types == (SubType(NULLARY), SubType(struct), SubType(UNARY, final=False), SubType(struct, (1,)))


def test_functions_by_index_export_and_name(mixed: Module) -> None:
    assert mixed.func(0).imported is mixed.imports[1]
    assert mixed.func("run") == mixed.func(1)
    assert mixed.func("id") == mixed.func(2)
    assert mixed.func("imported").index == 0
    assert [func.name for func in mixed.funcs] == ["imported", None, "id"]
    assert mixed.func(2).code is mixed.section(CodeSec).codes[1]  # type: ignore[union-attr]


@pytest.mark.parametrize("which", [-1, 3, "memory", "nobody"])
def test_functions_that_do_not_exist(mixed: Module, which: int | str) -> None:
    with pytest.raises(KeyError, match=r"there is no func|the module has no function"):
        mixed.func(which)


def test_only_defined_functions_have_code(mixed: Module) -> None:
    with pytest.raises(TypeError, match="func 0 has no code of its own"):
        _ = mixed.func(0).code
    with pytest.raises(TypeError, match="memory 1 has no code of its own"):
        _ = mixed.mems[1].code


def test_types_of_functions(mixed: Module) -> None:
    assert mixed.func_type(0) == UNARY
    assert mixed.func_type("run") == NULLARY
    assert mixed.func_type(mixed.func("id")) == UNARY


def test_types_that_are_none_of_functions() -> None:
    odd = Module(
        [TypeSec([StructType(), Descriptor(0, NULLARY)]), FuncSec([0, 1, 9]), CodeSec([Code([], Expr.of())] * 3)]
    )
    assert odd.func_type(1) == NULLARY
    for index, type_ in ((0, 0), (2, 9)):
        with pytest.raises(KeyError, match=f"type {type_} is not a function type"):
            odd.func_type(index)


def test_exports_by_name(mixed: Module) -> None:
    assert mixed.export("run") is mixed.exports[0]
    assert mixed.export("nobody") is None
    assert mixed.exported("memory") == mixed.mems[1]
    with pytest.raises(KeyError, match="the module has no export 'nobody'"):
        mixed.exported("nobody")


def test_names_of_all_spaces() -> None:
    spaces = (IndexSpace.FUNC, IndexSpace.TABLE, IndexSpace.MEMORY, IndexSpace.GLOBAL, IndexSpace.TAG)
    names = Names([NameMap(space, [NameAssoc(0, space.name.lower())]) for space in spaces])
    parsed = Module.parse(DATA, ALL)
    parsed.customs("name")[0].content = names
    assert parsed.funcs[0].name == "func"
    assert parsed.tables[0].name == "table"
    assert parsed.mems[0].name == "memory"
    assert parsed.globals[0].name == "global"
    assert parsed.tags[0].name == "tag"


def test_sections_are_found_by_class(mixed: Module) -> None:
    assert mixed.section(StartSec) is mixed.sections[8]
    assert mixed.section(DataCountSec) is None
    assert mixed.section(CustomSec) is mixed.sections[-1]
    assert list(mixed) == mixed.sections


def test_an_empty_section_is_not_a_missing_one() -> None:
    for cls in SECTION_ORDER:
        if cls not in (StartSec, DataCountSec):
            data = module(section(cls.id, "00"))
            assert Module.parse(module()).section(cls) is None
            assert Module.parse(data).section(cls) == cls()
            assert Module.parse(data).build() == data
            assert Module.parse(data) != Module.parse(module())


def test_sections_are_added_in_order() -> None:
    made = Module([CustomSec("first"), CustomSec("last")])
    for cls in reversed(SECTION_ORDER):
        made.add(cls())
    assert [type(item) for item in made if type(item) is not CustomSec] == list(SECTION_ORDER)
    again = Module([CustomSec("a"), TypeSec(), CustomSec("b"), CodeSec(), CustomSec("c")])
    again.add(MemSec())
    again.add(CustomSec("d"))
    assert [type(item).__name__ for item in again] == [
        *("CustomSec", "TypeSec", "MemSec", "CustomSec", "CodeSec", "CustomSec", "CustomSec")
    ]
    assert [item.name for item in again.customs()] == ["a", "b", "c", "d"]


def test_a_section_is_there_when_it_must_be() -> None:
    made = Module([TypeSec(), ExportSec()])
    memories = made.ensure(MemSec)
    assert made.ensure(MemSec) is memories
    assert [type(item) for item in made] == [TypeSec, MemSec, ExportSec]


def test_custom_sections() -> None:
    made = Module([CustomSec("a", b"1"), MemSec(), CustomSec("b"), CustomSec("a", b"2"), CustomSec("c")])
    assert [item.data for item in made.customs("a")] == [b"1", b"2"]
    assert len(made.customs()) == 4
    made.drop_customs("a", "c", "not there")
    assert [item.name for item in made.customs()] == ["b"]
    made.drop_customs()
    assert made.sections == [MemSec()]


def test_adding_data_keeps_the_count() -> None:
    made = Module([DataCountSec(0), DataSec()])
    assert made.add_data(Data(Passive(), b"a")) == 0
    assert made.add_data(Data(Passive(), b"b")) == 1
    assert made.section(DataCountSec) == DataCountSec(2)
    without = Module()
    without.add_data(Data(Active(_ZERO), b"a"))
    assert without.sections == [DataSec([Data(Active(_ZERO), b"a")])]


def test_a_module_shows_what_it_has(mixed: Module) -> None:
    assert repr(Module()) == "<Module: empty>"
    assert repr(mixed) == (
        "<Module: 2 types, 5 imports, 3 functions, 2 tables, 2 memories, 2 globals, 2 tags, 2 exports,"
        " 1 element segment, 2 data segments, 1 custom section>"
    )


def test_modules_are_compared_by_their_sections(mixed: Module) -> None:
    assert Module.parse(mixed.build()) == mixed
    assert Module.parse(DATA, ALL) == Module(SECTIONS)
    other = copy.deepcopy(mixed)
    assert other == mixed
    other.datas[0].init = b"changed"
    assert other != mixed


def test_copies_are_independent_and_build_the_same(mixed: Module) -> None:
    parsed = Module.parse(DATA, ALL)
    for copied in (copy.deepcopy(parsed), pickle.loads(pickle.dumps(parsed))):
        assert copied == parsed
        assert copied.build() == DATA
        copied.funcs[-1].code.body.instrs.clear()
        assert parsed.build() == DATA


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_anything_like_bytes_can_be_parsed(kind: type) -> None:
    assert Module.parse(kind(DATA), ALL).build() == DATA


def test_equality_does_not_depend_on_who_looked() -> None:
    written = Module([CustomSec("name", b"\x00\x02\x01a")])
    parsed = Module.parse(written.build())
    assert parsed == written
    assert parsed.names is not None
    assert parsed == written
    padded = Module.parse(Module([CustomSec("name", b"\x00\x82\x00\x01a")]).build())
    assert padded == parsed == padded


@pytest.mark.parametrize("source", [b"\0asm\1\0\0\0", "module.wasm"])
def test_what_is_to_be_read_is_no_list_of_sections(source: object) -> None:
    with pytest.raises(TypeError, match="made of sections"):
        Module(source)  # type: ignore[arg-type]  # what the test is about
