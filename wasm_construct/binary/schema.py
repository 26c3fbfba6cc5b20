"""What all schemas have in common: which values they give, and how a union tells those of its cases apart.

A union has no rule of its own for writing. It asks each of its cases, in the order of the declaration, for the
conditions that a value has to meet, and takes the first case whose conditions hold:

    Record(Active, "offset" / expr)                   an Active; `index` is 0 and `explicit` is False, as they were if
                                                      this had been read
    Record(Active, "index" / u32, "offset" / expr,    an Active, and nothing else: `explicit` is a hint, which does not
           "explicit" / Constant(True))               keep a value from being written

So the preferred way to write a value comes first. `binary/fast/decisions.py` turns the same conditions into code.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from types import NoneType
from typing import Any, NamedTuple

from construct import Construct, ConstructError, Renamed

from wasm_construct.binary.stream import note
from wasm_construct.errors import BuildError, MalformedError

Path = tuple[str, ...]
"""The names of the attributes that lead from a value to one of its parts."""


class Condition(NamedTuple):
    """What must hold of the part at `path` of a value.

    `kind` is "type" (an instance of the class `value`), "equal" (equal to `value`), or "present" (not None). `hint`:
    the part only remembers how the value was encoded; see `fits`.
    """

    path: Path
    kind: str
    value: Any = None
    hint: bool = False


class Schema(Construct):
    """The base of all schemas. `gives` is the class of the values; `object` where it may be any."""

    gives: type[Any] = object
    foreign = False
    """Whether a part is a construct of another library, which may use construct's context (`this.n`)."""

    def conditions(self, path: Path = ()) -> Iterator[Condition]:
        """What must hold of a value, or of the part at `path` of one, so that it can have been read by this schema.

        This is for telling cases apart. What else is wrong with a value, writing finds out, and says.
        """
        if path:
            yield Condition(path, "present")
        elif self.gives is not object:
            yield Condition(path, "type", self.gives)

    def adopt(self, schema: Construct) -> Any:
        """A schema as a part of this one; constructs of other libraries are wrapped in `Foreign`."""
        if isinstance(schema, Renamed):
            schema = schema.subcon
        if not isinstance(schema, Schema):
            schema = Foreign(schema)
        self.foreign = self.foreign or schema.foreign
        return schema


class Foreign(Schema):
    """A construct of another library, such as construct's own `Int32ul`, within a schema; its errors become ours."""

    foreign = True

    def __init__(self, construct: Construct) -> None:
        super().__init__()
        if not isinstance(construct, Construct):
            raise TypeError(f"{construct!r} is not a schema")
        self.construct = construct
        self.flagbuildnone = construct.flagbuildnone

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        try:
            value = self.construct._parsereport(stream, context, path)
        except ConstructError as error:
            raise MalformedError(_first_line(error), start, path) from error
        note(stream, start, path, value)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        try:
            return self.construct._build(obj, stream, context, path)
        except ConstructError as error:
            raise BuildError(_first_line(error), path) from error

    def _sizeof(self, context: Any, path: str) -> int:
        size: int = self.construct._sizeof(context, path)
        return size


def _first_line(error: ConstructError) -> str:
    """The message of construct's error, without the line that says where."""
    lines = [line for line in str(error).splitlines() if line and not line.startswith("Error in path")]
    return lines[0] if lines else type(error).__name__


def common_class(classes: Iterable[type]) -> type:
    """The class, if all of these are the same; otherwise `object`."""
    found = set(classes)
    return found.pop() if len(found) == 1 else object


def constant_conditions(value: Any, path: Path, hint: bool = False) -> Iterator[Condition]:
    """The conditions for a part that must be this value, with the hints about its encoding that it carries."""
    if value is None:
        yield Condition(path, "type", NoneType, hint)
    elif is_dataclass(value) and not isinstance(value, type):
        yield Condition(path, "type", type(value), hint)
        for field in fields(value):
            if field.init:
                within = hint or (not field.compare and not path)
                yield from constant_conditions(getattr(value, field.name), (*path, field.name), within)
    else:
        if isinstance(value, Enum):
            yield Condition(path, "type", type(value), hint)
        yield Condition(path, "equal", value, hint)


def record_fields(cls: type) -> dict[str, Field[Any]]:
    """The fields of a dataclass that its constructor takes, by name."""
    return {field.name: field for field in fields(cls) if field.init} if is_dataclass(cls) else {}


def default_of(field: Field[Any]) -> Any:
    """The default of a field; MISSING when there is none."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def fits(conditions: Iterable[Condition], value: Any, hints: bool = True) -> bool:
    """Whether a value meets these conditions; `hints`: those on hints about its encoding, too."""
    return all(_holds(condition, value) for condition in conditions if hints or not condition.hint)


def _holds(condition: Condition, value: Any) -> bool:
    for name in condition.path:
        try:
            value = getattr(value, name)
        except AttributeError:
            return False
    if condition.kind == "type":
        return isinstance(value, condition.value)
    if condition.kind == "present":
        return value is not None
    try:
        return bool(value == condition.value)
    except Exception:  # a strange value, which is not equal to anything
        return False


def choosing(alternatives: Iterable[Iterable[Condition]]) -> list[tuple[Condition, ...]]:
    """The conditions of alternatives without those that tell none of them from another.

    That a part is there matters only where another alternative has None in its place.
    """
    all_of_them = [tuple(conditions) for conditions in alternatives]
    absent = {each.path for conditions in all_of_them for each in conditions if each.value is NoneType}
    return [
        tuple(each for each in conditions if each.kind != "present" or each.path in absent)
        for conditions in all_of_them
    ]
