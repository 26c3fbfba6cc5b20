"""Operations on integer lanes against the same on each lane by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.numerics import OPS
from tests.numerics.strategies import ints, vectors
from tests.numerics.test_ints import signed
from wasm_construct.opcodes import BY_MNEMONIC

SHAPES = {"i8x16": 8, "i16x8": 16, "i32x4": 32, "i64x2": 64}
EVERY_SHAPE = pytest.mark.parametrize("shape", SHAPES)


def lanes(v: bytes, bits: int, sign: str = "u") -> list[int]:
    size = bits // 8
    assert len(v) == 16
    return [int.from_bytes(v[i : i + size], "little", signed=sign == "s") for i in range(0, 16, size)]


def vector(values: list[int], bits: int) -> bytes:
    return b"".join((value % (1 << bits)).to_bytes(bits // 8, "little") for value in values)


def clamp(i: int, bits: int, sign: str) -> int:
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if sign == "s" else (0, (1 << bits) - 1)
    return min(max(i, low), high)


Lanewise = Callable[[int, int, int], int]
"""From two lanes and their width to a lane, modulo 2**width."""
BINARY: dict[str, Lanewise] = {
    "add": lambda i, j, bits: i + j,
    "sub": lambda i, j, bits: i - j,
    "mul": lambda i, j, bits: i * j,
    "add_sat_s": lambda i, j, bits: clamp(i + j, bits, "s"),
    "add_sat_u": lambda i, j, bits: clamp(i + j, bits, "u"),
    "sub_sat_s": lambda i, j, bits: clamp(i - j, bits, "s"),
    "sub_sat_u": lambda i, j, bits: clamp(i - j, bits, "u"),
    "min_s": lambda i, j, bits: min(i, j),
    "min_u": lambda i, j, bits: min(i, j),
    "max_s": lambda i, j, bits: max(i, j),
    "max_u": lambda i, j, bits: max(i, j),
    "avgr_u": lambda i, j, bits: (i + j + 1) // 2,
    "q15mulr_sat_s": lambda i, j, bits: clamp((i * j + 2**14) // 2**15, bits, "s"),
    "eq": lambda i, j, bits: -(i == j),
    "ne": lambda i, j, bits: -(i != j),
    **{f"lt_{sign}": lambda i, j, bits: -(i < j) for sign in "su"},
    **{f"gt_{sign}": lambda i, j, bits: -(i > j) for sign in "su"},
    **{f"le_{sign}": lambda i, j, bits: -(i <= j) for sign in "su"},
    **{f"ge_{sign}": lambda i, j, bits: -(i >= j) for sign in "su"},
}
UNARY: dict[str, Lanewise] = {
    "neg": lambda i, _, bits: -i,
    "abs": lambda i, _, bits: abs(signed(i, bits)),
    "popcnt": lambda i, _, bits: f"{i:b}".count("1"),
}


@EVERY_SHAPE
@given(data=st.data())
def test_lane_by_lane(shape: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v, w = data.draw(vectors(bits)), data.draw(vectors(bits))
    for name, model in (BINARY | UNARY).items():
        if f"{shape}.{name}" in BY_MNEMONIC:
            sign = "s" if name.endswith("_s") else "u"
            pairs = zip(lanes(v, bits, sign), lanes(w, bits, sign), strict=True)
            operands = (v,) if name in UNARY else (v, w)
            assert OPS[f"{shape}.{name}"](*operands) == vector([model(i, j, bits) for i, j in pairs], bits), name


@EVERY_SHAPE
@given(data=st.data())
def test_shifts(shape: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v, count = data.draw(vectors(bits)), data.draw(ints(32) | st.integers(0, 2 * bits))
    k = count % bits
    assert OPS[f"{shape}.shl"](v, count) == vector([i << k for i in lanes(v, bits)], bits)
    assert OPS[f"{shape}.shr_u"](v, count) == vector([i >> k for i in lanes(v, bits)], bits)
    assert OPS[f"{shape}.shr_s"](v, count) == vector([i >> k for i in lanes(v, bits, "s")], bits)


@EVERY_SHAPE
@given(data=st.data())
def test_tests(shape: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v = data.draw(vectors(bits))
    assert OPS[f"{shape}.all_true"](v) == all(lanes(v, bits))
    assert OPS["v128.any_true"](v) == any(lanes(v, bits))
    assert OPS[f"{shape}.bitmask"](v) == sum((i < 0) << n for n, i in enumerate(lanes(v, bits, "s")))


@EVERY_SHAPE
@given(data=st.data())
def test_a_single_lane(shape: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v, lane = data.draw(vectors(bits)), data.draw(st.integers(0, 128 // bits - 1))
    i = data.draw(ints(max(bits, 32)))
    replaced = OPS[f"{shape}.replace_lane"](lane, v, i)
    expected = lanes(v, bits)
    expected[lane] = i % (1 << bits)
    assert lanes(replaced, bits) == expected
    assert lanes(OPS[f"{shape}.splat"](i), bits) == [i % (1 << bits)] * (128 // bits)
    if bits < 32:
        assert OPS[f"{shape}.extract_lane_u"](lane, v) == lanes(v, bits)[lane]
        assert OPS[f"{shape}.extract_lane_s"](lane, v) == lanes(v, bits, "s")[lane] % 2**32
    else:
        assert OPS[f"{shape}.extract_lane"](lane, v) == lanes(v, bits)[lane]


@pytest.mark.parametrize(("narrow", "wide"), [("i8x16", "i16x8"), ("i16x8", "i32x4"), ("i32x4", "i64x2")])
@pytest.mark.parametrize("sign", ["s", "u"])
@given(data=st.data())
def test_lanes_of_other_widths(narrow: str, wide: str, sign: str, data: st.DataObject) -> None:
    bits, double = SHAPES[narrow], SHAPES[wide]
    v, w = data.draw(vectors(bits)), data.draw(vectors(bits))
    i, j, half = lanes(v, bits, sign), lanes(w, bits, sign), 64 // bits
    for name, part in (("low", slice(half)), ("high", slice(half, None))):
        assert OPS[f"{wide}.extend_{name}_{narrow}_{sign}"](v) == vector(i[part], double)
        products = [x * y for x, y in zip(i[part], j[part], strict=True)]
        assert OPS[f"{wide}.extmul_{name}_{narrow}_{sign}"](v, w) == vector(products, double)
    if double < 64:
        sums = [x + y for x, y in zip(i[::2], i[1::2], strict=True)]
        assert OPS[f"{wide}.extadd_pairwise_{narrow}_{sign}"](v) == vector(sums, double)
        clamped = [clamp(x, bits, sign) for x in lanes(v, double, "s") + lanes(w, double, "s")]
        assert OPS[f"{narrow}.narrow_{wide}_{sign}"](v, w) == vector(clamped, bits)


@given(vectors(16), vectors(16))
def test_the_dot_product(v: bytes, w: bytes) -> None:
    products = [i * j for i, j in zip(lanes(v, 16, "s"), lanes(w, 16, "s"), strict=True)]
    sums = [i + j for i, j in zip(products[::2], products[1::2], strict=True)]
    assert OPS["i32x4.dot_i16x8_s"](v, w) == vector(sums, 32)


def test_sums_of_products_that_are_too_large() -> None:
    lowest = vector([-(2**15)] * 8, 16)
    assert lanes(OPS["i32x4.dot_i16x8_s"](lowest, lowest), 32) == [2**31] * 4  # wraps
    lowest = vector([-(2**7)] * 16, 8)
    assert lanes(OPS["i16x8.relaxed_dot_i8x16_i7x16_s"](lowest, lowest), 16) == [2**15 - 1] * 8  # saturates
    most = vector([2**31 - 1] * 4, 32)
    result = OPS["i32x4.relaxed_dot_i8x16_i7x16_add_s"](lowest, lowest, most)
    assert lanes(result, 32) == [2**31 - 1 + 2 * (2**15 - 1)] * 4


@given(vectors(8), vectors(8), vectors(8))
def test_bits(v: bytes, w: bytes, mask: bytes) -> None:
    def bitwise(function: Callable[[int, int], int]) -> bytes:
        return vector([function(i, j) for i, j in zip(v, w, strict=True)], 8)

    assert OPS["v128.and"](v, w) == bitwise(lambda i, j: i & j)
    assert OPS["v128.or"](v, w) == bitwise(lambda i, j: i | j)
    assert OPS["v128.xor"](v, w) == bitwise(lambda i, j: i ^ j)
    assert OPS["v128.andnot"](v, w) == bitwise(lambda i, j: i & ~j)
    assert OPS["v128.not"](v) == bitwise(lambda i, j: ~i)
    selected = vector([i & m | j & ~m for i, j, m in zip(v, w, mask, strict=True)], 8)
    assert OPS["v128.bitselect"](v, w, mask) == OPS["i64x2.relaxed_laneselect"](v, w, mask) == selected


@given(vectors(8), vectors(8), st.lists(st.integers(0, 31), min_size=16, max_size=16))
def test_permutations(v: bytes, w: bytes, indices: list[int]) -> None:
    shuffled = bytes((v + w)[i] for i in indices)
    assert OPS["i8x16.shuffle"](tuple(indices), v, w) == OPS["i8x16.shuffle"](bytes(indices), v, w) == shuffled
    swizzled = bytes(v[i] if i < 16 else 0 for i in w)
    assert OPS["i8x16.swizzle"](v, w) == OPS["i8x16.relaxed_swizzle"](v, w) == swizzled


@given(vectors(8), st.binary(min_size=8, max_size=8), st.data())
def test_memory(v: bytes, memory: bytes, data: st.DataObject) -> None:
    for bits in (8, 16, 32):
        for sign in "su":
            extended = vector(lanes(memory + bytes(8), bits, sign)[: 64 // bits], 2 * bits)
            assert OPS[f"v128.load{bits}x{64 // bits}_{sign}"](memory) == extended
    for bits in SHAPES.values():
        raw, lane = memory[: bits // 8], data.draw(st.integers(0, 128 // bits - 1))
        loaded = OPS[f"v128.load{bits}_lane"](lane, raw, v)
        expected = lanes(v, bits)
        expected[lane] = int.from_bytes(raw, "little")
        assert lanes(loaded, bits) == expected
        assert OPS[f"v128.store{bits}_lane"](lane, loaded) == raw
        assert OPS[f"v128.load{bits}_splat"](raw) == raw * (128 // bits)
    assert OPS["v128.load32_zero"](memory[:4]) == memory[:4] + bytes(12)
    assert OPS["v128.load64_zero"](memory) == memory + bytes(8)
