"""Moving lanes in, out of and around vectors, and vectors as 128 bits.

Spec: §4.3.5 (op-vec)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import Struct

from interpreter.numerics.bits import Table, f32_to_bits, load_f32, store_f32

Vector = bytes
"""16 bytes, the lowest lane first."""

_ZERO = bytes(16)
_ALL = (1 << 128) - 1


def to_int(v: Vector) -> int:
    """The 128 bits of a vector; the lowest lane is in the lowest bits."""
    return int.from_bytes(v, "little")


def unary(function: Callable[[int], int]) -> Callable[[Vector], Vector]:
    """A function on vectors from one on their bits."""
    return lambda v: function(int.from_bytes(v, "little")).to_bytes(16, "little")


def binary(function: Callable[[int, int], int]) -> Callable[[Vector, Vector], Vector]:
    """A function on pairs of vectors from one on their bits."""
    return lambda v, w: function(int.from_bytes(v, "little"), int.from_bytes(w, "little")).to_bytes(16, "little")


def bitselect(v: Vector, w: Vector, mask: Vector) -> Vector:
    """The bits of the first vector where the mask has ones, of the second where it has zeros.

    Spec: §4.3.2 (op-ibitselect)
    """
    j = to_int(w)
    return (j ^ (to_int(v) ^ j) & to_int(mask)).to_bytes(16, "little")


def shuffle(lanes: Sequence[int], v: Vector, w: Vector) -> Vector:
    """The bytes at these indices of the two vectors joined. Spec: §4.3.5 (op-ivshuffle)"""
    pair = v + w
    return bytes([pair[lane] for lane in lanes])


def swizzle(v: Vector, indices: Vector) -> Vector:
    """The bytes of the first vector at the indices in the second, zero where there is none.

    Spec: §4.3.5 (op-ivswizzle)
    """
    return indices.translate(v + _NO_LANES)


_NO_LANES = bytes(256 - 16)


def _int_lanes(bits: int) -> Table:
    size, mask = bits // 8, (1 << bits) - 1
    unsigned, signed = Struct("<" + "BHIQ"[size.bit_length() - 1]), Struct("<" + "bhiq"[size.bit_length() - 1])

    def splat(i: int) -> Vector:
        return (i & mask).to_bytes(size, "little") * (16 // size)

    def extract_lane(lane: int, v: Vector) -> int:
        return unsigned.unpack_from(v, lane * size)[0]  # type: ignore[no-any-return]

    def extract_lane_s(lane: int, v: Vector) -> int:
        return signed.unpack_from(v, lane * size)[0] & 0xFFFF_FFFF  # type: ignore[no-any-return]

    def replace_lane(lane: int, v: Vector, i: int) -> Vector:
        return v[: lane * size] + (i & mask).to_bytes(size, "little") + v[lane * size + size :]

    narrow = {"extract_lane_s": extract_lane_s, "extract_lane_u": extract_lane}
    return {
        "splat": splat,
        "replace_lane": replace_lane,
        **(narrow if bits < 32 else {"extract_lane": extract_lane}),
    }


_F64 = Struct("<d")


def _f32_replace_lane(lane: int, v: Vector, x: float) -> Vector:
    buffer = bytearray(v)
    store_f32(buffer, 4 * lane, x)
    return bytes(buffer)


def _f64_replace_lane(lane: int, v: Vector, x: float) -> Vector:
    return v[: 8 * lane] + _F64.pack(x) + v[8 * lane + 8 :]


OPS: Table = {
    "v128.not": unary(lambda i: i ^ _ALL),
    "v128.and": binary(lambda i, j: i & j),
    "v128.andnot": binary(lambda i, j: i & ~j),
    "v128.or": binary(lambda i, j: i | j),
    "v128.xor": binary(lambda i, j: i ^ j),
    "v128.bitselect": bitselect,
    "v128.any_true": lambda v: v != _ZERO,
    "i8x16.shuffle": shuffle,
    "i8x16.swizzle": swizzle,
    **{f"i{n}x{128 // n}.{name}": function for n in (8, 16, 32, 64) for name, function in _int_lanes(n).items()},
    "f32x4.splat": lambda x: f32_to_bits(x).to_bytes(4, "little") * 4,
    "f32x4.extract_lane": lambda lane, v: load_f32(v, 4 * lane),
    "f32x4.replace_lane": _f32_replace_lane,
    "f64x2.splat": lambda x: _F64.pack(x) * 2,
    "f64x2.extract_lane": lambda lane, v: _F64.unpack_from(v, 8 * lane)[0],
    "f64x2.replace_lane": _f64_replace_lane,
}
