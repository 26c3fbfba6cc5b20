"""How schemas are put together one after the other, repeated and framed; `unions` has those with alternatives.

These take the place of construct's Struct, Prefixed, PrefixedArray and GreedyRange, which yield untyped containers,
lose padded lengths, ignore what they did not read and swallow errors.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import MISSING
from typing import Any

from construct import Construct, Container, Renamed

from wasm_construct.binary.leaves import LENGTH, SIZE, Constant
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.schema import Condition, Path, Schema, constant_conditions, default_of, record_fields
from wasm_construct.binary.stream import Remark, left, note, until_limit
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.padded import PaddedInt, padded, width_of


class Record(Schema):
    """Fields in the order of the bytes, as an instance of a class.

    Each field is `"name" / schema`; a schema without a name is read and written but has no value of its own. A field of
    the class that the schema leaves out has its default. `shared`: the class is immutable, so that within a module
    equal bytes may be read as the same object. Raises TypeError when the class cannot be made from these fields.
    """

    def __init__(self, cls: type, *fields: Construct, shared: bool = False) -> None:
        super().__init__()
        self.shared = shared
        self.cls = self.gives = cls
        self.fields = [(field.name if isinstance(field, Renamed) else None, self.adopt(field)) for field in fields]
        self.hints = {name for name, field in record_fields(cls).items() if not field.compare}
        # what follows from the choice of this record; a hint about the encoding may be off
        self.given = {
            name: schema.value
            for name, schema in self.fields
            if name and isinstance(schema, Constant) and name not in self.hints
        }
        self._check_fields()

    def _check_fields(self) -> None:
        known = record_fields(self.cls)
        named = [name for name, _ in self.fields if name]
        unknown = [name for name in named if name not in known]
        missing = [name for name, field in known.items() if name not in named and default_of(field) is MISSING]
        if known and (unknown or missing or len(named) > len(set(named))):
            problem = (
                f"has no field {unknown[0]!r}" if unknown else f"needs the field {missing[0]!r}" if missing else ""
            )
            raise TypeError(f"{self.cls.__name__} {problem or 'has each field once'}")

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        return self.cls(**self.parse_fields(stream, context, path))

    def parse_fields(self, stream: io.BytesIO, context: Any, path: str) -> dict[str, Any]:
        """The values of the fields, by name; raises MalformedError."""
        values: dict[str, Any] = {}
        if self.foreign:
            context = values = _within(context)
        for name, schema in self.fields:
            value = schema._parse(stream, context, f"{path}.{name}" if name else path)
            if name:
                values[name] = value
        return {name: values[name] for name, _ in self.fields if name}

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, self.cls):
            raise BuildError(f"{obj!r} is not a {self.cls.__name__}", path)
        for name, value in self.given.items():
            if getattr(obj, name) != value:
                raise BuildError(f"{getattr(obj, name)!r} cannot be written here, only {value!r}", f"{path}.{name}")
        if self.foreign:
            context = _within(context)
            context.update({name: getattr(obj, name) for name, _ in self.fields if name})
        for name, schema in self.fields:
            schema._build(getattr(obj, name) if name else None, stream, context, f"{path}.{name}" if name else path)
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        return sum(schema._sizeof(context, path) for _, schema in self.fields)

    def conditions(self, path: Path = ()) -> Iterator[Condition]:
        """It must be of the class; with what is constant here, and the default of what is left out."""
        yield Condition(path, "type", self.cls)
        for name, schema in self.fields:
            if name and not (name in self.hints and isinstance(schema, Constant)):
                yield from schema.conditions((*path, name))
        named = {name for name, _ in self.fields}
        for name, field in record_fields(self.cls).items():
            if name not in named:
                yield from constant_conditions(default_of(field), (*path, name), hint=not field.compare)


def _within(context: Any) -> Container:
    """Construct's context for the fields of a record, from that of the record."""
    outer = context or {}
    return Container(_=context, _params=outer.get("_params", outer))


class Tuple(Schema):
    """Values one after the other, as a tuple."""

    gives = tuple

    def __init__(self, *items: Construct) -> None:
        super().__init__()
        self.items = tuple(map(self.adopt, items))

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> tuple[Any, ...]:
        return tuple(item._parse(stream, context, f"{path}.{number}") for number, item in enumerate(self.items))

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, tuple) or len(obj) != len(self.items):
            raise BuildError(f"{obj!r} is not a tuple of {len(self.items)} values", path)
        for number, item in enumerate(self.items):
            item._build(obj[number], stream, context, f"{path}.{number}")
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        return sum(item._sizeof(context, path) for item in self.items)


class Vec(Schema):
    """A count and so many elements, as a list (or a tuple). Spec: §5.1.3 (binary-list)"""

    def __init__(self, item: Construct, kind: type[list[Any]] | type[tuple[Any, ...]] = list) -> None:
        super().__init__()
        self.item = self.adopt(item)
        self.kind = self.gives = kind

    def parse_count(self, stream: io.BytesIO, context: Any, path: str) -> int:
        """How many elements follow; raises MalformedError when there is no room for so many."""
        start, room = stream.tell(), left(stream)
        count: int = u32._parse(stream, context, f"{path}.count")
        if count > room:  # every element takes at least one byte
            raise MalformedError(LENGTH, start, path)
        return count

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        count = self.parse_count(stream, context, path)
        items = self.kind([self.item._parse(stream, context, f"{path}[{number}]") for number in range(count)])
        return padded(items, count.width) if isinstance(count, PaddedInt) else items

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, self.kind):
            raise BuildError(f"{obj!r} is not a {self.kind.__name__}", path)
        stream.write(u32.encode(PaddedInt(len(obj), width_of(obj)), path))
        for number, item in enumerate(obj):
            self.item._build(item, stream, context, f"{path}[{number}]")
        return obj


