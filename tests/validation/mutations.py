"""Modules with one thing changed, most of which are not valid any more."""

from __future__ import annotations

import random
from dataclasses import replace

from wasm_construct import ALL, BuildError, MalformedError, Module
from wasm_construct.syntax import CodeSec, Instr, MemArg, NumType, RefType, VecType, instr
from wasm_construct.syntax.types import AbsHeapType

# what an instruction in the place of another one may be
POOL = [
    *map(instr, "unreachable nop drop return i32.add i64.add f32.add f64.neg i32.eqz ref.is_null ref.eq".split()),
    *map(instr, "ref.as_non_null array.len ref.i31 i31.get_s throw_ref any.convert_extern select".split()),
    *map(instr, "extern.convert_any i32.wrap_i64 i64.extend_i32_s v128.not v128.any_true".split()),
    *(instr("br", index) for index in range(3)),
    *(instr("br_if", index) for index in range(3)),
    *(instr("local.get", index) for index in range(4)),
    *(instr("local.set", index) for index in range(3)),
    *(instr("local.tee", index) for index in range(3)),
    *(instr("call", index) for index in range(3)),
    *(instr("struct.new", index) for index in range(3)),
    *(instr("struct.get", index, 0) for index in range(3)),
    *(instr("call_ref", index) for index in range(3)),
    *(instr("ref.null", heap) for heap in (AbsHeapType.ANY, AbsHeapType.FUNC, AbsHeapType.NONE, AbsHeapType.EXN, 0, 1)),
    *(instr("ref.cast", RefType(null, heap)) for null in (False, True) for heap in (AbsHeapType.STRUCT, 0, 1)),
    instr("i32.const", 1),
    instr("i64.const", 1),
    instr("f32.const", 1.0),
    instr("select", (NumType.I32,)),
    instr("br_table", (0, 1), 0),
    instr("br_on_null", 0),
    instr("br_on_non_null", 0),
    instr("br_on_cast", 3, 0, AbsHeapType.ANY, AbsHeapType.I31),
    instr("br_on_cast_fail", 1, 1, AbsHeapType.ANY, AbsHeapType.STRUCT),
    instr("i32.load", MemArg(2, 0)),
    instr("i64.store", MemArg(3, 8)),
    instr("throw", 0),
    instr("ref.func", 0),
    instr("table.get", 0),
    instr("memory.size", 0),
    instr("global.get", 0),
    instr("global.set", 0),
]
_TYPES = [*NumType, *VecType, *(RefType(null, heap) for null in (False, True) for heap in (*AbsHeapType, 0, 1, 2))]


def mutant(data: bytes, seed: int) -> bytes | None:
    """The module with one change that depends on the seed; None when that gives no module at all."""
    choice = random.Random(seed)
    changed = _changed_bytes(data, choice) if choice.random() < 0.4 else _changed_instr(data, choice)
    if changed is None:
        return None
    try:
        Module.parse(changed, ALL)
    except MalformedError:
        return None
    return changed


def _changed_bytes(data: bytes, choice: random.Random) -> bytes | None:
    changed = bytearray(data)
    if len(changed) < 9:
        return None
    place = choice.randrange(8, len(changed))
    what = choice.randrange(3)
    if what == 0:
        changed[place] ^= 1 << choice.randrange(8)
    elif what == 1:
        changed[place] = choice.choice(b"\x00\x01\x02\x03\x40\x6f\x70\x63\x64\x7f\x7e\x7d\x0b\x1a\x20\x41")
    else:
        changed[place] = choice.randrange(128)
    return bytes(changed)


def _changed_instr(data: bytes, choice: random.Random) -> bytes | None:
    module = Module.parse(data, ALL)
    section = module.section(CodeSec)
    codes = [code for code in section.codes if len(code.body) > 1] if section else []
    if not codes:
        return None
    instrs = choice.choice(codes).body.instrs
    place = choice.randrange(len(instrs))
    what = choice.randrange(6)
    if what == 0:
        del instrs[place]
    elif what == 1:
        instrs.insert(place, choice.choice(POOL))
    elif what == 2:
        instrs[place] = choice.choice(POOL)
    elif what == 3:
        instrs.insert(place, choice.choice(instrs))
    elif what == 4:
        other = choice.randrange(len(instrs))
        instrs[place], instrs[other] = instrs[other], instrs[place]
    else:
        instrs[place] = _changed_args(instrs[place], choice)
    try:
        return module.build()
    except BuildError:
        return None


def _changed_args(item: Instr, choice: random.Random) -> Instr:
    if not item.args:
        return choice.choice(POOL)
    args = list(item.args)
    place = choice.randrange(len(args))
    arg, kind = args[place], item.row.immediates[place]
    if kind in ("i32", "i64"):
        return choice.choice(POOL)
    if kind == "blocktype":
        args[place] = choice.choice([*_TYPES, None, 0, 1, 2])
    elif kind == "heaptype":
        args[place] = choice.choice([*AbsHeapType, 0, 1, 2])
    elif isinstance(arg, MemArg):
        args[place] = replace(arg, align=arg.align + choice.choice((-1, 1)) & 7, memory=choice.choice((0, 0, 1)))
    elif isinstance(arg, int):
        args[place] = max(arg + choice.choice((-1, 1)), 0)
    return Instr(item.row, tuple(args))
