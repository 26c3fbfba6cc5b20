"""The schemas of instructions and expressions.

The rows of `wasm_construct.opcodes` say which immediates follow an opcode; here stands how each kind of immediate is
written, and how instructions make up an expression.

Spec: §5.4 (binary-instr)
"""

from __future__ import annotations

import io
from typing import Any

from construct import Construct

from wasm_construct.binary.combinators import Record, Tuple, Vec
from wasm_construct.binary.indices import INDEX, Implied, labelidx, memidx, tagidx
from wasm_construct.binary.leaves import Constant, Fixed, Float, OneOf, byte
from wasm_construct.binary.leb128 import decode_u, encode_u, s32, s64, u32, u64
from wasm_construct.binary.schema import Schema
from wasm_construct.binary.stream import UNEXPECTED_END, next_byte, note
from wasm_construct.binary.types import blocktype, heaptype, valtype
from wasm_construct.binary.unions import Flagged, Tagged, features_of
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.opcodes import BY_OPCODE, PREFIXES, ROWS
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.instructions import Catch, CatchKind, Expr, Instr, MemArg
from wasm_construct.syntax.nesting import Nesting
from wasm_construct.syntax.values import Float32, Float64

memarg = Flagged(
    u32,
    "align",
    0x3F,
    {
        0x00: Record(MemArg, "memory" / Implied(IndexSpace.MEMORY), "offset" / u64),
        0x40: Record(MemArg, "memory" / memidx, "offset" / u64, "explicit" / Constant(True)),
    },
    "malformed memop flags",
    why_longer="index 0 can be left out",
)
"""Spec: §5.4.5 (binary-memarg)"""
laneidx = byte

_label = "label" / labelidx
_no_tag = "tag" / Constant(None)


def _catch(kind: CatchKind, tag: Construct) -> Record:
    return Record(Catch, "kind" / Constant(kind), tag, _label)


catch = Tagged(
    byte,
    {
        0x00: _catch(CatchKind.CATCH, "tag" / tagidx),
        0x01: _catch(CatchKind.CATCH_REF, "tag" / tagidx),
        0x02: _catch(CatchKind.CATCH_ALL, _no_tag),
        0x03: _catch(CatchKind.CATCH_ALL_REF, _no_tag),
    },
    "malformed catch clause",
)
"""Spec: §5.4.2 (binary-catch)"""

IMMEDIATES: dict[str, Construct] = {
    **{space.idx: index for space, index in INDEX.items()},
    "labels": Vec(labelidx, tuple),
    "u32": u32,
    "i32": s32,
    "i64": s64,
    "f32": Float(Float32),
    "f64": Float(Float64),
    "v128": Fixed(16),
    "lanes": Fixed(16),
    "laneidx": laneidx,
    "memarg": memarg,
    "memorder": OneOf({0x00: 0}, "zero byte expected"),
    "blocktype": blocktype,
    "heaptype": heaptype,
    "valtypes": Vec(valtype, tuple),
    "castop": OneOf({code: code for code in range(4)}, "malformed cast flags"),
    "catches": Vec(catch, tuple),
}
"""How each kind of immediate is written."""

ARGS: dict[tuple[str, ...], Tuple] = {
    kinds: Tuple(*(IMMEDIATES[kind] for kind in kinds)) for kinds in {row.immediates for row in ROWS}
}
"""The immediates of an instruction, by their kinds."""


class InstrSchema(Schema):
    """One instruction: the opcode, and what its row says follows. Spec: §5.4 (binary-instr)"""

    gives = Instr

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Instr:
        start = stream.tell()
        first = byte._parse(stream, context, path)
        if first in PREFIXES:
            opcode: tuple[int, ...] = (first, int(u32._parse(stream, context, path)))
        else:
            opcode = (first,)
        row = BY_OPCODE.get(opcode)
        if row is None or row.feature not in features_of(context):
            shown = " ".join(f"{part:02x}" for part in opcode)
            hint = f" ({row.mnemonic}; it needs the feature {row.feature})" if row else ""
            raise MalformedError(f"illegal opcode {shown}{hint}", start, path)
        note(stream, start, path, row)
        args = ARGS[row.immediates]._parse(stream, context, f"{path}.{row.mnemonic}")
        end = stream.tell()
        stream.seek(start)
        return Instr(row, args, stream.read(end - start))

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, Instr):
            raise BuildError(f"{obj!r} is not an instruction", path)
        stream.write(obj.raw if obj.raw is not None else self.encode(obj, path))
        return obj

    def encode(self, obj: Instr, path: str = "") -> bytes:
        """The bytes of an instruction that was made by hand."""
        out = io.BytesIO()
        out.write(bytes(obj.row.opcode[:1]))
        for number in obj.row.opcode[1:]:
            out.write(encode_u(number))
        ARGS[obj.row.immediates]._build(obj.args, out, None, f"{path}.{obj.name}")
        return out.getvalue()


instruction = InstrSchema()


def with_args(obj: Instr, args: tuple[Any, ...]) -> Instr:
    """The same instruction with other immediates; a padded opcode stays padded."""
    if obj.raw is None:
        return Instr(obj.row, args)
    end = decode_u(obj.raw, 1, 32)[1] if len(obj.row.opcode) > 1 else 1
    out = io.BytesIO()
    ARGS[obj.row.immediates]._build(args, out, None, obj.name)
    return Instr(obj.row, args, obj.raw[:end] + out.getvalue())


class ExprSchema(Schema):
    """Instructions up to the `end` that closes the expression. Spec: §5.4.10 (binary-expr)"""

    gives = Expr

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Expr:
        faster = getattr(stream, "expression", None)
        found: Expr | None = faster(path) if faster is not None else None
        return self._parse_instrs(stream, context, path) if found is None else found

    def _parse_instrs(self, stream: io.BytesIO, context: Any, path: str) -> Expr:
        instrs: list[Instr] = []
        nesting = Nesting()
        while nesting.depth:
            start = stream.tell()
            if next_byte(stream) is None:
                raise MalformedError(UNEXPECTED_END, start, path)
            instr = instruction._parse(stream, context, f"{path}[{len(instrs)}]")
            problem = nesting.step(instr.name)
            if problem:
                raise MalformedError(problem, start, f"{path}[{len(instrs)}]")
            instrs.append(instr)
        return Expr(instrs)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, Expr):
            raise BuildError(f"{obj!r} is not an expression", path)
        nesting = Nesting()
        for number, instr in enumerate(obj.instrs):
            where = f"{path}[{number}]"
            if not nesting.depth:
                raise BuildError("an instruction after the end of the expression", where)
            instruction._build(instr, stream, context, where)
            problem = nesting.step(instr.name)
            if problem:
                raise BuildError(problem, where)
        if nesting.depth:
            raise BuildError("END opcode expected", path)
        return obj


expr = ExprSchema()
