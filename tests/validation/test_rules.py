"""One rule after the other, where it accepts and where it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.build import (
    ANY,
    EQ,
    EXN,
    EXTERN,
    F32,
    FUNC,
    FUNCS,
    I31,
    I32,
    I64,
    MEM,
    MEM64,
    STRUCT,
    problem,
    refuses,
    valid,
)
from wasm_construct.opcodes import ROWS
from wasm_construct.syntax import (
    ArrayType,
    Catch,
    CatchKind,
    FieldType,
    FuncType,
    GlobalType,
    MemArg,
    RefType,
    StructType,
)
from wasm_construct.syntax.types import Describes, Descriptor, Exact, Limits, PackType, RecType, VecType
from wasm_construct.validation.instructions import _PLANS
from wasm_construct.validation.rules import CHECKS, RULES
from wasm_construct.validation.rules.vector import lane_count

ONE, TWO = ("i32.const", 1), ("i64.const", 2)
ANYREF, EXTERNREF, REF_I31 = RefType(True, ANY), RefType(True, EXTERN), RefType(False, I31)
STRUCTS = [StructType((FieldType(I32, True), FieldType(PackType.I8))), ArrayType(FieldType(I64))]


def test_every_row_has_a_rule_or_a_type() -> None:
    assert all((row.opcode in _PLANS) != (row.rule in RULES) for row in ROWS)
    assert {row.rule for row in ROWS if not row.closed} == RULES.keys()
    assert CHECKS.keys() <= {kind for row in ROWS for kind in row.immediates}


def test_operands() -> None:
    valid(ONE, ONE, "i32.add", results=(I32,))
    assert problem(ONE, TWO, "i32.add", results=(I32,)) == (
        "type mismatch: instruction requires [i32 i32] but stack has [i32 i64]"
    )
    assert problem(ONE, "i32.add", results=(I32,)).endswith("requires [i32 i32] but stack has [i32]")
    assert problem(ONE, ("block", None), "drop", "end").endswith("but stack has []")
    assert problem(ONE, ONE).endswith("block requires [] but stack has [i32 i32]")


def test_unreachable_code_takes_what_it_needs_but_knows_what_it_has() -> None:
    valid("unreachable", "i32.add", results=(I32,))
    valid("unreachable", "select", "drop")
    valid("unreachable", "drop", "drop", results=(I64, I32))
    assert refuses("unreachable", TWO, "i32.add", results=(I32,))
    assert refuses("unreachable", ONE)
    valid("unreachable", "ref.as_non_null", ("call_ref", 0), types=[FuncType()])


def test_select() -> None:
    valid(ONE, ONE, ONE, "select", results=(I32,))
    assert refuses(ONE, TWO, ONE, "select", "drop")
    assert refuses(("ref.null", ANY), ("ref.null", ANY), ONE, "select", "drop")
    valid(("ref.null", ANY), ("ref.null", I31), ONE, ("select", (ANYREF,)), results=(ANYREF,))
    assert problem(ONE, ONE, ONE, ("select", (I32, I32))).startswith("invalid result arity")
    valid("unreachable", ("v128.const", bytes(16)), ONE, "select", results=(VecType.V128,))


def test_blocks() -> None:
    valid(("block", I32), ONE, "end", results=(I32,))
    assert problem(("block", I32), "end", "drop").endswith("requires [i32] but stack has []")
    valid(ONE, ("loop", 0), "end", "drop", types=[FuncType((I32,), (I32,))])
    assert problem(("block", 1), "end", types=[StructType()]) == ""
    assert problem(("block", 0), "end", types=[StructType()]) == "non-function type 0"
    valid(ONE, ("if", I32), ONE, "else", ONE, "end", results=(I32,))
    assert refuses(ONE, ("if", I32), ONE, "end", results=(I32,))
    narrow = FuncType((REF_I31,), (ANYREF,))
    valid(ONE, "ref.i31", ONE, ("if", 0), "end", "drop", types=[narrow])


def test_branches() -> None:
    valid(("block", I32), ONE, ("br", 0), "end", "drop")
    assert problem(("br", 1)) == "unknown label 1"
    valid(ONE, ("br_if", 0))
    valid(("block", I32), ONE, ONE, ("br_if", 0), "end", "drop")
    assert refuses(("block", I32), ONE, ("br_if", 0), ONE, "end", "drop")
    valid(("block", I32), ONE, ONE, ("br_table", (0, 0), 0), "end", "drop")
    assert refuses(("block", I32), ONE, ONE, ("br_table", (1,), 0), "end", "drop")
    assert problem(ONE, ("br_table", (7,), 0)) == "unknown label 7"
    valid(ONE, "return", "drop", results=(I32,))
    wide = FuncType((), (ANYREF,))
    # what is left is of the label's type, no longer an i31
    taken = (("block", 0), ONE, "ref.i31", ONE, ("br_if", 0))
    assert refuses(*taken, "i31.get_s", "drop", "unreachable", "end", "drop", types=[wide])


def test_calls() -> None:
    types = [FuncType((I32,), (I64,))]
    valid(ONE, ("ref.null", 0), ("call_ref", 0), "drop", types=types)
    assert refuses(ONE, ("call_ref", 0), "drop", types=types)
    valid(ONE, ONE, ("call_indirect", 0, 0), "drop", types=types, table=FUNCS)
    assert problem(ONE, ONE, ("call_indirect", 0, 0), types=types) == "unknown table 0"
    assert refuses(ONE, ONE, ("call_indirect", 0, 0), "drop", types=types, table=ANYREF)
    valid(("return_call", 0))
    assert problem(ONE, ("ref.null", 0), ("return_call_ref", 0), types=types).startswith(
        "type mismatch: current function requires result type [] but callee returns [i64]"
    )
    valid(ONE, ONE, ("return_call_indirect", 0, 0), types=types, table=FUNCS, results=(I64,))
    assert problem(("call", 1)) == "unknown function 1"


def test_locals() -> None:
    valid(("local.get", 0), ("local.tee", 1), ("local.set", 1), params=(I32,), locals_=[I32])
    assert problem(("local.get", 2), params=(I32,), locals_=[I32]) == "unknown local 2"
    assert problem(("local.get", 0), "drop", locals_=[REF_I31]) == "uninitialized local 0"
    assert refuses(TWO, ("local.set", 0), params=(I32,))
    set_it = (ONE, "ref.i31", ("local.set", 0))
    get_it = (("local.get", 0), "drop")
    valid(*set_it, ("block", None), *get_it, "end", *get_it, locals_=[REF_I31])
    assert problem(("block", None), *set_it, "end", *get_it, locals_=[REF_I31]) == "uninitialized local 0"
    assert problem(ONE, ("if", None), *set_it, "else", *get_it, "end", locals_=[REF_I31]) == "uninitialized local 0"
    valid(ONE, "ref.i31", ("local.tee", 0), "drop", *get_it, locals_=[REF_I31])


def test_globals() -> None:
    valid(("global.get", 0), ("global.set", 0), global_=GlobalType(I32, True))
    assert problem(ONE, ("global.set", 0), global_=GlobalType(I32)) == "immutable global"
    assert problem(("global.get", 0)) == "unknown global 0"


def test_memories() -> None:
    valid(ONE, ("i32.load",), "drop", mem=MEM)
    valid(TWO, ("i32.load", MemArg(2, 1 << 40)), "drop", mem=MEM64)
    assert problem(ONE, ("i32.load", MemArg(2, 1 << 32)), "drop", mem=MEM) == "offset out of range"
    assert problem(ONE, ("i32.load", MemArg(3)), "drop", mem=MEM).startswith("alignment must not be larger")
    assert problem(ONE, ("i32.load",), "drop") == "unknown memory 0"
    assert problem(ONE, ("i32.atomic.load", MemArg(1)), "drop", mem=MEM) == "atomic alignment must be natural"
    valid(ONE, ("i32.atomic.load", MemArg(2)), "drop", mem=MEM)
    valid(("memory.size", 0), "drop", TWO, ("memory.grow", 0), "drop", mem=MEM64)
    valid(TWO, TWO, TWO, ("memory.copy", 0, 0), mem=MEM64)
    assert problem(ONE, ONE, ONE, ("memory.init", 1, 0), mem=MEM) == "unknown data segment 1"


def test_lane_counts() -> None:
    names = "i8x16.extract_lane_u f64x2.replace_lane v128.load32_lane"
    assert list(map(lane_count, names.split())) == [16, 2, 4]


def test_tables() -> None:
    valid(ONE, ("table.get", 0), ("drop"), table=FUNCS)
    valid(ONE, ("ref.null", FUNC), ("table.set", 0), table=FUNCS)
    assert refuses(ONE, ("ref.null", ANY), ("table.set", 0), table=FUNCS)
    valid(("ref.null", ANY), ONE, ("table.grow", 0), "drop", table=ANYREF)
    valid(ONE, ("ref.null", I31), ONE, ("table.fill", 0), table=ANYREF)
    valid(ONE, ONE, ONE, ("table.init", 0, 0), table=FUNCS)
    assert refuses(ONE, ONE, ONE, ("table.init", 0, 0), table=ANYREF)
    assert problem(("elem.drop", 3)) == "unknown elem segment 3"
    valid(ONE, ONE, ONE, ("table.copy", 0, 0), table=FUNCS)


def test_references() -> None:
    valid(("ref.func", 0), ("call_ref", 0))
    valid(("ref.null", EXTERN), "any.convert_extern", "ref.as_non_null", "extern.convert_any", results=(EXTERNREF,))
    assert refuses(ONE, "ref.is_null", "drop")
    valid(("ref.null", ANY), ("ref.test", REF_I31), "drop")
    assert refuses(("ref.null", EXTERN), ("ref.test", REF_I31), "drop")
    valid(("ref.null", ANY), ("ref.cast", REF_I31), "i31.get_u", "drop")
    eqref = RefType(True, EQ)
    valid(("block", eqref), ("ref.null", EQ), ("br_on_cast", 3, 0, EQ, I31), "end", "drop")
    assert refuses(("block", None), ("ref.null", EQ), ("br_on_cast", 3, 0, EQ, I31), "drop", "end")
    valid(("block", None), ("ref.null", EQ), ("br_on_null", 0), "drop", "end")
    valid(("block", eqref), ("ref.null", EQ), ("br_on_non_null", 0), "unreachable", "end", "drop")
    assert refuses(("ref.null", EQ), ("br_on_non_null", 0))


def test_casts_are_to_related_types() -> None:
    from wasm_construct import WASM3

    body = (("block", ANYREF), ("ref.null", STRUCT), ("br_on_cast", 3, 0, STRUCT, I31), "end", "drop")
    assert problem(*body, features=WASM3).startswith("type mismatch on cast")
    assert problem(*body) == ""  # custom descriptors relax it


def test_structures_and_arrays() -> None:
    valid(ONE, ONE, ("struct.new", 0), ("struct.get_s", 0, 1), "drop", types=STRUCTS)
    valid(("struct.new_default", 0), ONE, ("struct.set", 0, 0), types=STRUCTS)
    assert problem(("struct.get", 0, 1), types=STRUCTS) == "field is packed"
    assert problem(("struct.get_u", 0, 0), types=STRUCTS) == "field is unpacked"
    assert problem(("struct.set", 0, 1), types=STRUCTS) == "immutable field"
    assert problem(("struct.get", 0, 2), types=STRUCTS) == "unknown field 2"
    assert problem(("struct.new", 1), types=STRUCTS) == "non-structure type 1"
    assert problem(("array.new", 0), types=STRUCTS) == "non-array type 0"
    valid(TWO, ONE, ("array.new", 1), "array.len", "drop", types=STRUCTS)
    valid(TWO, TWO, ("array.new_fixed", 1, 2), ONE, ("array.get", 1), "drop", types=STRUCTS)
    assert refuses(TWO, ("array.new_fixed", 1, 2), "drop", types=STRUCTS)
    valid("unreachable", TWO, ("array.new_fixed", 1, 9), "drop", types=STRUCTS)
    valid(ONE, ONE, ("array.new_data", 1, 0), "drop", types=STRUCTS)
    assert refuses(ONE, ONE, ("array.new_elem", 1, 0), "drop", types=STRUCTS)
    assert problem(("array.set", 1), types=STRUCTS) == "immutable array"
    refs = [ArrayType(FieldType(REF_I31, True))]
    assert problem(("array.new_default", 0), types=refs) == "array type is not defaultable"
    assert problem(("array.new_data", 0, 0), types=refs) == "array type is not numeric or vector"
    two = [ArrayType(FieldType(I32, True)), ArrayType(FieldType(I64))]
    assert problem(("array.copy", 0, 1), types=two) == "array types do not match"


def test_lanes() -> None:
    zero = ("v128.const", bytes(16))
    valid(zero, ("i32x4.extract_lane", 3), "drop")
    assert problem(zero, ("i32x4.extract_lane", 4), "drop") == "invalid lane index"
    valid(zero, zero, ("i8x16.shuffle", bytes(range(16, 32))), "drop")
    assert problem(zero, zero, ("i8x16.shuffle", bytes([32] * 16)), "drop") == "invalid lane index"


def test_exceptions() -> None:
    types = [FuncType((I32,))]
    valid(ONE, ("throw", 0), types=types, tags=[0])
    assert refuses(TWO, ("throw", 0), types=types, tags=[0])
    assert problem(("throw", 0)) == "unknown tag 0"
    valid(("ref.null", EXN), "throw_ref")
    catch = Catch(CatchKind.CATCH, 0, 0)
    valid(("block", I32), ("try_table", None, (catch,)), "end", ONE, "end", "drop", types=types, tags=[0])
    assert refuses(("try_table", None, (catch,)), "end", types=types, tags=[0])
    all_ref = Catch(CatchKind.CATCH_ALL_REF, None, 0)
    exnref = RefType(True, EXN)
    valid(("block", exnref), ("try_table", None, (all_ref,)), "end", ("ref.null", EXN), "end", "drop")
    assert problem(types=[FuncType((), (I32,))], tags=[0]) == "non-empty tag result type"


def test_legacy_exceptions() -> None:
    types = [FuncType((I32,)), FuncType((I64,))]
    parts: dict[str, Any] = {"types": types, "tags": [0, 1]}
    valid(("try", I32), ONE, ("catch", 0), "catch_all", ("rethrow", 0), "end", "drop", **parts)
    valid(("try", None), ("delegate", 0))
    assert problem(("try", None), ("delegate", 1)) == "unknown label 1"
    assert problem(("rethrow", 0)) == "invalid rethrow label"
    assert problem(("try", None), ("rethrow", 0), ("delegate", 0)) == "invalid rethrow label"
    mismatch = "type mismatch: instruction requires [i32] but stack has "
    assert problem(("try", I32), "end", results=(I32,)) == mismatch + "[]"
    assert problem(("try", I32), TWO, "end", results=(I32,)) == mismatch + "[i64]"
    assert problem(("try", I32), ONE, ("catch", 1), "end", **parts, results=(I32,)) == mismatch + "[i64]"
    left = "type mismatch: block requires [] but stack has [i32]"
    assert problem(("try", None), ("catch", 0), "end", **parts) == left
    assert problem(("try", None), "catch_all", ONE, "end") == left


def test_custom_descriptors() -> None:
    group = RecType((Descriptor(1, StructType()), Describes(0, StructType())))
    types: dict[str, Any] = {"types": [group, StructType()]}
    made = (("struct.new", 1), ("struct.new_desc", 0))
    valid(*made, ("ref.get_desc", 0), "drop", **types)
    valid(*made, ("struct.new", 1), ("ref.cast_desc_eq", RefType(False, Exact(0))), "drop", **types)
    assert problem(("struct.new", 0), **types) == "type with descriptor requires descriptor allocation"
    assert problem(("struct.new_desc", 1), **types) == "type without descriptor requires non-descriptor allocation"
    assert problem(("ref.get_desc", 1), **types).startswith("type without descriptor")
    assert problem(*made, ("ref.null", 1), ("ref.cast_desc_eq", RefType(False, 2)), **types) == (
        "type 2 does not have a descriptor"
    )
    exact = RefType(False, Exact(2))
    valid(("struct.new", 2), results=(exact,), **types)
    assert refuses(("struct.new", 2), ("ref.cast", RefType(False, 2)), results=(exact,), **types)


@pytest.mark.parametrize("body", [("i32.const", 1), ("f32.const", 1.0)])
def test_a_table_of_64_bit_addresses(body: tuple[object, ...]) -> None:
    assert refuses(body, ("memory.grow", 0), "drop", mem=Limits(1, addrtype=I64))
    assert F32 is not I32
