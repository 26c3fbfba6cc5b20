"""Conversions against exact arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interpreter.numerics import OPS, f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits
from tests.numerics.strategies import Bits, floats, ints, nans, nearest, same
from tests.numerics.test_ints import signed

INTS = pytest.mark.parametrize("n", [32, 64])
FLOATS = pytest.mark.parametrize("f", [32, 64])
SIGNS = pytest.mark.parametrize("sign", ["s", "u"])


def limits(n: int, sign: str) -> tuple[int, int]:
    return (-(2 ** (n - 1)), 2 ** (n - 1) - 1) if sign == "s" else (0, 2**n - 1)


def near_limits(n: int, f: Bits) -> st.SearchStrategy[float]:
    """Floats around the limits of integers, and any others that are no NaN."""
    around = st.sampled_from([0, 2 ** (n - 1), 2**n, -(2 ** (n - 1))])
    near = st.builds(lambda limit, ulps: nearest(limit + Fraction(ulps, 4), f), around, st.integers(-2000, 2000))
    return near | floats(f).filter(lambda x: x == x)


@INTS
@FLOATS
@SIGNS
@given(data=st.data())
def test_trunc(n: int, f: Bits, sign: str, data: st.DataObject) -> None:
    x = data.draw(near_limits(n, f))
    low, high = limits(n, sign)
    if math.isfinite(x) and low <= math.trunc(x) <= high:
        assert OPS[f"i{n}.trunc_f{f}_{sign}"](x) == math.trunc(x) % 2**n
    else:
        with pytest.raises(OverflowError, match=r"^integer overflow$"):
            OPS[f"i{n}.trunc_f{f}_{sign}"](x)


@INTS
@FLOATS
@SIGNS
@given(data=st.data())
def test_trunc_sat(n: int, f: Bits, sign: str, data: st.DataObject) -> None:
    x = data.draw(near_limits(n, f))
    low, high = limits(n, sign)
    exact = math.trunc(x) if math.isfinite(x) else 2**99 if x > 0 else -(2**99)
    assert OPS[f"i{n}.trunc_sat_f{f}_{sign}"](x) == min(max(exact, low), high) % 2**n


@INTS
@FLOATS
@SIGNS
@given(data=st.data())
def test_a_nan_is_no_integer(n: int, f: Bits, sign: str, data: st.DataObject) -> None:
    nan = data.draw(nans(f))
    assert OPS[f"i{n}.trunc_sat_f{f}_{sign}"](nan) == 0
    with pytest.raises(ValueError, match=r"^invalid conversion to integer$"):
        OPS[f"i{n}.trunc_f{f}_{sign}"](nan)


@INTS
@FLOATS
@SIGNS
@given(data=st.data())
def test_an_integer_becomes_the_nearest_float(n: int, f: Bits, sign: str, data: st.DataObject) -> None:
    i = data.draw(ints(n))
    exact = Fraction(signed(i, n) if sign == "s" else i)
    assert same(OPS[f"f{f}.convert_i{n}_{sign}"](i), nearest(exact, f))


@given(st.integers(24, 62), st.integers(0, 2**23 - 1), st.integers(-2, 2))
@example(62, 0, 1)
def test_i64_to_f32_rounds_once(exponent: int, odd: int, off: int) -> None:
    # next to the middle between two f32, where an f64 in between would lose on which side
    i = 2**exponent + (2 * odd + 1) * 2 ** (exponent - 24) + off
    for value in (i, -i):
        assert same(OPS["f32.convert_i64_s"](value % 2**64), nearest(Fraction(value), 32))
    assert same(OPS["f32.convert_i64_u"](i), nearest(Fraction(i), 32))


def test_known_cases_of_double_rounding() -> None:
    assert OPS["f32.convert_i64_u"](0x8000_0080_0000_0001) == 2.0**63 + 2.0**40
    assert OPS["f32.convert_i64_s"](0x0020_0000_2000_0001) == 2.0**53 + 2.0**30
    assert OPS["f32.convert_i64_u"](2**64 - 1) == 2.0**64


@given(floats(64))
@example(f64_from_bits(0x7FF0_0000_0000_0001))
def test_demotion(x: float) -> None:
    result = OPS["f32.demote_f64"](x)
    assert same(f32_from_bits(f32_to_bits(result)), result)
    if x != x:
        assert f32_to_bits(result) & 0x7FC0_0000 == 0x7FC0_0000
    elif math.isinf(x) or x == 0:
        assert same(result, x)
    else:
        assert result == nearest(Fraction(x), 32)


@given(floats(32))
@example(f32_from_bits(0x7F80_0001))
@example(-0.0)
def test_promotion(x: float) -> None:
    result = OPS["f64.promote_f32"](x)
    assert f64_to_bits(result) == f64_to_bits(x) | (1 << 51 if x != x else 0)


@given(ints(64))
def test_reinterpretation_keeps_every_bit(bits: int) -> None:
    assert OPS["i64.reinterpret_f64"](OPS["f64.reinterpret_i64"](bits)) == bits
    low = OPS["i32.wrap_i64"](bits)
    assert low == bits % 2**32
    assert OPS["i32.reinterpret_f32"](OPS["f32.reinterpret_i32"](low)) == low
    assert OPS["i64.extend_i32_u"](low) == low
