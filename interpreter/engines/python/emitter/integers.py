"""Operations on integers as Python expressions. Many leave their result raw: see `entries.py` about low bits.

Spec: §4.3.2 (int-ops)
"""

from __future__ import annotations

from collections.abc import Callable

from interpreter.engines.python.emitter import entries
from interpreter.engines.python.emitter.emitter import Emitter, Rule, pure
from interpreter.engines.python.emitter.entries import ATOM, COMPARE, MASKS, NOT, PRODUCT, SHIFT, SUM, Entry, constant
from interpreter.numerics import OPS
from wasm_construct.syntax.instructions import Instr

Unary = Callable[[Emitter, Entry], None]
Binary = Callable[[Emitter, Entry, Entry], None]


def unary(name: str, rule: Unary) -> Rule:
    """The rule of an instruction with one operand: a constant is computed now, all else is written by `rule`."""
    compute = OPS[name]

    def emit(em: Emitter, instr: Instr) -> None:
        x = em.pop()
        if x.const is not None and x.const.__class__ is int:
            em.push(constant(int(compute(x.const))))
        else:
            rule(em, x)

    return emit


def binary(name: str, rule: Binary) -> Rule:
    """The rule of an instruction with two operands: constants are computed now, all else is written by `rule`."""
    compute = OPS[name]

    def emit(em: Emitter, instr: Instr) -> None:
        y, x = em.pop(), em.pop()
        if x.const is not None and y.const is not None:
            try:
                em.push(constant(int(compute(x.const, y.const))))
                return
            except (ZeroDivisionError, OverflowError):
                pass  # it traps when it runs
        rule(em, x, y)

    return emit


def _add(bits: int) -> Binary:
    sign, modulus = 1 << (bits - 1), 1 << bits

    def rule(em: Emitter, x: Entry, y: Entry) -> None:
        if y.const is not None and y.const >= sign:
            pure(em, f"{x.low(SUM)} - {modulus - y.const}", SUM, x, raw=bits)
        elif y.const == 0:
            em.push(x)
        else:
            pure(em, f"{x.low(SUM)} + {y.low(PRODUCT)}", SUM, x, y, raw=bits)

    return rule


def _sub(bits: int) -> Binary:
    sign, modulus = 1 << (bits - 1), 1 << bits

    def rule(em: Emitter, x: Entry, y: Entry) -> None:
        if y.const is not None and y.const >= sign:
            pure(em, f"{x.low(SUM)} + {modulus - y.const}", SUM, x, raw=bits)
        else:
            pure(em, f"{x.low(SUM)} - {y.low(PRODUCT)}", SUM, x, y, raw=bits)

    return rule


def _mul(bits: int) -> Binary:
    def rule(em: Emitter, x: Entry, y: Entry) -> None:  # not `low`: products of raw products would grow and grow
        pure(em, f"{x.operand(PRODUCT)} * {y.operand(PRODUCT + 1)}", PRODUCT, x, y, raw=bits)

    return rule


def _bitwise(sign: str, prec: int) -> Callable[[int], Binary]:
    def of(bits: int) -> Binary:
        def rule(em: Emitter, x: Entry, y: Entry) -> None:
            raw = x.raw and y.raw if sign == "&" else x.raw or y.raw
            pure(em, f"{x.low(prec)} {sign} {y.low(prec + 1)}", prec, x, y, raw=raw)

        return rule

    return of


def _shl(bits: int) -> Binary:
    def rule(em: Emitter, x: Entry, y: Entry) -> None:
        pure(em, f"{x.operand(SHIFT)} << {_count(y, bits)}", SHIFT, x, y, raw=bits)

    return rule


def _shr_u(bits: int) -> Binary:
    def rule(em: Emitter, x: Entry, y: Entry) -> None:
        pure(em, f"{x.operand(SHIFT)} >> {_count(y, bits)}", SHIFT, x, y)

    return rule


def _shr_s(bits: int) -> Binary:
    def rule(em: Emitter, x: Entry, y: Entry) -> None:
        pure(em, f"{_signed(x, bits)} >> {_count(y, bits)}", SHIFT, x, y, raw=bits)

    return rule


def _count(y: Entry, bits: int) -> str:
    return str(y.const & bits - 1) if y.const is not None else f"({y.low(entries.AND)} & {bits - 1})"


def _signed(x: Entry, bits: int) -> str:
    """The text of an operand as a number with its sign: a sum."""
    sign = 1 << (bits - 1)
    return (
        str((x.const ^ sign) - sign) if x.const is not None else f"({x.operand(entries.XOR)} ^ {sign:#x}) - {sign:#x}"
    )


def _rotation(left: bool) -> Callable[[int], Binary]:
    def of(bits: int) -> Binary:
        helper = f"i{bits}_{'rotl' if left else 'rotr'}"

        def rule(em: Emitter, x: Entry, y: Entry) -> None:
            if y.const is None:
                pure(em, f"{helper}({x.value}, {y.value})", ATOM, x, y)
                return
            count = (y.const if left else -y.const) % bits
            x = em.named(x)
            pure(em, f"{x.text} << {count} | {x.text} >> {bits - count}", entries.OR, x, raw=bits)

        return rule

    return of


# ---- tests


def _eqz(bits: int) -> Unary:
    return lambda em, x: pure(em, f"not {x.operand(COMPARE)}", NOT, x)


def _compare(sign: str) -> Callable[[int], Binary]:
    def of(bits: int) -> Binary:
        def rule(em: Emitter, x: Entry, y: Entry) -> None:
            pure(em, f"{x.operand(COMPARE + 1)} {sign} {y.operand(COMPARE + 1)}", COMPARE, x, y)

        return rule

    return of