class UntilEnd(Schema):
    """Elements up to the limit, as a list."""

    gives = list

    def __init__(self, item: Construct) -> None:
        super().__init__()
        self.item = self.adopt(item)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> list[Any]:
        items: list[Any] = []
        while until_limit(stream) > 0:
            items.append(self.item._parse(stream, context, f"{path}[{len(items)}]"))
        return items

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, list | tuple):
            raise BuildError(f"{obj!r} is not a list", path)
        for number, item in enumerate(obj):
            self.item._build(item, stream, context, f"{path}[{number}]")
        return obj


def needs_attribute(schema: Schema, name: str, purpose: str) -> None:
    """Raise TypeError unless the values of a schema have an attribute, such as `size_width`, as far as can be told."""
    if schema.gives is not object and not hasattr(schema.gives, name) and name not in record_fields(schema.gives):
        raise TypeError(f"{schema.gives.__name__} needs the attribute {name!r}, for {purpose}")


class Sized(Schema):
    """A size in bytes and a value that takes exactly so many.

    The value is a record with the attribute `size_width`, where a padded size leaves its width.
    """

    def __init__(self, content: Construct, message: str = SIZE) -> None:
        super().__init__()
        self.content = self.adopt(content)
        self.gives = self.content.gives
        self.message = message
        needs_attribute(self.content, "size_width", "the width of a padded size")

    def parse_size(self, stream: io.BytesIO, context: Any, path: str) -> int:
        """How many bytes the value takes; raises MalformedError when there are not so many."""
        start, room = stream.tell(), left(stream)
        size: int = u32._parse(stream, context, f"{path}.size")
        if size > room:
            raise MalformedError(LENGTH, start, path)
        return size

    def check_end(self, stream: io.BytesIO, end: int, path: str) -> None:
        """Raise MalformedError unless the value ended here."""
        if stream.tell() != end:
            raise MalformedError(self.message, stream.tell(), path)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        size = self.parse_size(stream, context, path)
        outer: int | None = getattr(stream, "limit", None)
        end = stream.tell() + size
        stream.limit = end  # type: ignore[attr-defined]
        value = self.content._parse(stream, context, path)
        stream.limit = outer  # type: ignore[attr-defined]
        self.check_end(stream, end, path)
        if isinstance(size, PaddedInt):
            value.size_width = size.width
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        content = io.BytesIO()
        self.content._build(obj, content, context, path)
        data = content.getvalue()
        stream.write(u32.encode(PaddedInt(len(data), obj.size_width or 0), path))
        stream.write(data)
        return obj

    def conditions(self, path: Path = ()) -> Iterator[Condition]:
        """Those of the content."""
        yield from self.content.conditions(path)


class Wrapper(Schema):
    """A schema that reads and writes as another one, and adds something to it."""

    def __init__(self, schema: Construct) -> None:
        super().__init__()
        self.schema = self.adopt(schema)
        self.gives = self.schema.gives

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        return self.schema._parse(stream, context, path)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        self.schema._build(obj, stream, context, path)
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        size: int = self.schema._sizeof(context, path)
        return size

    def conditions(self, path: Path = ()) -> Iterator[Condition]:
        """Those of the schema within."""
        yield from self.schema.conditions(path)


class Restated(Wrapper):
    """A value whose every fault is reported in the same words."""

    def __init__(self, schema: Construct, message: str) -> None:
        super().__init__(schema)
        self.message = message

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        try:
            return super()._parse(stream, context, path)
        except MalformedError as error:
            raise MalformedError(self.message, start, path) from error


class Checked(Wrapper):
    """A value that must satisfy a further condition. That is not for choosing between cases, but for saying why not."""

    def __init__(self, schema: Construct, holds: Callable[[Any], bool], message: str) -> None:
        super().__init__(schema)
        self.holds = holds
        self.message = message

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        value = super()._parse(stream, context, path)
        if not self.holds(value):
            raise MalformedError(self.message, start, path)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        super()._build(obj, stream, context, path)
        if not self.holds(obj):
            raise BuildError(self.message, path)
        return obj

    def conditions(self, path: Path = ()) -> Iterator[Condition]:
        """Those of the schema within, as long as they are about the value as a whole."""
        if not path:
            yield from super().conditions(path)


class Remarked(Wrapper):
    """A value that could have been written shorter where `when` holds: a trace then has this remark about its bytes."""

    def __init__(self, schema: Construct, when: Callable[[Any], bool], remark: str) -> None:
        super().__init__(schema)
        self.when = when
        self.remark = Remark(remark)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        value = super()._parse(stream, context, path)
        if self.when(value):
            note(stream, start, path, self.remark)
        return value


__all__ = [
    "Checked",
    "Record",
    "Remarked",
    "Restated",
    "Sized",
    "Tuple",
    "UntilEnd",
    "Vec",
    "Wrapper",
    "needs_attribute",
]
