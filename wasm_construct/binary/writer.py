"""Building a module: the compiled writer first, and the reference for a value that it refuses.

Spec: §5.5.17 (binary-module)
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from construct import Construct

from wasm_construct.binary.fast.write_compiler import Writer, compile_writer
from wasm_construct.binary.format import Format, ModuleSchema
from wasm_construct.binary.modules import core
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.section import Section


@cache
def compiled(schema: Construct) -> Writer:
    """The compiled writer of a schema."""
    return compile_writer(schema)


def write_module(sections: Sequence[Section], check: bool = True, format_: Format = core) -> bytes:
    """The bytes of a module with these sections; raises BuildError.

    `check`: also when the sections are not in order or contradict each other.
    """
    data = _write(sections, format_)
    if check:
        _check(sections, format_)
    return data


def _write(sections: Sequence[Section], format_: Format) -> bytes:
    parts: list[bytes] = [format_.preamble.value]
    write = compiled(format_.section)
    try:
        for item in sections:
            write(item, parts.append)
        return b"".join(parts)
    except Exception:  # whatever it was, the schema puts it into words
        try:
            return write_reference(sections, format_)
        except BuildError as error:
            raise error from None


def _check(sections: Sequence[Section], format_: Format) -> None:
    rank = 0
    for number, item in enumerate(sections):
        try:
            rank = format_.check_order(item.id, rank, 0, "")
        except MalformedError:
            raise BuildError("a section out of order, or twice", f"{format_.name}.sections[{number}]") from None
    problem = next(iter(format_.inconsistencies(sections, True)), None)
    if problem:
        raise BuildError(problem, format_.name)


def write_reference(sections: Sequence[Section], format_: Format = core) -> bytes:
    """The same as write_module, by the schemas alone."""
    return write_by_schema(ModuleSchema(format_), sections, format_.name)


def write_by_schema(schema: Construct, value: Any, path: str) -> bytes:
    """The bytes of a value; raises BuildError."""
    out = io.BytesIO()
    try:
        schema._build(value, out, None, path)
    except BuildError:
        raise
    except Exception as error:  # a value so strange that no schema expected it
        raise BuildError(f"{type(error).__name__}: {error}", path) from error
    return out.getvalue()
