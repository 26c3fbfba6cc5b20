"""Custom sections: the frame, and the schemas of those with a well-known content.

Spec: §5.5.3 (binary-customsec)
"""

from __future__ import annotations

import io
from typing import Any

from construct import Construct

from wasm_construct.binary.custom.contents import content_schema
from wasm_construct.binary.leaves import SIZE, name, rest
from wasm_construct.binary.schema import Schema
from wasm_construct.binary.stream import Trace, Window, left, take, until_limit
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.custom import CustomSec


def lazy_section(section_name: str, data: bytes, offset: int, path: str) -> CustomSec:
    """A section whose typed content, if its name is well-known, is read on first access."""

    def read() -> Any:
        schema = content_schema(section_name)
        return None if schema is None else read_content(schema, data, offset, path)

    return CustomSec.lazy(section_name, data, read)


def read_content(schema: Construct, data: bytes, offset: int, path: str, trace: Trace | None = None) -> Any:
    """The typed content of a custom section whose data begin at `offset`; raises MalformedError."""
    window = Window(data, offset, trace)
    content = schema._parse(window, None, path)
    if left(window):
        raise MalformedError(SIZE, window.tell(), path)
    return content


def _trace_content(schema: Construct | None, data: bytes, offset: int, path: str, trace: Trace) -> bool:
    """Trace what is within a well-known section, if it has one and is well-formed."""
    if schema is None:
        return False
    steps: list[tuple[int, int, str, Any]] = []
    try:
        read_content(schema, data, offset, path, lambda *step: steps.append(step))
    except MalformedError:
        return False
    for step in steps:
        trace(*step)
    return True


class CustomSchema(Schema):
    """A name, and bytes up to the end of the section. Spec: §5.5.3 (binary-customsec)"""

    gives = CustomSec

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> CustomSec:
        section_name = name._parse(stream, context, f"{path}.name")
        offset, trace = stream.tell(), getattr(stream, "trace", None)
        data = take(stream, until_limit(stream), f"{path}.data")
        where = f"{path}.content"
        if trace is not None and not _trace_content(content_schema(section_name), data, offset, where, trace):
            trace(offset, stream.tell(), f"{path}.data", data)
        return lazy_section(section_name, data, offset, where)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, CustomSec):
            raise BuildError(f"{obj!r} is not a CustomSec", path)
        name._build(obj.name, stream, context, f"{path}.name")
        if obj.built is None:
            rest._build(obj.data, stream, context, f"{path}.data")
            return obj
        schema = content_schema(obj.name)
        if schema is None:
            raise BuildError(f"no schema is known for the content of a section named {obj.name!r}", path)
        schema._build(obj.built, stream, context, f"{path}.content")
        return obj


customsec = CustomSchema()