def _compare_signed(sign: str) -> Callable[[int], Binary]:
    def of(bits: int) -> Binary:
        top = 1 << (bits - 1)
        with_zero = {"<": f">= {top:#x}", ">=": f"< {top:#x}"}

        def flipped(entry: Entry) -> str:  # with the sign bits flipped, unsigned numbers are in the signed order
            return hex(entry.const ^ top) if entry.const is not None else f"({entry.operand(entries.XOR)} ^ {top:#x})"

        def rule(em: Emitter, x: Entry, y: Entry) -> None:
            if y.const == 0 and sign in with_zero:
                pure(em, f"{x.operand(COMPARE + 1)} {with_zero[sign]}", COMPARE, x)
            elif y.const == 0 and sign == ">":
                pure(em, f"0 < {x.operand(COMPARE + 1)} < {top:#x}", COMPARE, x)
            else:
                pure(em, f"{flipped(x)} {sign} {flipped(y)}", COMPARE, x, y)

        return rule

    return of


# ---- divisions: those that cannot fail are expressions


def _division(sign: str) -> Callable[[int], Binary]:
    def of(bits: int) -> Binary:
        def rule(em: Emitter, x: Entry, y: Entry) -> None:
            if y.const:
                pure(em, f"{x.operand(PRODUCT)} {sign} {y.text}", PRODUCT, x)
            else:
                em.assign(f"{x.operand(PRODUCT)} {sign} {y.operand(PRODUCT + 1)}")

        return rule

    return of


def _signed_division(name: str) -> Callable[[int], Binary]:
    def of(bits: int) -> Binary:
        helper, minus_one = f"i{bits}_{name}", (1 << bits) - 1

        def rule(em: Emitter, x: Entry, y: Entry) -> None:
            if y.const and y.const != minus_one:
                pure(em, f"{helper}({x.value}, {y.value})", ATOM, x, y)
            else:
                em.assign(f"{helper}({x.value}, {y.value})")

        return rule

    return of


# ---- counting, extending


def _clz(bits: int) -> Unary:
    return lambda em, x: pure(em, f"{bits} - {x.operand(ATOM)}.bit_length()", SUM, x)


def _popcnt(bits: int) -> Unary:
    return lambda em, x: pure(em, f"{x.operand(ATOM)}.bit_count()", ATOM, x)


def _helper(name: str) -> Callable[[int], Unary]:
    return lambda bits: lambda em, x: pure(em, f"i{bits}_{name}({x.value})", ATOM, x)


def _extend(narrow: int) -> Callable[[int], Unary]:
    sign = 1 << (narrow - 1)

    def of(bits: int) -> Unary:
        def rule(em: Emitter, x: Entry) -> None:
            low = x.operand(entries.AND) if bits == narrow else f"{x.low(entries.AND)} & {2 * sign - 1:#x}"
            pure(em, f"({low} ^ {sign:#x}) - {sign:#x}", SUM, x, raw=bits)

        return rule

    return of


def _wrap(em: Emitter, x: Entry) -> None:
    em.push(Entry(x.text, x.prec, 32, x.reads, x.depth))


def _extend_i32_s(em: Emitter, x: Entry) -> None:
    pure(em, f"({x.operand(entries.XOR)} ^ 0x80000000) - 0x80000000", SUM, x, raw=64)


def _extend_i32_u(em: Emitter, x: Entry) -> None:
    em.push(Entry(x.value, entries.AND, 0, x.reads, x.depth) if x.raw else x)


_UNARY: dict[str, Callable[[int], Unary]] = {
    "eqz": _eqz,
    "clz": _clz,
    "ctz": _helper("ctz"),
    "popcnt": _popcnt,
    "extend8_s": _extend(8),
    "extend16_s": _extend(16),
}
_BINARY: dict[str, Callable[[int], Binary]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "and": _bitwise("&", entries.AND),
    "or": _bitwise("|", entries.OR),
    "xor": _bitwise("^", entries.XOR),
    "shl": _shl,
    "shr_u": _shr_u,
    "shr_s": _shr_s,
    "rotl": _rotation(True),
    "rotr": _rotation(False),
    "div_u": _division("//"),
    "rem_u": _division("%"),
    "div_s": _signed_division("div_s"),
    "rem_s": _signed_division("rem_s"),
    "eq": _compare("=="),
    "ne": _compare("!="),
    "lt_u": _compare("<"),
    "gt_u": _compare(">"),
    "le_u": _compare("<="),
    "ge_u": _compare(">="),
    "lt_s": _compare_signed("<"),
    "gt_s": _compare_signed(">"),
    "le_s": _compare_signed("<="),
    "ge_s": _compare_signed(">="),
}


def _const(bits: int) -> Rule:
    mask = (1 << bits) - 1
    return lambda em, instr: em.push(constant(instr.args[0] & mask))


RULES: dict[str, Rule] = {
    **{f"i{n}.{name}": binary(f"i{n}.{name}", rule(n)) for n in MASKS for name, rule in _BINARY.items()},
    **{f"i{n}.{name}": unary(f"i{n}.{name}", rule(n)) for n in MASKS for name, rule in _UNARY.items()},
    "i64.extend32_s": unary("i64.extend32_s", _extend(32)(64)),
    "i32.wrap_i64": unary("i32.wrap_i64", _wrap),
    "i64.extend_i32_s": unary("i64.extend_i32_s", _extend_i32_s),
    "i64.extend_i32_u": unary("i64.extend_i32_u", _extend_i32_u),
    "i32.const": _const(32),
    "i64.const": _const(64),
}
