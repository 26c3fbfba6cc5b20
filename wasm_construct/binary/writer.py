"""Building a module: the compiled writer first, and the reference for a value that it refuses.

Spec: §5.5.17 (binary-module)
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from construct import Construct, ConstructError

from wasm_construct.binary.fast.write_compiler import Writer, compile_writer
from wasm_construct.binary.modules import module, preamble, section
from wasm_construct.errors import BuildError
from wasm_construct.syntax.section import Section


@cache
def compiled(schema: Construct) -> Writer:
    """The compiled writer of a schema."""
    return compile_writer(schema)


def write_module(sections: Sequence[Section]) -> bytes:
    """The bytes of a module with these sections; raises BuildError."""
    parts: list[bytes] = [preamble.value]
    write = compiled(section)
    try:
        for item in sections:
            write(item, parts.append)
        return b"".join(parts)
    except Exception:  # whatever it was, the schema puts it into words
        return write_reference(sections)


def write_reference(sections: Sequence[Section]) -> bytes:
    """The same as write_module, by the schemas alone."""
    return write_by_schema(module, sections, "module")


def write_by_schema(schema: Construct, value: Any, path: str) -> bytes:
    """The bytes of a value; raises BuildError."""
    out = io.BytesIO()
    try:
        schema._build(value, out, None, path)
    except (ConstructError, AttributeError, TypeError, ValueError) as error:
        raise BuildError(str(error), path) from error
    return out.getvalue()
