"""The commands of a script, as values.

Every command, action and module knows the line and the column that it starts at, counted from 1.

Source: the reference interpreter, its script format
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from wasm_construct.features import WASM3
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import HeapType, NumType
from wasm_construct.syntax.values import Float32, Float64
from wasm_construct.text.lexer import Source
from wasm_construct.text.literals import pack
from wasm_construct.text.modules import read_fields_at, read_quoted
from wasm_construct.text.state import Encoding


class Nan(Enum):
    """A set of NaNs that a result may be in."""

    CANONICAL = "nan:canonical"
    ARITHMETIC = "nan:arithmetic"

    def __repr__(self) -> str:
        return f"Nan.{self.name}"


Lane: TypeAlias = int | Float32 | Float64 | Nan


@dataclass(frozen=True, slots=True)
class Const:
    """A number; as a result also a set of NaNs. Integers are signed."""

    type: NumType
    value: Lane


@dataclass(frozen=True, slots=True)
class Vec:
    """A vector, lane by lane; as a result each lane of floats may be a set of NaNs."""

    shape: str
    lanes: tuple[Lane, ...]

    @property
    def bytes(self) -> bytes:
        """The bytes of the vector; raises ValueError when a lane is a set of NaNs."""
        values = [lane for lane in self.lanes if not isinstance(lane, Nan)]
        if len(values) != len(self.lanes):
            raise ValueError("a set of NaNs has no bytes")
        return pack(self.shape, values)


@dataclass(frozen=True, slots=True)
class Null:
    """A null reference; as a result `heap` None stands for one of any type."""

    heap: HeapType | None


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference that is not null. `kind` is what follows `ref.`, or `ref` itself for one of any kind.

    `extern` and `host` references have a number. As a result, one without a number stands for any of its kind.
    """

    kind: str
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """A result that may be any of these."""

    choices: tuple[Result, ...]


Argument: TypeAlias = Const | Vec | Null | Ref
Result: TypeAlias = Const | Vec | Null | Ref | Either


@dataclass(frozen=True, slots=True)
class At:
    """Where something starts in the script."""

    line: int = field(compare=False)
    column: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class TextModule(At):
    """A module in the text format, as a text; `read` gives its sections."""

    name: str | None
    text: str = field(repr=False)
    """The fields of the module."""
    _source: Source = field(repr=False, compare=False)
    _start: int = field(repr=False, compare=False)

    def read(
        self, features: Iterable[str] = WASM3, legacy_names: bool = False, encoding: Encoding | None = None
    ) -> list[Section]:
        """The sections of the module; raises TextError, with the position in the script."""
        return read_fields_at(self._source, self._start, self.name, features, legacy_names, encoding)


@dataclass(frozen=True, slots=True)
class QuotedModule(At):
    """A module in the text format within strings, since it may be malformed; `read` gives its sections."""

    name: str | None
    text: bytes

    def read(
        self, features: Iterable[str] = WASM3, legacy_names: bool = False, encoding: Encoding | None = None
    ) -> list[Section]:
        """The sections of the module; raises TextError, with the position in the quoted text."""
        return read_quoted(self.text, features, legacy_names, encoding)


@dataclass(frozen=True, slots=True)
class BinaryModule(At):
    """A module in the binary format."""

    name: str | None
    data: bytes


ScriptModule: TypeAlias = TextModule | QuotedModule | BinaryModule


@dataclass(frozen=True, slots=True)
class Define(At):
    """`(module definition ...)`: name a module without instantiating it."""

    module: ScriptModule


@dataclass(frozen=True, slots=True)
class Instantiate(At):
    """`(module ...)`: name a module and an instance of it."""

    module: ScriptModule


@dataclass(frozen=True, slots=True)
class Instance(At):
    """`(module instance ...)`: name a new instance of a module, by default the last one defined."""

    name: str | None
    module: str | None


@dataclass(frozen=True, slots=True)
class Register(At):
    """Make an instance, by default the last one, available for imports under a name."""

    name: str
    instance: str | None


@dataclass(frozen=True, slots=True)
class Invoke(At):
    """Call an exported function of an instance, by default the last one."""

    instance: str | None
    name: str
    args: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Get(At):
    """Read an exported global of an instance, by default the last one."""

    instance: str | None
    name: str


Action: TypeAlias = Invoke | Get


@dataclass(frozen=True, slots=True)
class AssertReturn(At):
    """The action gives these results."""

    action: Action
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class AssertTrap(At):
    """The action, or instantiating the module, traps."""

    action: Action | ScriptModule | Instance
    message: str


@dataclass(frozen=True, slots=True)
class AssertExhaustion(At):
    """The action exhausts the stack."""

    action: Action
    message: str


@dataclass(frozen=True, slots=True)
class AssertException(At):
    """The action ends with an exception that nothing caught."""

    action: Action


@dataclass(frozen=True, slots=True)
class AssertMalformed(At):
    """The module cannot be read."""

    module: ScriptModule
    message: str


@dataclass(frozen=True, slots=True)
class AssertInvalid(At):
    """The module is not valid."""

    module: ScriptModule
    message: str


@dataclass(frozen=True, slots=True)
class AssertMalformedCustom(At):
    """The custom sections or annotations of the module cannot be read."""

    module: ScriptModule
    message: str


@dataclass(frozen=True, slots=True)
class AssertInvalidCustom(At):
    """The custom sections or annotations of the module do not fit it."""

    module: ScriptModule
    message: str


@dataclass(frozen=True, slots=True)
class AssertUnlinkable(At):
    """The imports of the module do not exist, or have another type."""

    module: ScriptModule | Instance
    message: str


Command: TypeAlias = (
    Define
    | Instantiate
    | Instance
    | Register
    | Invoke
    | Get
    | AssertReturn
    | AssertTrap
    | AssertExhaustion
    | AssertException
    | AssertMalformed
    | AssertInvalid
    | AssertMalformedCustom
    | AssertInvalidCustom
    | AssertUnlinkable
)
