"""The values of leaves, as the commands show them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import Any

from wasm_construct.display.words import quoted
from wasm_construct.opcodes import Row
from wasm_construct.syntax.padded import PaddedInt, PaddedStr


def value_text(value: Any) -> str:
    """The value of a leaf in a few words."""
    return _TEXTS.get(type(value), _other)(value)


def _bytes(value: bytes) -> str:
    return quoted(value.decode("ascii")) if value.isascii() else ""


def _other(value: Any) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)


_TEXTS: dict[type, Callable[[Any], str]] = {
    Row: attrgetter("mnemonic"),
    bool: lambda value: "true" if value else "false",
    int: str,
    PaddedInt: lambda value: f"{int(value)} (in {value.width} bytes)",
    str: quoted,
    PaddedStr: quoted,
    bytes: _bytes,
    type(None): lambda _: "(none)",
}
