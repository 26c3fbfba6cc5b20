"""Vector loads and stores without the memory: from the loaded bytes to a vector, and from a vector to stored bytes.

The loaded bytes take the place of the address among the arguments: `load8_splat(data)`, `load8_lane(lane, data,
vector)`. The result of `store8_lane(lane, vector)` is the bytes to store.

Spec: §4.6.8 (exec-vload-pack)
"""

from __future__ import annotations

from collections.abc import Callable

from interpreter.numerics.bits import Table
from interpreter.numerics.vectors import widths
from interpreter.numerics.vectors.lanes import Vector

_HIGH = bytes(8)


def _load_extend(bits: int, sign: str) -> Callable[[bytes], Vector]:
    extend: Callable[[Vector], Vector] = widths.OPS[f"i{2 * bits}x{64 // bits}.extend_low_i{bits}x{128 // bits}_{sign}"]
    return lambda data: extend(data + _HIGH)


def _load_splat(size: int) -> Callable[[bytes], Vector]:
    return lambda data: data * (16 // size)


def _load_zero(data: bytes) -> Vector:
    return data.ljust(16, b"\0")


def _load_lane(size: int) -> Callable[[int, bytes, Vector], Vector]:
    return lambda lane, data, v: v[: lane * size] + data + v[lane * size + size :]


def _store_lane(size: int) -> Callable[[int, Vector], bytes]:
    return lambda lane, v: v[lane * size : lane * size + size]


OPS: Table = {
    **{f"v128.load{n}x{64 // n}_{sign}": _load_extend(n, sign) for n in (8, 16, 32) for sign in "su"},
    **{f"v128.load{n}_splat": _load_splat(n // 8) for n in (8, 16, 32, 64)},
    **{f"v128.load{n}_zero": _load_zero for n in (32, 64)},
    **{f"v128.load{n}_lane": _load_lane(n // 8) for n in (8, 16, 32, 64)},
    **{f"v128.store{n}_lane": _store_lane(n // 8) for n in (8, 16, 32, 64)},
}
