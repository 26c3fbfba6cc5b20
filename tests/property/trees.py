"""Copies of value trees with something changed: paddings everywhere, or one part replaced by what does not belong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import partial
from types import SimpleNamespace
from typing import Any

from wasm_construct.binary.instructions import instruction
from wasm_construct.binary.leb128 import encode_u, u32
from wasm_construct.syntax import (
    CustomSec,
    Expr,
    Instr,
    PaddedBytes,
    PaddedInt,
    PaddedList,
    PaddedStr,
    PaddedTuple,
)

Put = Callable[[Any], None]
_WIDTHS = ("size_width", "tag_width")


def with_padding(value: Any, width: Callable[[], int]) -> Any:
    """A copy in which every LEB128 takes at least `width()` bytes (0: as few as it needs)."""
    if isinstance(value, Instr):
        return _padded_instr(value, width)
    if isinstance(value, Expr):
        return Expr([_padded_instr(instr, width) for instr in value.peek()])
    if isinstance(value, list | tuple):
        items = [with_padding(item, width) for item in value]
        return (PaddedList if isinstance(value, list) else PaddedTuple)(items, width())
    if isinstance(value, int | str | bytes) and not isinstance(value, bool):
        kind = PaddedInt if isinstance(value, int) else PaddedStr if isinstance(value, str) else PaddedBytes
        return kind(value, width())  # type: ignore[arg-type]
    if isinstance(value, CustomSec):
        content = None if value.content is None else with_padding(value.content, width)
        return _with_widths(CustomSec(PaddedStr(value.name, width()), value.data, content), width)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _WIDTHS}
    made = type(value)(**{name: with_padding(part, width) for name, part in parts.items()})
    return _with_widths(made, width)


def _with_widths(made: Any, width: Callable[[], int]) -> Any:
    for name in _WIDTHS:
        if hasattr(made, name):
            setattr(made, name, width())
    return made


def _padded_instr(instr: Instr, width: Callable[[], int]) -> Instr:
    args = tuple(with_padding(arg, width) for arg in instr.args)
    made, (first, *numbers) = Instr(instr.row, args), instr.row.opcode
    encoded = instruction.encode(made)
    opcode = bytes((first,)) + b"".join(encode_u(number, min(width(), u32.longest)) for number in numbers)
    return Instr(instr.row, args, opcode + encoded[1 + sum(len(encode_u(number)) for number in numbers) :])


def places(value: Any) -> list[tuple[Any, Put]]:
    """Every part of this tree but the whole, and a function that puts something else in its place, in the tree."""
    return list(_within(value, lambda other: None))


def _within(value: Any, put: Put) -> Iterator[tuple[Any, Put]]:
    for part, put_part in _parts(value, put):
        yield part, put_part
        yield from _within(part, put_part)


def lookalike(part: Any) -> Any:
    """Something of another class that has much in common with this."""
    if isinstance(part, Enum):
        return part.value
    if is_dataclass(part) and not isinstance(part, type):
        return SimpleNamespace(**{field.name: getattr(part, field.name) for field in fields(part)})
    if isinstance(part, bytes):
        return bytearray(part)
    others: dict[type, Callable[[Any], Any]] = {bool: int, int: float, str: str.encode, list: tuple, tuple: list}
    other = others.get(type(part), repr)
    return other(part)


def _parts(value: Any, put: Put) -> Iterator[tuple[Any, Put]]:
    """The parts of a value. What cannot be changed is replaced as a whole, by `put`."""
    if isinstance(value, list):
        yield from ((item, partial(value.__setitem__, number)) for number, item in enumerate(value))
    elif isinstance(value, tuple):
        yield from ((item, partial(_put_item, value, number, put)) for number, item in enumerate(value))
    elif isinstance(value, Instr):
        yield value.args, lambda args: put(Instr(value.row, args))
    elif isinstance(value, Expr):
        yield value.instrs, partial(setattr, value, "_instrs")
    elif isinstance(value, CustomSec):
        yield from ((getattr(value, name), partial(setattr, value, name)) for name in ("name", "data", "content"))
    elif is_dataclass(value) and not isinstance(value, type):
        frozen = value.__dataclass_params__.frozen  # type: ignore[attr-defined]
        for field in fields(value):
            if not field.init:  # a width, which is not the value's own
                continue
            change = partial(_put_field, value, field.name, put) if frozen else partial(setattr, value, field.name)
            yield getattr(value, field.name), change


def _put_item(items: tuple[Any, ...], number: int, put: Put, item: Any) -> None:
    put((*items[:number], item, *items[number + 1 :]))


def _put_field(record: Any, name: str, put: Put, part: Any) -> None:
    put(replace(record, **{name: part}))
