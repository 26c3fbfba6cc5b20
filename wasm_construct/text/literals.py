"""Numbers, vectors and strings: from the text of a token to its value.

A function gives None for a token that is not such a literal, and raises OverflowError for one that is out of range.

Spec: §6.3.1 (text-int), §6.3.2 (text-float), §6.3.3 (text-string)
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence

from wasm_construct.syntax.values import Float32, Float64

_NUM, _HEXNUM = r"[0-9](?:_?[0-9])*+", r"[0-9A-Fa-f](?:_?[0-9A-Fa-f])*+"
_NAT = re.compile(rf"0x{_HEXNUM}|{_NUM}")
_INT = re.compile(rf"[+-]?(?:0x{_HEXNUM}|{_NUM})")
_FLOAT = re.compile(
    rf"[+-]?(?:0x{_HEXNUM}(?:\.(?:{_HEXNUM})?)?(?:[pP][+-]?{_NUM})?"
    rf"|{_NUM}(?:\.(?:{_NUM})?)?(?:[eE][+-]?{_NUM})?|inf|nan(?::0x{_HEXNUM})?)"
)
_LONGEST = 40  # more digits than any integer needs; Python refuses to read thousands of them
_HUGE = 10**_LONGEST
_BITS = struct.Struct("<f")


def _magnitude(digits: str) -> int:
    digits = digits.replace("_", "")
    if digits.startswith("0x"):
        return int(digits, 16)
    digits = digits.lstrip("0")
    return _HUGE if len(digits) > _LONGEST else int(digits or "0")


def is_number(word: str) -> bool:
    """Whether a token is a number of any kind."""
    return _FLOAT.fullmatch(word) is not None


def is_nat(word: str) -> bool:
    """Whether a token is an unsigned integer."""
    return _NAT.fullmatch(word) is not None


def nat(word: str, bits: int) -> int | None:
    """An unsigned integer. Spec: §6.3.1 (text-int)"""
    if _NAT.fullmatch(word) is None:
        return None
    value = _magnitude(word)
    if value >> bits:
        raise OverflowError(word)
    return value


def integer(word: str, bits: int) -> int | None:
    """A signed or unsigned integer, as the signed one with the same bits. Spec: §6.3.1 (text-int)"""
    if _INT.fullmatch(word) is None:
        return None
    value = _magnitude(word.lstrip("+-"))
    if word[0] == "-":
        value = -value
    half = 1 << (bits - 1)
    if not -half <= value < 2 * half:
        raise OverflowError(word)
    return value - 2 * half if value >= half else value


def f64(word: str) -> Float64 | None:
    """A 64-bit floating-point number, rounded to the nearest. Spec: §6.3.2 (text-float)"""
    if _FLOAT.fullmatch(word) is None:
        return None
    bits = _special(word, Float64)
    return Float64.from_bits(bits) if bits is not None else Float64(_nearest(word.replace("_", "")))


def f32(word: str) -> Float32 | None:
    """A 32-bit floating-point number, rounded to the nearest. Spec: §6.3.2 (text-float)"""
    if _FLOAT.fullmatch(word) is None:
        return None
    bits = _special(word, Float32)
    if bits is not None:
        return Float32.from_bits(bits)
    digits = word.replace("_", "")
    value = _nearest(digits)
    if _between_two(value):  # rounded twice, so the first rounding must not decide
        side = _side(digits, value)
        if side:
            value = math.nextafter(value, math.inf if side > 0 else -math.inf)
    try:
        return Float32(value)
    except ValueError:
        raise OverflowError(word) from None


def _special(word: str, cls: type[Float32] | type[Float64]) -> int | None:
    """The bits of an infinity or a NaN."""
    digits = word.lstrip("+-")
    if not digits.startswith(("inf", "nan")):
        return None
    quiet = 1 << (cls.significand - 1)
    payload = 0 if digits == "inf" else _magnitude(digits[4:]) if len(digits) > 3 else quiet
    if payload >> cls.significand or (payload == 0 and digits != "inf"):
        raise OverflowError(word)
    exponent = (1 << (cls.width - 1 - cls.significand)) - 1
    sign = int(word[0] == "-")
    return sign << (cls.width - 1) | exponent << cls.significand | payload


def _nearest(digits: str) -> float:
    value = float.fromhex(digits) if "0x" in digits else float(digits)
    if math.isinf(value):
        raise OverflowError(digits)
    return value


def _between_two(value: float) -> bool:
    """Whether a number lies exactly between two neighbours among the 32-bit ones."""
    fraction, exponent = math.frexp(abs(value))
    kept = min(24, exponent + 149)  # the bits that a 32-bit number keeps, fewer when it is subnormal
    if kept < 0:
        return False
    lost = 53 - kept
    return int(fraction * (1 << 53)) & (1 << lost) - 1 == 1 << (lost - 1)


def _side(digits: str, value: float) -> int:
    """Whether a number is greater than the float that it was rounded to (1), less (-1), or just that (0)."""
    from decimal import Decimal  # where they are used: few texts need them
    from fractions import Fraction

    if "0x" not in digits:
        exact, rounded = Decimal(digits), Decimal(value)
        return (exact > rounded) - (exact < rounded)
    significand, _, exponent = digits.lower().partition("p")
    whole, _, part = significand.partition(".")
    power = _magnitude(exponent.lstrip("+-")) * (-1 if exponent.startswith("-") else 1)
    fraction = Fraction(int(whole + part, 16)) * Fraction(2) ** (power - 4 * len(part))
    return (fraction > value) - (fraction < value)


SHAPES: dict[str, tuple[int, str]] = {
    "i8x16": (8, "<16b"),
    "i16x8": (16, "<8h"),
    "i32x4": (32, "<4i"),
    "i64x2": (64, "<2q"),
    "f32x4": (32, "<4I"),
    "f64x2": (64, "<2Q"),
}
"""The shapes of `v128.const`: the width of a lane, and how all of them are packed."""


def lane(shape: str, word: str) -> int | Float32 | Float64 | None:
    """One lane of a vector of this shape."""
    if shape == "f32x4":
        return f32(word)
    return f64(word) if shape == "f64x2" else integer(word, SHAPES[shape][0])


def pack(shape: str, lanes: Sequence[int | Float32 | Float64]) -> bytes:
    """The bytes of a vector."""
    return struct.pack(SHAPES[shape][1], *(value if isinstance(value, int) else value.bits for value in lanes))


_ESCAPE = re.compile(r"""((?:\\[0-9A-Fa-f]{2})+)|\\u\{([0-9A-Fa-f_]+)\}|\\([tnr"'\\])""")
_SIMPLE = {"t": "\t", "n": "\n", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def is_string(word: str) -> bool:
    """Whether a token is one string; two in a row without a blank are not, nor is one that does not end."""
    if word[:1] != '"':
        return False
    return (word.find('"', 1) == len(word) - 1 and "\\" not in word) or _WHOLE.fullmatch(word) is not None


def is_unclosed(word: str) -> bool:
    """Whether a token begins like a string that never ends."""
    return word[:1] == '"' and _OPEN.fullmatch(word) is not None


_OPEN = re.compile(r'"(?:[^"\\]++|\\.)*+', re.DOTALL)
_WHOLE = re.compile(rf'{_OPEN.pattern}"', re.DOTALL)


def string(word: str) -> bytes:
    """The bytes of a string; raises UnicodeDecodeError for an escape that is no character."""
    if "\\" not in word:
        return word[1:-1].encode()
    parts: list[bytes] = []
    end = 1
    for match in _ESCAPE.finditer(word, 1, len(word) - 1):
        if match.start() > end:
            parts.append(word[end : match.start()].encode())
        end = match.end()
        codes, point, simple = match.groups()
        if codes:
            parts.append(bytes.fromhex(codes.replace("\\", " ")))
        else:
            parts.append(_character(point) if point else _SIMPLE[simple].encode())
    parts.append(word[end:-1].encode())
    return b"".join(parts)


def _character(digits: str) -> bytes:
    point = int(digits.replace("_", ""), 16)
    if point >= 0x110000 or 0xD800 <= point < 0xE000:
        raise UnicodeDecodeError("utf-8", b"", 0, 0, "not a character")
    return chr(point).encode()
