"""Binary modules put together from hexadecimal digits, for the tests; only sizes are filled in."""

from __future__ import annotations

from wasm_construct.binary.leb128 import encode_u

PREAMBLE = b"\0asm\1\0\0\0"


def to_bytes(*parts: str | bytes) -> bytes:
    """Bytes, and hexadecimal digits, one after the other."""
    return b"".join(bytes.fromhex(part) if isinstance(part, str) else part for part in parts)


def sized(*parts: str | bytes) -> bytes:
    """A size and so many bytes."""
    content = to_bytes(*parts)
    return encode_u(len(content)) + content


def section(number: int, *parts: str | bytes) -> bytes:
    """A section with this id and content."""
    return bytes((number,)) + sized(*parts)


def custom(name: str, *parts: str | bytes) -> bytes:
    """A custom section."""
    return section(0, sized(name.encode()), *parts)


def module(*parts: str | bytes) -> bytes:
    """The preamble and what follows it."""
    return PREAMBLE + to_bytes(*parts)


ONE_FUNC = (section(1, "01 60 00 00"), section(3, "01 00"))
"""The type section and the function section of a module with one function."""


def code_section(*code: str | bytes, locals_: str = "00") -> bytes:
    """The code section for one function; the `end` of its body is added."""
    return section(10, "01", sized(locals_, *code, "0b"))


def func(*code: str | bytes, locals_: str = "00") -> bytes:
    """A module of one function with this body, to which `end` is added."""
    return module(*ONE_FUNC, code_section(*code, locals_=locals_))
