"""Operations on floating-point numbers, and conversions, as Python expressions.

Spec: §4.3.3 (float-ops), §4.3.4 (convert-ops)
"""

from __future__ import annotations

import math
from collections.abc import Callable

from interpreter.engines.python.emitter.emitter import Emitter, Rule, pure
from interpreter.engines.python.emitter.entries import ATOM, CHOICE, COMPARE, PRODUCT, SIGN, SUM, XOR, Entry
from interpreter.numerics import f32_from_bits, f64_from_bits
from wasm_construct.syntax.instructions import Instr

Shape = Callable[[str, int], tuple[str, int]]
"""Makes of an expression for an f64 (its text and precedence) one for the type of the instruction."""


def _exact(text: str, prec: int) -> tuple[str, int]:
    return text, prec


def _rounded(text: str, prec: int) -> tuple[str, int]:
    """The nearest f32: what `round32` does, without a call of a Python function."""
    return f"unpack_f(pack_f({text}))[0]", ATOM


_ROUND: dict[str, Shape] = {"f32": _rounded, "f64": _exact}


def _arithmetic(type_: str, sign: str, prec: int) -> Rule:
    shape = _ROUND[type_]

    def emit(em: Emitter, instr: Instr) -> None:
        y, x = em.pop(), em.pop()
        pure(em, *shape(f"{x.operand(prec)} {sign} {y.operand(prec + 1)}", prec), x, y)

    return emit


def _div(type_: str) -> Rule:
    shape = _ROUND[type_]

    def emit(em: Emitter, instr: Instr) -> None:
        y, x = em.pop(), em.pop()
        if y.const:
            pure(em, *shape(f"{x.operand(PRODUCT)} / {y.operand(PRODUCT + 1)}", PRODUCT), x, y)
            return
        y = em.named(y)
        x = em.named(x)
        pure(em, *shape(f"{x.text} / {y.text} if {y.text} else f64_div({x.text}, {y.text})", CHOICE), x, y)

    return emit


def _sqrt(type_: str) -> Rule:
    shape = _ROUND[type_]

    def emit(em: Emitter, instr: Instr) -> None:
        x = em.named(em.pop())
        pure(em, *shape(f"sqrt({x.text}) if {x.text} >= 0.0 else f64_sqrt({x.text})", CHOICE), x)

    return emit


def _compare(sign: str) -> Rule:
    def emit(em: Emitter, instr: Instr) -> None:
        y, x = em.pop(), em.pop()
        pure(em, f"{x.operand(COMPARE + 1)} {sign} {y.operand(COMPARE + 1)}", COMPARE, x, y)

    return emit


def _negate(em: Emitter, instr: Instr) -> None:
    x = em.pop()
    pure(em, f"-{x.operand(SIGN)}", SIGN, x)


def _call(function: str, operands: int = 1) -> Rule:
    def emit(em: Emitter, instr: Instr) -> None:
        given = em.popped(operands)
        pure(em, f"{function}({', '.join([x.value for x in given])})", ATOM, *given)

    return emit


def _fallible(name: str) -> Rule:
    helper = name.replace(".", "_")

    def emit(em: Emitter, instr: Instr) -> None:
        em.assign(f"{helper}({em.pop().value})")

    return emit


# ---- conversions


def _signed(x: Entry, bits: int) -> str:
    return f"(({x.operand(XOR)} ^ {1 << bits - 1:#x}) - {1 << bits - 1:#x})"


def _convert(type_: str, bits: int, sign: str) -> Rule:
    shape = _ROUND[type_]

    def emit(em: Emitter, instr: Instr) -> None:
        x = em.pop()
        whole = _signed(x, bits) if sign == "s" else x.operand(PRODUCT)
        pure(em, *shape(f"{whole} * 1.0", PRODUCT), x)

    return emit


def _bits(text: str) -> Rule:
    def emit(em: Emitter, instr: Instr) -> None:
        x = em.pop()
        pure(em, text.format(x.value), ATOM, x)

    return emit


def _demote(em: Emitter, instr: Instr) -> None:
    x = em.pop()
    pure(em, *_rounded(x.value, CHOICE), x)


def _promote(em: Emitter, instr: Instr) -> None:
    x = em.pop()
    pure(em, f"{x.operand(PRODUCT)} * 1.0", PRODUCT, x)  # makes a signalling NaN quiet


# ---- constants


def _f32_const(em: Emitter, instr: Instr) -> None:
    bits = instr.args[0].bits
    _literal(em, f32_from_bits(bits), f"f32_{bits:08x}")


def _f64_const(em: Emitter, instr: Instr) -> None:
    bits = instr.args[0].bits
    _literal(em, f64_from_bits(bits), f"f64_{bits:016x}")


def _literal(em: Emitter, value: float, name: str) -> None:
    if not math.isfinite(value):
        em.push(Entry(name))  # a global of the namespace: Python has no literals for infinities and NaNs
    else:
        em.push(Entry(repr(value), ATOM if math.copysign(1.0, value) > 0 else SIGN, const=value))


def _of(type_: str) -> dict[str, Rule]:
    return {
        "add": _arithmetic(type_, "+", SUM),
        "sub": _arithmetic(type_, "-", SUM),
        "mul": _arithmetic(type_, "*", PRODUCT),
        "div": _div(type_),
        "sqrt": _sqrt(type_),
        "neg": _negate,
        "abs": _call("abs"),
        "copysign": _call("copysign", 2),
        **{name: _call(f"f64_{name}", 2) for name in ("min", "max")},  # the same for both types
        **{name: _call(f"f64_{name}") for name in ("ceil", "floor", "trunc", "nearest")},
        **{name: _compare(sign) for name, sign in _COMPARISONS.items()},
    }


_COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_INTS, _FLOATS, _SIGNS = (32, 64), ("f32", "f64"), "su"

RULES: dict[str, Rule] = {
    **{f"{type_}.{name}": rule for type_ in _FLOATS for name, rule in _of(type_).items()},
    **{name: _fallible(name) for name in [f"i{n}.trunc_{f}_{s}" for n in _INTS for f in _FLOATS for s in _SIGNS]},
    **{f"i{n}.trunc_sat_{f}_{s}": _call(f"i{n}_trunc_sat_{f}_{s}") for n in _INTS for f in _FLOATS for s in _SIGNS},
    **{f"f64.convert_i{n}_{s}": _convert("f64", n, s) for n in _INTS for s in _SIGNS},
    **{f"f32.convert_i32_{s}": _convert("f32", 32, s) for s in _SIGNS},
    **{f"f32.convert_i64_{s}": _call(f"f32_convert_i64_{s}") for s in _SIGNS},
    "f32.demote_f64": _demote,
    "f64.promote_f32": _promote,
    "i32.reinterpret_f32": _call("i32_reinterpret_f32"),
    "f32.reinterpret_i32": _call("f32_reinterpret_i32"),
    "i64.reinterpret_f64": _bits("unpack_Q(pack_d({}))[0]"),
    "f64.reinterpret_i64": _bits("unpack_d(pack_Q({}))[0]"),
    "f32.const": _f32_const,
    "f64.const": _f64_const,
}
