"""Operations on floats against exact arithmetic, and what the machine would get wrong."""

from __future__ import annotations

import math
import operator
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from interpreter.numerics import OPS, f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits
from tests.numerics.strategies import Bits, floats, nans, nearest, same

WIDTHS = pytest.mark.parametrize("bits", [32, 64])
INF, NAN = math.inf, math.nan
CANONICAL = {32: 0x7FC0_0000, 64: 0x7FF8_0000_0000_0000}


def bits_of(x: float, bits: int) -> int:
    return f32_to_bits(x) if bits == 32 else f64_to_bits(x)


def is_canonical(x: float, bits: int) -> bool:
    return bits_of(x, bits) & ~(1 << (bits - 1)) == CANONICAL[bits]


def is_arithmetic(x: float, bits: int) -> bool:
    return bits_of(x, bits) & CANONICAL[bits] == CANONICAL[bits]


@WIDTHS
@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv"])
@given(data=st.data())
def test_arithmetic_is_exact_and_then_rounded(bits: Bits, name: str, data: st.DataObject) -> None:
    finite = st.floats(width=bits, allow_nan=False, allow_infinity=False)
    x, y = data.draw(finite), data.draw(finite)
    assume(y or name != "truediv")
    exact = getattr(operator, name)(Fraction(x), Fraction(y))
    result = OPS[f"f{bits}.{'div' if name == 'truediv' else name}"](x, y)
    assert result == nearest(exact, bits)
    if exact:
        assert math.copysign(1.0, result) == (1 if exact > 0 else -1)


@WIDTHS
@given(data=st.data())
def test_the_square_root_is_the_nearest(bits: Bits, data: st.DataObject) -> None:
    x = data.draw(st.floats(0, width=bits, allow_nan=False, allow_infinity=False))
    root = Fraction(math.isqrt(int(Fraction(x) * 2**2200)), 2**1100)  # 1100 binary digits after the point
    assert OPS[f"f{bits}.sqrt"](x) == nearest(root, bits)


@WIDTHS
@given(data=st.data())
def test_rounding_to_integers(bits: Bits, data: st.DataObject) -> None:
    x = data.draw(
        st.floats(width=bits, allow_nan=False, allow_infinity=False) | st.integers(-9, 9).map(lambda i: i / 2)
    )
    for name, function in (("ceil", math.ceil), ("floor", math.floor), ("trunc", math.trunc), ("nearest", round)):
        assert same(OPS[f"f{bits}.{name}"](x), math.copysign(function(x), x))


@WIDTHS
@pytest.mark.parametrize("name", ["ceil", "floor", "trunc", "nearest", "sqrt"])
@pytest.mark.parametrize("x", [0.0, -0.0, INF])
def test_zeros_and_infinity_stay_what_they_are(bits: int, name: str, x: float) -> None:
    assert same(OPS[f"f{bits}.{name}"](x), x)


@WIDTHS
@pytest.mark.parametrize(
    ("name", "x", "y", "expected"),
    [
        ("div", 1.0, 0.0, INF),
        ("div", 1.0, -0.0, -INF),
        ("div", -INF, 0.0, -INF),
        ("div", 0.0, 0.0, NAN),
        ("div", INF, INF, NAN),
        ("sub", INF, INF, NAN),
        ("mul", INF, 0.0, NAN),
        ("add", -0.0, -0.0, -0.0),
        ("sub", 0.0, 0.0, 0.0),
        ("min", 0.0, -0.0, -0.0),
        ("min", -0.0, 0.0, -0.0),
        ("max", 0.0, -0.0, 0.0),
        ("max", -0.0, 0.0, 0.0),
        ("min", -INF, NAN, NAN),
        ("max", NAN, INF, NAN),
    ],
)
def test_special_operands(bits: int, name: str, x: float, y: float, expected: float) -> None:
    result = OPS[f"f{bits}.{name}"](x, y)
    assert is_canonical(result, bits) if expected != expected else same(result, expected)


@WIDTHS
@pytest.mark.parametrize("x", [-1.0, -INF, -(2.0**-149)])
def test_the_square_root_of_what_is_below_zero(bits: int, x: float) -> None:
    assert is_canonical(OPS[f"f{bits}.sqrt"](x), bits)


@WIDTHS
@given(data=st.data())
def test_min_and_max_give_an_operand(bits: Bits, data: st.DataObject) -> None:
    numbers = floats(bits).filter(lambda x: x == x)
    x, y = data.draw(numbers), data.draw(numbers)
    assume(x != y)
    assert same(OPS[f"f{bits}.min"](x, y), min(x, y))
    assert same(OPS[f"f{bits}.max"](x, y), max(x, y))


@WIDTHS
@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "min", "max"])
@given(data=st.data())
def test_a_nan_comes_out_quiet(bits: Bits, name: str, data: st.DataObject) -> None:
    nan, other = data.draw(nans(bits)), data.draw(floats(bits))
    for x, y in ((nan, other), (other, nan)):
        result = OPS[f"f{bits}.{name}"](x, y)
        assert is_arithmetic(result, bits)
        if all(is_canonical(z, bits) for z in (x, y) if z != z):
            assert is_canonical(result, bits)


@WIDTHS
@pytest.mark.parametrize("name", ["ceil", "floor", "trunc", "nearest", "sqrt"])
@given(data=st.data())
def test_a_nan_comes_out_of_these_quiet(bits: Bits, name: str, data: st.DataObject) -> None:
    nan = data.draw(nans(bits))
    result = OPS[f"f{bits}.{name}"](nan)
    assert is_arithmetic(result, bits)
    assert is_canonical(result, bits) or not is_canonical(nan, bits)


@WIDTHS
@given(data=st.data())
def test_the_sign_is_a_bit(bits: Bits, data: st.DataObject) -> None:
    x, y = data.draw(floats(bits)), data.draw(floats(bits))
    sign, own, other = 1 << (bits - 1), bits_of(x, bits), bits_of(y, bits)
    assert bits_of(OPS[f"f{bits}.neg"](x), bits) == own ^ sign
    assert bits_of(OPS[f"f{bits}.abs"](x), bits) == own & ~sign
    assert bits_of(OPS[f"f{bits}.copysign"](x, y), bits) == own & ~sign | other & sign


@WIDTHS
@given(data=st.data())
def test_nothing_compares_with_a_nan(bits: Bits, data: st.DataObject) -> None:
    nan, other = data.draw(nans(bits)), data.draw(floats(bits))
    for name in ("eq", "lt", "gt", "le", "ge"):
        assert OPS[f"f{bits}.{name}"](nan, other) == OPS[f"f{bits}.{name}"](other, nan) == 0
    assert OPS[f"f{bits}.ne"](nan, other) == OPS[f"f{bits}.ne"](other, nan) == 1


@given(st.floats(width=32), st.floats(width=32))
@example(f32_from_bits(0x7F7F_FFFF), f32_from_bits(0x7F7F_FFFF))
@example(f32_from_bits(1), f32_from_bits(1))
def test_an_f32_comes_out_an_f32(x: float, y: float) -> None:
    for name in ("add", "sub", "mul", "div", "min", "max", "copysign"):
        result = OPS[f"f32.{name}"](x, y)
        assert same(f32_from_bits(f32_to_bits(result)), result)


def test_a_large_product_of_f64_is_no_error() -> None:
    assert OPS["f64.mul"](1e308, 1e308) == INF
    assert OPS["f64.mul"](f64_from_bits(1), 0.5) == 0.0
