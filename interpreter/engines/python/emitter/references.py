"""References: null, tests, casts, and i31.

Spec: §4.6.9 (exec-instr-ref)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import Emitter, Rule, pure
from interpreter.engines.python.emitter.entries import AND, ATOM, COMPARE, SUM, Entry
from interpreter.engines.python.emitter.names import test_name
from wasm_construct.opcodes import takes_null
from wasm_construct.syntax.instructions import Instr


def _null(em: Emitter, instr: Instr) -> None:
    em.push(Entry("None"))


def _func(em: Emitter, instr: Instr) -> None:
    em.push(Entry(f"F{int(instr.args[0])}"))


def _is_null(em: Emitter, instr: Instr) -> None:
    x = em.pop()
    pure(em, f"{x.operand(COMPARE + 1)} is None", COMPARE, x)


def _eq(em: Emitter, instr: Instr) -> None:
    y, x = em.pop(), em.pop()
    pure(em, f"ref_eq({x.value}, {y.value})", ATOM, x, y)


def _as_non_null(em: Emitter, instr: Instr) -> None:
    x = em.named(em.pop())
    em.line(f"if {x.text} is None: raise Trap(NULL_REFERENCE)")
    em.push(x)


def _test(em: Emitter, instr: Instr) -> None:
    x = em.pop()
    pure(em, f"{_test_of(instr)}({x.value})", ATOM, x)


def _cast(em: Emitter, instr: Instr) -> None:
    x = em.named(em.pop())
    em.line(f"if not {_test_of(instr)}({x.text}): raise Trap(CAST)")
    em.push(x)


def _test_of(instr: Instr) -> str:
    return test_name(instr.args[0], takes_null(instr.row))


def _i31(em: Emitter, instr: Instr) -> None:
    x = em.pop()
    pure(em, f"I31({x.low(AND)} & 0x7fffffff)", ATOM, x)


def _i31_get_u(em: Emitter, instr: Instr) -> None:
    em.assign(f"{em.pop().operand(AND)} & 0x7fffffff")  # None has no `&`: TypeError, which is the trap


def _i31_get_s(em: Emitter, instr: Instr) -> None:
    text = f"{em.pop().operand(AND)} & 0x7fffffff"
    name = em.temp()
    em.line(f"{name} = {text}")
    em.push(Entry(f"({name} ^ 0x40000000) - 0x40000000", SUM, 32, frozenset((name,)), 1))


def _convert(em: Emitter, instr: Instr) -> None:
    pass


RULES: dict[str, Rule] = {
    "ref.null": _null,
    "ref.func": _func,
    "ref.is_null": _is_null,
    "ref.eq": _eq,
    "ref.as_non_null": _as_non_null,
    "ref.test": _test,
    "ref.cast": _cast,
    "ref.i31": _i31,
    "i31.get_u": _i31_get_u,
    "i31.get_s": _i31_get_s,
    "any.convert_extern": _convert,
    "extern.convert_any": _convert,
}
