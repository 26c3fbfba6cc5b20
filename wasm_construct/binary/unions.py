"""Schemas with alternatives: a tag, or the bits of some flags, say which of them was written.

They take the place of construct's Switch and FlagsEnum, which read what they do not know, and have to be told how to
write. Here writing follows from the cases: the first one fits that a value meets the conditions of (see `schema`). So a
declaration lists the preferred ways first.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from construct import Construct, SizeofError

from wasm_construct.binary.combinators import Record, needs_attribute
from wasm_construct.binary.leaves import Byte, Constant
from wasm_construct.binary.leb128 import Leb
from wasm_construct.binary.schema import Condition, Path, Schema, choosing, common_class, fits
from wasm_construct.binary.stream import Remark, next_byte, note
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.features import WASM3, Feature
from wasm_construct.syntax.padded import PaddedInt, width_of


class Choice(NamedTuple):
    """One way to write a value: the tag (None: the default), and the conditions under which it is taken."""

    code: int | None
    conditions: tuple[Condition, ...]


class Union(Schema):
    """What has alternatives. `why_longer`: the remark about a value that a preferred case would do for, but for a hint.

    For example, a segment says explicitly that it is about memory 0: without that hint, its first case takes it.
    """

    why_longer = ""

    def alternatives(self) -> Iterator[tuple[int | None, Schema]]:
        """The cases in the order of preference, the default last."""
        raise NotImplementedError

    @cached_property
    def choices(self) -> Sequence[Choice]:
        """The ways to write a value, the preferred ones first; raises TypeError when one of them is never taken."""
        codes = [code for code, _ in self.alternatives()]
        conditions = choosing(self._conditions(schema) for _, schema in self.alternatives())
        choices = [Choice(*each) for each in zip(codes, conditions, strict=True)]
        for number, choice in enumerate(choices[: 1 << 5]):  # longer unions have one case over and over
            for earlier in choices[:number]:
                if choice.code is not None and set(earlier.conditions) <= set(choice.conditions):
                    raise TypeError(f"nothing is written as case {choice.code}: case {earlier.code} takes it all")
        return choices

    def _conditions(self, schema: Schema) -> Iterator[Condition]:
        return schema.conditions()

    def choose(self, obj: Any, path: str = "") -> int | None:
        """The tag of the case that this value is written by, None for the default; raises BuildError."""
        for hints in (True, False):  # a hint that no case can keep is given up
            for code, conditions in self.choices:
                if fits(conditions, obj, hints):
                    return code
        raise BuildError(f"{obj!r} has no encoding here", path)

    def conditions(self, path: Path = ()) -> Iterator[Condition]:
        """Those that all cases have in common; a union may be there without having been given a value."""
        if not path:
            first, *others = [tuple(self._conditions(schema)) for _, schema in self.alternatives()]
            yield from (each for each in first if all(each in other for other in others))

    def _note_length(self, code: int, value: Any, start: int, stream: io.BytesIO, path: str) -> None:
        """Note if a case before the one that was read would do for this value, were it not for its hints."""
        if self.why_longer:
            for other, conditions in self.choices:
                if other == code:
                    return
                if fits(conditions, value, hints=False):
                    note(stream, start, path, Remark(self.why_longer))
                    return


class Gated:
    """A case of a Tagged that needs features."""

    def __init__(self, schema: Construct, *features: Feature) -> None:
        self.schema = schema
        self.features = features


class Tagged(Union):
    """A tag, a byte or a u32, that says which schema follows.

    The `default` schema takes over at the tag itself when the tag is none of the cases. `why_longer`: see Union.
    `shared`: the values are immutable, so that within a module equal bytes may be read as the same object.
    """

    def __init__(
        self,
        tag: Construct,
        cases: Mapping[int, Construct | Gated],
        message: str = "",
        *,
        default: Construct | None = None,
        shared: bool = False,
        why_longer: str = "",
    ) -> None:
        super().__init__()
        self.tag = self.adopt(tag)
        if not isinstance(self.tag, Byte | Leb):
            raise TypeError(f"a tag is a Byte or a Leb, not {tag!r}")
        self.cases = {
            code: self.adopt(case.schema if isinstance(case, Gated) else case) for code, case in cases.items()
        }
        self.gates = {code: case.features for code, case in cases.items() if isinstance(case, Gated)}
        self.message = message
        self.default: Any = None if default is None else self.adopt(default)
        self.shared = shared
        self.why_longer = why_longer
        self.gives = common_class(schema.gives for _, schema in self.alternatives())
        if isinstance(self.tag, Leb):
            for case in self.cases.values():
                needs_attribute(case, "tag_width", "the width of a padded tag")

    def alternatives(self) -> Iterator[tuple[int | None, Schema]]:
        """The cases in the order of preference, the default last."""
        yield from self.cases.items()
        if self.default is not None:
            yield None, self.default

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        if self.default is not None and next_byte(stream) not in self.cases:
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
        elif isinstance(self.cases[code], Constant):
            note(stream, start, path, value)
        self._note_length(code, value, start, stream, path)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        code = self.choose(obj, path)
        if code is None:
            self.default._build(obj, stream, context, path)
            return obj
        width = getattr(obj, "tag_width", 0)
        self.tag._build(PaddedInt(code, width) if width else code, stream, context, path)
        self.cases[code]._build(obj, stream, context, path)
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        sizes = {case._sizeof(context, path) for case in self.cases.values()}
        if self.default is not None or len(sizes) > 1:
            raise SizeofError("the cases differ in size", path=path)
        size: int = self.tag._sizeof(context, path) + sizes.pop()
        return size


class Flagged(Union):
    """A number whose bits are a field of a record, or say which other fields follow.

    `cases` are records, by the bits that say so, the preferred one first. The bits in `kept` are the value of `field`,
    which also remembers the width of a padded number. No other bits may be set. Where the bits of the cases are kept,
    too, the field decides which case a value is written by; otherwise that follows from the value.
    """

    def __init__(
        self,
        number: Leb,
        field: str,
        kept: int,
        cases: Mapping[int, Record],
        message: str = "",
        *,
        why_longer: str = "",
    ) -> None:
        super().__init__()
        self.number = number
        self.field = field
        self.kept = kept
        self.cases: dict[int, Record] = {code: self.adopt(case) for code, case in cases.items()}
        self.selecting = 0
        for code in self.cases:
            self.selecting |= code
        if self.selecting & kept not in (0, self.selecting):
            raise TypeError("either all bits that select a case are kept, or none")
        self.message = message
        self.why_longer = why_longer
        self.gives = common_class(case.cls for case in self.cases.values())
        needs_attribute(self, field, "the bits that are kept")

    @property
    def most(self) -> int:
        """All bits that may be set."""
        return self.kept | self.selecting

    def alternatives(self) -> Iterator[tuple[int | None, Schema]]:
        """The cases in the order of preference."""
        yield from self.cases.items()

    def _conditions(self, schema: Schema) -> Iterator[Condition]:
        return (each for each in schema.conditions() if each.path != (self.field,))

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        flags = self.number._parse(stream, context, f"{path}.{self.field}")
        case = self.cases.get(flags & self.selecting)
        if case is None or flags & ~self.most:
            raise MalformedError(self.message, start, path)
        values = case.parse_fields(stream, context, path)
        value = case.cls(**values, **{self.field: kept_bits(flags, self.kept)})
        self._note_length(flags & self.selecting, value, start, stream, path)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, self.gives):
            raise BuildError(f"{obj!r} is not a {self.gives.__name__}", path)
        kept, where = getattr(obj, self.field), f"{path}.{self.field}"
        self.number.encode(kept, where)
        if kept & ~self.kept:
            raise BuildError(f"{kept!r} is not a number of {self.kept.bit_length()} bits", where)
        code = self.code_of(obj, path)
        stream.write(self.number.encode(PaddedInt(kept | code, width_of(kept)), where))
        self.cases[code]._build(obj, stream, context, path)
        return obj

    def code_of(self, obj: Any, path: str = "") -> int:
        """The bits that select the case by which a value is written; raises BuildError."""
        if self.selecting & self.kept:
            return int(getattr(obj, self.field)) & self.selecting
        return self.choose(obj, path) or 0


def kept_bits(flags: int, kept: int) -> int:
    """These bits of a number, with the width of the number if it was padded."""
    return PaddedInt(flags & kept, flags.width) if isinstance(flags, PaddedInt) else flags & kept


def features_of(context: Any) -> Collection[str]:
    """The features that are on: the arguments of `parse` in construct's context; by default, those of Wasm 3.0."""
    context = {} if context is None else context
    features: Collection[str] = context.get("_params", context).get("features", WASM3)
    return features
