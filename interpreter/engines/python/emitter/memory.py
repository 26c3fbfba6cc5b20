"""Loads and stores. Nothing checks addresses: they are never negative, and beyond the memory Python raises an error.

Spec: §4.6.8 (exec-instr-memory)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import Emitter, Rule
from interpreter.engines.python.emitter.entries import AND, MASKS, SUM, Entry
from wasm_construct.syntax.instructions import Instr, MemArg


def _address(entry: Entry, arg: MemArg) -> str:
    if entry.const is not None:
        return str(entry.const + arg.offset)
    return f"{entry.operand(SUM)} + {int(arg.offset)}" if arg.offset else entry.value


def _load(function: str, raw: int = 0) -> Rule:
    def emit(em: Emitter, instr: Instr) -> None:
        arg = instr.args[0]
        text = f"{function}(M{int(arg.memory)}, {_address(em.pop(), arg)})"
        em.assign(text, raw, ",")

    return emit


def _load_byte(raw: int = 0) -> Rule:
    def emit(em: Emitter, instr: Instr) -> None:
        arg = instr.args[0]
        text = f"M{int(arg.memory)}[{_address(em.pop(), arg)}]"
        if not raw:
            em.assign(text)
            return
        name = em.temp()
        em.line(f"{name} = {text}")
        em.push(Entry(f"({name} ^ 128) - 128", SUM, raw, frozenset((name,)), 1))

    return emit


def _load_f32(em: Emitter, instr: Instr) -> None:
    arg = instr.args[0]
    memory = int(arg.memory)
    address = em.named(Entry(_address(em.pop(), arg), SUM))
    name = em.fresh()
    em.line(f"{name}, = load_f(M{memory}, {address.text})")
    em.line(f"if {name} != {name}: {name} = load_f32(M{memory}, {address.text})")
    em.push_variable(name)


def _store(function: str, mask: int = 0) -> Rule:
    """The rule for a store by this function: of a whole value, or of the bits in `mask`."""

    def emit(em: Emitter, instr: Instr) -> None:
        arg = instr.args[0]
        value, address = em.pop(), em.pop()
        em.line(f"{function}(M{int(arg.memory)}, {_address(address, arg)}, {_low(value, mask)})")

    return emit


def _low(value: Entry, mask: int) -> str:
    if not mask:
        return value.value
    return str(value.const & mask) if value.const is not None else f"{value.low(AND)} & {mask:#x}"


def _store_byte(em: Emitter, instr: Instr) -> None:
    arg = instr.args[0]
    value, address = em.pop(), em.pop()
    em.line(f"M{int(arg.memory)}[{_address(address, arg)}] = {_low(value, 0xFF)}")


def _store_f32(em: Emitter, instr: Instr) -> None:
    arg = instr.args[0]
    value, address = em.named(em.pop()), em.pop()
    em.line(
        f"{{}}(M{int(arg.memory)}, {_address(address, arg)}, {value.text})".format(
            f"(store_f if {value.text} == {value.text} else store_f32)"
        )
    )


def _size(em: Emitter, instr: Instr) -> None:
    memory = int(instr.args[0])
    log2 = em.context.mems[memory].page_size_log2
    em.assign(f"len(M{memory}) >> {16 if log2 is None else log2}")


def _grow(em: Emitter, instr: Instr) -> None:
    memory = int(instr.args[0])
    bits = 32 if str(em.context.mems[memory].addrtype) == "i32" else 64
    em.assign(f"memory{memory}.grow_by({em.pop().value}) & {MASKS[bits]}")


RULES: dict[str, Rule] = {
    "i32.load": _load("load_I"),
    "i64.load": _load("load_Q"),
    "f32.load": _load_f32,
    "f64.load": _load("load_d"),
    "i32.load8_s": _load_byte(32),
    "i32.load8_u": _load_byte(),
    "i32.load16_s": _load("load_h", 32),
    "i32.load16_u": _load("load_H"),
    "i64.load8_s": _load_byte(64),
    "i64.load8_u": _load_byte(),
    "i64.load16_s": _load("load_h", 64),
    "i64.load16_u": _load("load_H"),
    "i64.load32_s": _load("load_i", 64),
    "i64.load32_u": _load("load_I"),
    "i32.store": _store("store_I"),
    "i64.store": _store("store_Q"),
    "f32.store": _store_f32,
    "f64.store": _store("store_d"),
    "i32.store8": _store_byte,
    "i32.store16": _store("store_H", 0xFFFF),
    "i64.store8": _store_byte,
    "i64.store16": _store("store_H", 0xFFFF),
    "i64.store32": _store("store_I", 0xFFFFFFFF),
    "memory.size": _size,
    "memory.grow": _grow,
}
