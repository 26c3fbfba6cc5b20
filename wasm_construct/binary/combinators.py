"""How schemas are put together.

These take the place of construct's Struct, Switch, Prefixed, PrefixedArray and GreedyRange, which yield untyped
containers, lose padded lengths, ignore what they did not read and swallow errors.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping
from typing import Any

from construct import Computed, Construct, Renamed

from wasm_construct.binary.leaves import LENGTH, SIZE
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.stream import Remark, left, note, peek, until_limit
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.features import WASM3, Feature
from wasm_construct.syntax.padded import PaddedInt, padded, width_of


class Record(Construct):
    """Fields in the order of the bytes, as an instance of a class.

    Each field is `"name" / schema`; a schema without a name is read and written but has no value of its own. `shared`:
    the class is immutable, so that within a module equal bytes may be read as the same object.
    """

    def __init__(self, cls: type, *fields: Construct, shared: bool = False) -> None:
        super().__init__()
        self.shared = shared
        self.cls = cls
        self.fields = [(field.name, field.subcon if isinstance(field, Renamed) else field) for field in fields]
        # what follows from the choice of this record; a hint about the encoding may be off
        hints = {field.name for field in getattr(cls, "__dataclass_fields__", {}).values() if not field.compare}
        self.given = {
            name: schema.func for name, schema in self.fields if isinstance(schema, Computed) and name not in hints
        }

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        values = {}
        for name, schema in self.fields:
            value = schema._parse(stream, context, f"{path}.{name}" if name else path)
            if name:
                values[name] = value
        return self.cls(**values)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, self.cls):
            raise BuildError(f"{obj!r} is not a {self.cls.__name__}", path)
        for name, value in self.given.items():
            if getattr(obj, name) != value:
                raise BuildError(f"{getattr(obj, name)!r} cannot be written here, only {value!r}", f"{path}.{name}")
        for name, schema in self.fields:
            schema._build(getattr(obj, name) if name else None, stream, context, f"{path}.{name}" if name else path)
        return obj


class Tuple(Construct):
    """Values one after the other, as a tuple."""

    def __init__(self, *items: Construct) -> None:
        super().__init__()
        self.items = items

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> tuple[Any, ...]:
        return tuple(item._parse(stream, context, f"{path}.{number}") for number, item in enumerate(self.items))

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, tuple) or len(obj) != len(self.items):
            raise BuildError(f"{obj!r} is not a tuple of {len(self.items)} values", path)
        for number, item in enumerate(self.items):
            item._build(obj[number], stream, context, f"{path}.{number}")
        return obj


class Vec(Construct):
    """A count and so many elements, as a list (or a tuple). Spec: §5.1.3 (binary-list)"""

    def __init__(self, item: Construct, kind: type[list[Any]] | type[tuple[Any, ...]] = list) -> None:
        super().__init__()
        self.item = item
        self.kind = kind

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start, room = stream.tell(), left(stream)
        count = u32._parse(stream, context, f"{path}.count")
        if count > room:  # every element takes at least one byte
            raise MalformedError(LENGTH, start, path)
        items = self.kind([self.item._parse(stream, context, f"{path}[{number}]") for number in range(count)])
        return padded(items, count.width) if isinstance(count, PaddedInt) else items

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, self.kind):
            raise BuildError(f"{obj!r} is not a {self.kind.__name__}", path)
        stream.write(u32.encode(PaddedInt(len(obj), width_of(obj)), path))
        for number, item in enumerate(obj):
            self.item._build(item, stream, context, f"{path}[{number}]")
        return obj


class UntilEnd(Construct):
    """Elements up to the limit, as a list."""

    def __init__(self, item: Construct) -> None:
        super().__init__()
        self.item = item

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


class Sized(Construct):
    """A size in bytes and a value that takes exactly so many.

    The value is a record with the attribute `size_width`, where a padded size leaves its width.
    """

    def __init__(self, content: Construct, message: str = SIZE) -> None:
        super().__init__()
        self.content = content
        self.message = message

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start, room = stream.tell(), left(stream)
        size = u32._parse(stream, context, f"{path}.size")
        if size > room:
            raise MalformedError(LENGTH, start, path)
        outer: int | None = getattr(stream, "limit", None)
        end = stream.tell() + size
        stream.limit = end  # type: ignore[attr-defined]
        value = self.content._parse(stream, context, path)
        stream.limit = outer  # type: ignore[attr-defined]
        if stream.tell() != end:
            raise MalformedError(self.message, stream.tell(), path)
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


class Gated:
    """A case of a Tagged that needs features."""

    def __init__(self, schema: Construct, *features: Feature) -> None:
        self.schema = schema
        self.features = features


class Tagged(Construct):
    """A tag, a byte or a u32, that says which schema follows.

    `select(value)` gives the tag of a value (None: the default). The `default` schema takes over at the tag itself
    when the tag is none of the cases. `roundabout(value)` says in which way a value that was read could have been
    written with a shorter tag (None: in none). `shared`: the values are immutable, so that within a module equal
    bytes may be read as the same object.
    """

    def __init__(
        self,
        tag: Construct,
        cases: Mapping[int, Construct | Gated],
        select: Callable[[Any], int | None],
        message: str = "",
        default: Construct | None = None,
        shared: bool = False,
        roundabout: Callable[[Any], str | None] | None = None,
    ) -> None:
        super().__init__()
        self.roundabout = roundabout
        self.shared = shared
        self.tag = tag
        self.cases = {code: case.schema if isinstance(case, Gated) else case for code, case in cases.items()}
        self.gates = {code: case.features for code, case in cases.items() if isinstance(case, Gated)}
        self.select = select
        self.message = message
        self.default = default

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        if self.default is not None and peek(stream) not in self.cases:
            return self.default._parse(stream, context, path)
        code = self.tag._parse(stream, context, path)
        if code not in self.cases:
            raise MalformedError(self.message, start, path)
        off = [feature for feature in self.gates.get(code, ()) if feature not in features_of(context)]
        if off:
            raise MalformedError(f"{self.message} (it needs the feature {' and '.join(off)})", start, path)
        value = self.cases[code]._parse(stream, context, path)
        if isinstance(code, PaddedInt):
            value.tag_width = code.width
        elif isinstance(self.cases[code], Computed):
            note(stream, start, path, value)
        remark = self.roundabout(value) if self.roundabout else None
        if remark:
            note(stream, start, path, Remark(remark))
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        code = self.tag_of(obj, path)
        if code is None:
            self.default._build(obj, stream, context, path)  # type: ignore[union-attr]
            return obj
        width = getattr(obj, "tag_width", 0)
        self.tag._build(PaddedInt(code, width) if width else code, stream, context, path)
        self.cases[code]._build(obj, stream, context, path)
        return obj

    def tag_of(self, obj: Any, path: str = "") -> int | None:
        """The tag of this value; raises BuildError when it has none."""
        try:
            code = self.select(obj)
            if code is None and self.default is not None or code in self.cases:
                return code
        except (AttributeError, KeyError, TypeError):
            pass
        raise BuildError(f"{obj!r} has no encoding here", path)


class Flagged(Construct):
    """Flags, a u32, and the schema that some of their bits call for.

    `cases` has an entry for every combination of the bits in `mask`. The value is a record with the attribute `flags`,
    which keeps all bits.
    """

    def __init__(self, mask: int, cases: Mapping[int, Construct]) -> None:
        super().__init__()
        self.mask = mask
        self.cases = dict(cases)

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        flags = u32._parse(stream, context, f"{path}.flags")
        value = self.cases[flags & self.mask]._parse(stream, context, path)
        value.flags = flags
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        flags: Any = getattr(obj, "flags", None)
        stream.write(u32.encode(flags, f"{path}.flags"))
        self.cases[flags & self.mask]._build(obj, stream, context, path)
        return obj


class Restated(Construct):
    """A value whose every fault is reported in the same words."""

    def __init__(self, schema: Construct, message: str) -> None:
        super().__init__()
        self.schema = schema
        self.message = message

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        try:
            return self.schema._parse(stream, context, path)
        except MalformedError as error:
            raise MalformedError(self.message, start, path) from error

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        self.schema._build(obj, stream, context, path)
        return obj


class Checked(Construct):
    """A value that must satisfy a further condition."""

    def __init__(self, schema: Construct, holds: Callable[[Any], bool], message: str) -> None:
        super().__init__()
        self.schema = schema
        self.holds = holds
        self.message = message

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        value = self.schema._parse(stream, context, path)
        if not self.holds(value):
            raise MalformedError(self.message, start, path)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        self.schema._build(obj, stream, context, path)
        if not self.holds(obj):
            raise BuildError(self.message, path)
        return obj


def features_of(context: Any) -> Collection[str]:
    """The features that are on: construct's context carries them, and Wasm 3.0 is the default."""
    features: Collection[str] = WASM3 if context is None else context.get("features", WASM3)
    return features
