"""Building a module: the compiled writer first, and the reference for a value that it refuses.

Spec: §5.5.17 (binary-module)
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from construct import Construct

from wasm_construct.binary.consistency import check_order, inconsistencies
from wasm_construct.binary.fast.write_compiler import Writer, compile_writer
from wasm_construct.binary.modules import module, preamble, section
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.section import Section


@cache
def compiled(schema: Construct) -> Writer:
    """The compiled writer of a schema."""
    return compile_writer(schema)


def write_module(sections: Sequence[Section], check: bool = True) -> bytes:
    """The bytes of a module with these sections; raises BuildError.

    `check`: also when the sections are not in order or contradict each other.
    """
    data = _write(sections)
    if check:
        _check(sections)
    return data


def _write(sections: Sequence[Section]) -> bytes:
    parts: list[bytes] = [preamble.value]
    write = compiled(section)
    try:
        for item in sections:
            write(item, parts.append)
        return b"".join(parts)
    except Exception:  # whatever it was, the schema puts it into words
        try:
            return write_reference(sections)
        except BuildError as error:
            raise error from None


def _check(sections: Sequence[Section]) -> None:
    rank = 0
    for number, item in enumerate(sections):
        try:
            rank = check_order(item.id, rank, 0, "")
        except MalformedError:
            raise BuildError("a section out of order, or twice", f"module.sections[{number}]") from None
    problem = next(iter(inconsistencies(sections, made_bodies_only=True)), None)
    if problem:
        raise BuildError(problem, "module")


def write_reference(sections: Sequence[Section]) -> bytes:
    """The same as write_module, by the schemas alone."""
    return write_by_schema(module, sections, "module")


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
