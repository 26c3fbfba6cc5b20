"""Arguments for functions, as code of the module itself."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from wasm_construct import Module
from wasm_construct.syntax import ExternFunc, Instr, instr
from wasm_construct.syntax.types import (
    AbsHeapType,
    ArrayType,
    FuncType,
    NumType,
    PackType,
    RefType,
    StorageType,
    StructType,
    ValType,
    VecType,
)
from wasm_construct.syntax.values import Float32, Float64

_DEEPEST = 4
"""So deep do structures nest that have to be made for others."""
_F32 = (0, 0x3F800000, 0xC0200000, 0x80000000, 0x7FC00000, 0x7F800000, 0x4F000000, 0x00000001, 0x7FA00001)
_F64 = (
    *(0, 0x3FF0000000000000, 0xC004000000000000, 1 << 63, 0x7FF8000000000000, 0xFFF0000000000000, 0x41E0000000000000),
    *(1, 0x7FF4000000000001),
)
_FLOATS: dict[ValType, type[Float32] | type[Float64]] = {NumType.F32: Float32, NumType.F64: Float64}
_SAMPLES: dict[ValType, Sequence[Any]] = {
    NumType.I32: (0, 1, -1, -1 << 31, (1 << 31) - 1, 5, 0x12345678, 255, -1 << 15),
    NumType.I64: (0, 1, -1, -1 << 63, (1 << 63) - 1, 7, 0x123456789ABCDEF, 1 << 32, -1 << 31),
    NumType.F32: [Float32.from_bits(bits) for bits in _F32],
    NumType.F64: [Float64.from_bits(bits) for bits in _F64],
    VecType.V128: (bytes(16), bytes(range(16)), b"\xff" * 16, bytes(range(255, 239, -1)), b"\x00\x00\xc0\x7f" * 4),
}


def sample(module: Module, type_: ValType, number: int) -> list[Instr]:
    """Code for a value of this type, another one for each number: first those that are special, then random ones."""
    if not isinstance(type_, RefType):
        values = _SAMPLES[type_]
        return [instr(f"{type_}.const", values[number] if number < len(values) else _random(type_, number))]
    if type_.null and not number % 2:
        return [instr("ref.null", type_.heap)]
    return reference(module, type_)


def _random(type_: ValType, number: int) -> Any:
    """Any bits; a vector consists of lanes of one size, some of them special."""
    source = Random(number)
    if isinstance(type_, VecType):
        kind = source.choice((NumType.I32, NumType.I64, NumType.F32, NumType.F64))
        size = int(str(kind)[1:]) // 8
        return b"".join(_lane(kind, size, source) for _ in range(16 // size))
    size = int(str(type_)[1:])
    bits = source.getrandbits(size) >> source.choice((0, 0, size // 4, size // 2))
    if type_ in (NumType.I32, NumType.I64):
        return bits - (bits >> size - 1 << size)
    return _FLOATS[type_].from_bits(bits)


def _lane(kind: NumType, size: int, source: Random) -> bytes:
    value = source.choice((*_SAMPLES[kind], source.getrandbits(size * 8)))
    return (
        value.to_bytes()
        if isinstance(value, Float32 | Float64)
        else (value & (1 << size * 8) - 1).to_bytes(size, "little")
    )


def reference(module: Module, type_: RefType, depth: int = 0) -> list[Instr]:
    """Code for a reference that is not null if there is one; constant in this case."""
    heap = type_.heap
    i31 = [instr("i32.const", 77), instr("ref.i31")]
    if heap in (AbsHeapType.ANY, AbsHeapType.EQ, AbsHeapType.I31):
        return i31
    if heap is AbsHeapType.EXTERN:
        return [*i31, instr("extern.convert_any")]
    comp = module.types[heap].comp if isinstance(heap, int) else None
    if isinstance(comp, ArrayType):
        return [instr("array.new_fixed", heap, 0)]
    if isinstance(comp, StructType) and depth < _DEEPEST:
        return [part for field in comp.fields for part in _zero(module, field.storage, depth)] + [
            instr("struct.new", heap)
        ]
    if heap is AbsHeapType.FUNC or isinstance(comp, FuncType):
        for index, func in enumerate(module.funcs):
            if heap is AbsHeapType.FUNC or (isinstance(func.type, ExternFunc) and func.type.type == heap):
                return [instr("ref.func", index)]
    return [instr("ref.null", heap), *([] if type_.null else [instr("ref.as_non_null")])]


def _zero(module: Module, storage: StorageType, depth: int) -> list[Instr]:
    if isinstance(storage, PackType):
        return [instr("i32.const", 0)]
    if isinstance(storage, RefType) and not storage.null:
        return reference(module, storage, depth + 1)
    return sample(module, storage, 0)
