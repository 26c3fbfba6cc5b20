"""The schemas under test, which are all that have a name, and how to read and write by each way."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from construct import Construct

from wasm_construct import ALL, MalformedError
from wasm_construct.binary import custom, instructions, leaves, leb128, modules, reader, types, writer
from wasm_construct.binary.fast.lexer import Instrs
from wasm_construct.binary.fast.read_compiler import REFUSALS
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.stream import Window

_CUSTOM = [import_module(f"{custom.__name__}.{info.name}") for info in pkgutil.iter_modules(custom.__path__)]


def _schemas() -> dict[str, Construct]:
    found: dict[int, tuple[str, Construct]] = {}
    for module in (leb128, leaves, types, instructions, modules, custom, *_CUSTOM):
        for name, schema in vars(module).items():
            if isinstance(schema, Construct) and not name.startswith("_"):
                found.setdefault(id(schema), (f"{module.__name__.rpartition('.')[2]}.{name}", schema))
    for kind, schema in instructions.IMMEDIATES.items():
        found.setdefault(id(schema), (f"immediate.{kind}", schema))
    return dict(found.values())


SCHEMAS = _schemas()
"""By name, such as `types.memtype`."""


def read_by_schema(schema: Construct, data: bytes, features: Features = ALL) -> tuple[Any, int]:
    """The value at the start of some bytes and its end; raises MalformedError."""
    window = Window(data)
    return schema._parse(window, {"features": features}, "value"), window.tell()


def read_compiled(schema: Construct, data: bytes, features: Features = ALL) -> tuple[Any, int]:
    """The same by the compiled reader; raises MalformedError, which says nothing."""
    try:
        return reader.compiled(schema, features)(data, 0, len(data), Instrs(features))
    except REFUSALS:
        raise MalformedError("refused", 0) from None


def write_by_schema(schema: Construct, value: Any) -> bytes:
    """The bytes of a value; raises BuildError."""
    return writer.write_by_schema(schema, value, "value")


def write_compiled(schema: Construct, value: Any) -> bytes:
    """The same by the compiled writer; raises anything."""
    parts: list[bytes] = []
    writer.compiled(schema)(value, parts.append)
    return b"".join(parts)
