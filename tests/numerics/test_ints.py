"""Integer operations against Python's own arithmetic."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.numerics import OPS
from tests.numerics.strategies import ints

WIDTHS = pytest.mark.parametrize("bits", [32, 64])


def signed(i: int, bits: int) -> int:
    return i - (1 << bits) if i >> (bits - 1) else i


def truncated(i: int, j: int) -> int:
    return abs(i) // abs(j) * (1 if (i < 0) == (j < 0) else -1)


UNSIGNED: dict[str, Callable[[int, int], int]] = {
    "add": lambda i, j: i + j,
    "sub": lambda i, j: i - j,
    "mul": lambda i, j: i * j,
    "and": lambda i, j: i & j,
    "or": lambda i, j: i | j,
    "xor": lambda i, j: i ^ j,
    "eq": lambda i, j: i == j,
    "ne": lambda i, j: i != j,
    "lt_u": lambda i, j: i < j,
    "gt_u": lambda i, j: i > j,
    "le_u": lambda i, j: i <= j,
    "ge_u": lambda i, j: i >= j,
}
SIGNED: dict[str, Callable[[int, int], int]] = {
    "lt_s": lambda i, j: i < j,
    "gt_s": lambda i, j: i > j,
    "le_s": lambda i, j: i <= j,
    "ge_s": lambda i, j: i >= j,
}


@WIDTHS
@pytest.mark.parametrize("name", [*UNSIGNED, *SIGNED])
@given(data=st.data())
def test_an_operation_is_that_of_python(bits: int, name: str, data: st.DataObject) -> None:
    i, j = data.draw(ints(bits)), data.draw(ints(bits))
    expected = UNSIGNED[name](i, j) if name in UNSIGNED else SIGNED[name](signed(i, bits), signed(j, bits))
    assert OPS[f"i{bits}.{name}"](i, j) == expected % (1 << bits)


@WIDTHS
@given(data=st.data())
def test_division(bits: int, data: st.DataObject) -> None:
    i, j = data.draw(ints(bits)), data.draw(ints(bits).filter(bool))
    assert OPS[f"i{bits}.div_u"](i, j) == i // j
    assert OPS[f"i{bits}.rem_u"](i, j) == i % j
    quotient = truncated(signed(i, bits), signed(j, bits))
    remainder = signed(i, bits) - quotient * signed(j, bits)
    assert OPS[f"i{bits}.rem_s"](i, j) == remainder % (1 << bits)
    if quotient < 1 << (bits - 1):
        assert OPS[f"i{bits}.div_s"](i, j) == quotient % (1 << bits)


@WIDTHS
def test_the_quotient_that_is_too_large(bits: int) -> None:
    lowest, minus_one = 1 << (bits - 1), (1 << bits) - 1
    with pytest.raises(OverflowError, match=r"^integer overflow$"):
        OPS[f"i{bits}.div_s"](lowest, minus_one)
    assert OPS[f"i{bits}.rem_s"](lowest, minus_one) == 0


@WIDTHS
@pytest.mark.parametrize("name", ["div_s", "div_u", "rem_s", "rem_u"])
@pytest.mark.parametrize("i", [0, 1, 0x8000_0000])
def test_division_by_zero(bits: int, name: str, i: int) -> None:
    with pytest.raises(ZeroDivisionError):
        OPS[f"i{bits}.{name}"](i, 0)


@WIDTHS
@given(data=st.data())
def test_shifts_and_rotations_take_the_count_modulo_the_width(bits: int, data: st.DataObject) -> None:
    i, count = data.draw(ints(bits)), data.draw(ints(bits) | st.integers(0, 2 * bits))
    k = count % bits
    digits = f"{i:0{bits}b}"
    assert OPS[f"i{bits}.shl"](i, count) == i * 2**k % (1 << bits)
    assert OPS[f"i{bits}.shr_u"](i, count) == i // 2**k
    assert OPS[f"i{bits}.shr_s"](i, count) == signed(i, bits) // 2**k % (1 << bits)
    assert OPS[f"i{bits}.rotl"](i, count) == int(digits[k:] + digits[:k], 2)
    assert OPS[f"i{bits}.rotr"](i, count) == int(digits[bits - k :] + digits[: bits - k], 2)


@WIDTHS
@given(data=st.data())
def test_counting_digits(bits: int, data: st.DataObject) -> None:
    i = data.draw(ints(bits))
    digits = f"{i:0{bits}b}"
    assert OPS[f"i{bits}.clz"](i) == len(digits) - len(digits.lstrip("0"))
    assert OPS[f"i{bits}.ctz"](i) == len(digits) - len(digits.rstrip("0"))
    assert OPS[f"i{bits}.popcnt"](i) == digits.count("1")
    assert OPS[f"i{bits}.eqz"](i) == (i == 0)


@pytest.mark.parametrize(
    ("name", "narrow", "bits"),
    [
        ("i32.extend8_s", 8, 32),
        ("i32.extend16_s", 16, 32),
        ("i64.extend8_s", 8, 64),
        ("i64.extend16_s", 16, 64),
        ("i64.extend32_s", 32, 64),
        ("i64.extend_i32_s", 32, 64),
    ],
)
@given(data=st.data())
def test_sign_extension(name: str, narrow: int, bits: int, data: st.DataObject) -> None:
    i = data.draw(ints(int(name[-4:-2]) if "_i32" in name else bits))
    assert OPS[name](i) == signed(i % (1 << narrow), narrow) % (1 << bits)


@pytest.mark.parametrize("name", ["add", "shl", "rotl", "clz", "ctz", "popcnt", "eqz", "div_s", "extend8_s"])
def test_the_result_of_a_test_is_a_number(name: str) -> None:
    function = OPS[f"i32.{name}"]
    arity = 1 if name in ("clz", "ctz", "popcnt", "eqz", "extend8_s") else 2
    assert function(*[True] * arity) == function(*[1] * arity)


@given(*[ints(64)] * 4)
def test_wide_arithmetic(a: int, b: int, c: int, d: int) -> None:
    def whole(halves: tuple[int, int]) -> int:
        assert all(0 <= half < 1 << 64 for half in halves)
        return halves[0] | halves[1] << 64

    assert whole(OPS["i64.add128"](a, b, c, d)) == (whole((a, b)) + whole((c, d))) % 2**128
    assert whole(OPS["i64.sub128"](a, b, c, d)) == (whole((a, b)) - whole((c, d))) % 2**128
    assert whole(OPS["i64.mul_wide_u"](a, b)) == a * b
    assert whole(OPS["i64.mul_wide_s"](a, b)) == signed(a, 64) * signed(b, 64) % 2**128


@pytest.mark.parametrize(
    ("prefix", "suffix", "bits", "own"),
    [
        ("i32.atomic.rmw.", "", 32, 32),
        ("i64.atomic.rmw.", "", 64, 64),
        ("i32.atomic.rmw8.", "_u", 8, 32),
        ("i32.atomic.rmw16.", "_u", 16, 32),
        ("i64.atomic.rmw8.", "_u", 8, 64),
        ("i64.atomic.rmw16.", "_u", 16, 64),
        ("i64.atomic.rmw32.", "_u", 32, 64),
    ],
)
@given(data=st.data())
def test_what_read_modify_write_stores(prefix: str, suffix: str, bits: int, own: int, data: st.DataObject) -> None:
    loaded, operand = data.draw(ints(bits)), data.draw(ints(own))
    for name in ("add", "sub", "and", "or", "xor"):
        assert OPS[f"{prefix}{name}{suffix}"](loaded, operand) == UNSIGNED[name](loaded, operand) % (1 << bits)
    assert OPS[f"{prefix}xchg{suffix}"](loaded, operand) == operand % (1 << bits)
    # the expected value is wrapped, too
    cmpxchg = OPS[f"{prefix}cmpxchg{suffix}"]
    expected = data.draw(ints(own)) >> bits << bits | loaded
    assert cmpxchg(loaded, expected, operand) == operand % (1 << bits)
    assert cmpxchg(loaded, expected ^ 1, operand) == loaded
