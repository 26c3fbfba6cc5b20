"""Ways to damage bytes, given something that chooses numbers."""

from __future__ import annotations

from collections.abc import Callable

from wasm_construct.binary.leb128 import decode_u, encode_u

Choose = Callable[[int, int], int]
"""(least, most) -> a number in this range; `random.Random().randint`, or a draw of Hypothesis."""

SPECIAL = (0x00, 0x01, 0x02, 0x05, 0x06, 0x07, 0x0B, 0x0E, 0x0F, 0x18, 0x19, 0x1C, 0x1F, 0x3F, 0x40, 0x60, 0x62, 0x63,
           0x64, 0x70, 0x7F, 0x80, 0xC0, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF)  # fmt: skip
"""Bytes that mean something in many places."""


def _byte(choose: Choose) -> int:
    return choose(0, 0xFF) if choose(0, 1) else SPECIAL[choose(0, len(SPECIAL) - 1)]


def _set(data: bytearray, at: int, choose: Choose) -> None:
    data[at] = _byte(choose)


def _flip(data: bytearray, at: int, choose: Choose) -> None:
    data[at] ^= 1 << choose(0, 7)


def _step(data: bytearray, at: int, choose: Choose) -> None:
    data[at] = data[at] + (-1, 1)[choose(0, 1)] & 0xFF


def _insert(data: bytearray, at: int, choose: Choose) -> None:
    data.insert(at, _byte(choose))


def _delete(data: bytearray, at: int, choose: Choose) -> None:
    del data[at : at + choose(1, 4)]


def _repeat(data: bytearray, at: int, choose: Choose) -> None:
    data[at:at] = data[at : at + choose(1, 16)] * choose(1, 3)


def _copy(data: bytearray, at: int, choose: Choose) -> None:
    part = data[at : at + choose(1, 16)]
    to = choose(0, len(data))
    data[to:to] = part


def _pad(data: bytearray, at: int, choose: Choose) -> None:
    """Make this byte the start of a longer LEB128 with the same value."""
    data[at : at + 1] = bytes((data[at] | 0x80,)) + b"\x80" * choose(0, 4) + b"\x00"


def _cut(data: bytearray, at: int, choose: Choose) -> None:
    del data[at:]


DAMAGE = (_set, _set, _flip, _flip, _step, _insert, _delete, _repeat, _copy, _pad, _pad, _cut)


def damaged(data: bytes, choose: Choose, most: int = 3, start: int = 0) -> bytes:
    """These bytes with one to `most` faults after `start` (which may cancel each other out, or do no harm)."""
    result = bytearray(data)
    for _ in range(choose(1, most)):
        if len(result) > start:
            DAMAGE[choose(0, len(DAMAGE) - 1)](result, choose(start, len(result) - 1), choose)
    return bytes(result)


PREAMBLE = 8
_CODE = 10


def damaged_module(data: bytes, choose: Choose, most: int = 3) -> bytes:
    """A good module with a few faults anywhere, or within a section or body, whose size is made to fit again."""
    sections = _framed(data, PREAMBLE, 1)
    kind = choose(0, 9)
    if not sections or kind == 0:
        return damaged(data, choose, most)
    if kind == 1:
        return damaged(data, choose, most, PREAMBLE)
    at, start, end = sections[choose(0, len(sections) - 1)]
    if kind == 2:  # this section goes away, or is repeated where another one begins
        to = sections[choose(0, len(sections) - 1)][0]
        return data[:at] + data[end:] if choose(0, 1) else data[:to] + data[at:end] + data[to:]
    content = data[start:end]
    if data[at] == _CODE and kind < 9:
        content = _damaged_bodies(content, choose, most)
    else:
        content = damaged(content, choose, most)
    return data[: at + 1] + _size(content, choose) + content + data[end:]


def _damaged_bodies(content: bytes, choose: Choose, most: int) -> bytes:
    bodies = _framed(content, decode_u(content, 0, 32)[1], 0)
    if not bodies:
        return damaged(content, choose, most)
    at, start, end = bodies[choose(0, len(bodies) - 1)]
    body = damaged(content[start:end], choose, most)
    return content[:at] + _size(body, choose) + body + content[end:]


def _size(content: bytes, choose: Choose) -> bytes:
    return encode_u(len(content), 5 if choose(0, 9) == 0 else 0)


def _framed(data: bytes, pos: int, before: int) -> list[tuple[int, int, int]]:
    """Where each part with a size begins, where its content begins and ends; the size stands after so many bytes."""
    found = []
    while pos < len(data):
        size, start = decode_u(data, pos + before, 32)
        found.append((pos, start, start + size))
        pos = start + size
    return found
