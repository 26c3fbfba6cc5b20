"""Read and write a module, or what should be one, in every way there is, and insist that they agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from wasm_construct import MalformedError
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.instructions import instruction
from wasm_construct.binary.leb128 import decode_u, encode_u
from wasm_construct.binary.reader import read_lenient, read_module, read_reference
from wasm_construct.binary.writer import write_module, write_reference
from wasm_construct.syntax import CustomSec, Expr, Instr, Section


class DisagreementError(AssertionError):
    """Two ways of reading or writing gave different results."""


def check(data: bytes, features: Features) -> bool:
    """Whether these bytes are a module; raises DisagreementError."""
    fast, slow = _read(read_module, data, features), _read(read_reference, data, features)
    lenient, errors = read_lenient(data, features)
    if isinstance(fast, tuple) or isinstance(slow, tuple):
        _agree("the errors of the fast and the reference reader", fast, slow)
        _agree("whether the lenient reader finds errors", bool(errors), True)
        return False
    _agree("the errors of the lenient reader", errors, [])
    _agree("what the fast reader read, built", write_module(fast), data)
    _agree("what the lenient reader read, built", write_module(lenient), data)
    _agree("the values of the fast and the reference reader", fast, slow)
    for expr, other in zip(expressions(fast), expressions(slow), strict=True):
        _agree("the bytes of instructions", [instr.raw for instr in expr], [instr.raw for instr in other])
        for instr in expr:
            _check_immediates(instr)
    look(fast)
    look(slow)
    _agree("the values of the fast and the reference reader, decoded", fast, slow)
    _agree("their looks", repr(fast), repr(slow))
    for sections in (fast, slow):
        _agree("what was decoded, built", write_module(sections), data)
        _agree("what was decoded, built by the reference", write_reference(sections), data)
    return True


Result = list[Section] | tuple[str, int, str]


def _read(read: Callable[[bytes, Features], list[Section]], data: bytes, features: Features) -> Result:
    try:
        return read(data, features)
    except MalformedError as error:
        return error.message, error.offset, error.path


def _agree(what: str, one: object, other: object) -> None:
    if one != other:
        raise DisagreementError(f"{what}:\n  {one!r}\n  {other!r}")


def _check_immediates(instr: Instr) -> None:
    """The immediates must know their own encoding, whatever bytes the instruction keeps."""
    raw, (first, *numbers) = instr.raw or b"", instr.row.opcode
    encoded = instruction.encode(Instr(instr.row, instr.args))
    immediates = encoded[1 + sum(len(encode_u(number)) for number in numbers) :]
    _agree(f"the immediates of {instr}", raw[len(raw) - len(immediates) :], immediates)
    opcode = raw[: len(raw) - len(immediates)]
    read = [int(decode_u(opcode, 1, 32)[0])] if numbers else []
    _agree(f"the opcode of {instr}", (opcode[0], read), (first, numbers))


def expressions(value: Any) -> Iterator[Expr]:
    """All expressions within a value."""
    return (part for part in _parts(value) if isinstance(part, Expr))


def look(value: Any) -> None:
    """Look at everything within a value that is not read before somebody does; such parts are then built anew."""
    for part in _parts(value):
        _ = part.instrs if isinstance(part, Expr) else part.content


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, Expr | CustomSec):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _parts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _parts(getattr(value, field.name))
