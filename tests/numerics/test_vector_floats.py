"""Operations on floating-point lanes against those on scalars."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interpreter.numerics import OPS, f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits
from tests.numerics.strategies import vectors
from tests.numerics.test_vector_ints import lanes, vector

SHAPES = {"f32x4": 32, "f64x2": 64}
EVERY_SHAPE = pytest.mark.parametrize("shape", SHAPES)
CANONICAL = {32: 0x7FC0_0000, 64: 0x7FF8_0000_0000_0000}
FLT_MAX = 2.0**128 - 2.0**104


def floats_of(v: bytes, bits: int) -> list[float]:
    return [f32_from_bits(i) if bits == 32 else f64_from_bits(i) for i in lanes(v, bits)]


def vector_of(values: list[float], bits: int) -> bytes:
    return vector([f32_to_bits(x) if bits == 32 else f64_to_bits(x) for x in values], bits)


def alike(v: bytes, w: bytes, bits: int) -> bool:
    """Whether each lane is the same in both, or an arithmetic NaN in both."""
    nan = CANONICAL[bits]
    return all(i == j or i & j & nan == nan for i, j in zip(lanes(v, bits), lanes(w, bits), strict=True))


@EVERY_SHAPE
@pytest.mark.parametrize("name", ["ceil", "floor", "trunc", "nearest", "sqrt", "neg", "abs"])
@given(data=st.data())
def test_one_operand(shape: str, name: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v = data.draw(vectors(bits, floats=True))
    result, expected = (
        OPS[f"{shape}.{name}"](v),
        vector_of([OPS[f"f{bits}.{name}"](x) for x in floats_of(v, bits)], bits),
    )
    assert result == expected if name in ("neg", "abs") else alike(result, expected, bits)


@EVERY_SHAPE
@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "min", "max"])
@given(data=st.data())
def test_two_operands(shape: str, name: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v, w = data.draw(vectors(bits, floats=True)), data.draw(vectors(bits, floats=True))
    pairs = zip(floats_of(v, bits), floats_of(w, bits), strict=True)
    expected = vector_of([OPS[f"f{bits}.{name}"](x, y) for x, y in pairs], bits)
    assert alike(OPS[f"{shape}.{name}"](v, w), expected, bits)
    if name in ("min", "max"):
        assert alike(OPS[f"{shape}.relaxed_{name}"](v, w), expected, bits)


@EVERY_SHAPE
@given(data=st.data())
def test_comparisons(shape: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v, w = data.draw(vectors(bits, floats=True)), data.draw(vectors(bits, floats=True))
    pairs = list(zip(floats_of(v, bits), floats_of(w, bits), strict=True))
    for name in ("eq", "ne", "lt", "gt", "le", "ge"):
        assert OPS[f"{shape}.{name}"](v, w) == vector([-OPS[f"f{bits}.{name}"](x, y) for x, y in pairs], bits)
    assert OPS[f"{shape}.pmin"](v, w) == vector_of([min(x, y) for x, y in pairs], bits)
    assert OPS[f"{shape}.pmax"](v, w) == vector_of([max(x, y) for x, y in pairs], bits)


@EVERY_SHAPE
@given(data=st.data())
def test_a_relaxed_madd_rounds_twice(shape: str, data: st.DataObject) -> None:
    u, v, w = (data.draw(vectors(SHAPES[shape], floats=True)) for _ in range(3))
    mul, add, neg = (OPS[f"{shape}.{name}"] for name in ("mul", "add", "neg"))
    assert OPS[f"{shape}.relaxed_madd"](u, v, w) == add(mul(u, v), w)
    assert OPS[f"{shape}.relaxed_nmadd"](u, v, w) == add(mul(neg(u), v), w)


def test_one_lane_that_overflows_leaves_the_others() -> None:
    v = vector_of([FLT_MAX, 1.0, f32_from_bits(1), -FLT_MAX], 32)
    assert floats_of(OPS["f32x4.add"](v, v), 32) == [float("inf"), 2.0, 2.0**-148, float("-inf")]
    assert floats_of(OPS["f32x4.mul"](v, v), 32) == [float("inf"), 1.0, 0.0, float("inf")]


@EVERY_SHAPE
@given(data=st.data())
def test_a_single_lane_keeps_its_bits(shape: str, data: st.DataObject) -> None:
    bits = SHAPES[shape]
    v, w = data.draw(vectors(bits, floats=True)), data.draw(vectors(bits, floats=True))
    lane = data.draw(st.integers(0, 128 // bits - 1))
    x = OPS[f"{shape}.extract_lane"](lane, v)
    assert OPS[f"{shape}.splat"](x) == vector([lanes(v, bits)[lane]] * (128 // bits), bits)
    expected = lanes(w, bits)
    expected[lane] = lanes(v, bits)[lane]
    assert lanes(OPS[f"{shape}.replace_lane"](lane, w, x), bits) == expected


@given(vectors(32))
def test_from_integers(v: bytes) -> None:
    for sign in "su":
        numbers = lanes(v, 32, sign)
        exact = vector_of([float(i) for i in numbers[:2]], 64)
        assert OPS[f"f64x2.convert_low_i32x4_{sign}"](v) == exact
        rounded = vector_of([OPS[f"f32.convert_i32_{sign}"](i % 2**32) for i in numbers], 32)
        assert OPS[f"f32x4.convert_i32x4_{sign}"](v) == rounded


@given(vectors(32, floats=True), vectors(64, floats=True))
@example(vector([0x7F80_0001] * 4, 32), vector([0x7FF0_0000_0000_0001] * 2, 64))
def test_from_floats(v: bytes, w: bytes) -> None:
    for sign in "su":
        numbers = vector([OPS[f"i32.trunc_sat_f32_{sign}"](x) for x in floats_of(v, 32)], 32)
        assert OPS[f"i32x4.trunc_sat_f32x4_{sign}"](v) == OPS[f"i32x4.relaxed_trunc_f32x4_{sign}"](v) == numbers
        numbers = vector([OPS[f"i32.trunc_sat_f64_{sign}"](x) for x in floats_of(w, 64)] + [0, 0], 32)
        assert OPS[f"i32x4.trunc_sat_f64x2_{sign}_zero"](w) == numbers
        assert OPS[f"i32x4.relaxed_trunc_f64x2_{sign}_zero"](w) == numbers
    promoted = vector_of([OPS["f64.promote_f32"](x) for x in floats_of(v, 32)[:2]], 64)
    assert alike(OPS["f64x2.promote_low_f32x4"](v), promoted, 64)
    demoted = vector_of([OPS["f32.demote_f64"](x) for x in floats_of(w, 64)] + [0.0, 0.0], 32)
    assert alike(OPS["f32x4.demote_f64x2_zero"](w), demoted, 32)
