"""Instructions and expressions.

An expression is flat, as in the binary format: `block`, `else` and `end` are members of the sequence like any other.

Spec: §2.4 (syntax-instr), §5.4 (binary-instr)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from wasm_construct.opcodes import BY_MNEMONIC, Row, cast_row
from wasm_construct.syntax.types import RefType
from wasm_construct.syntax.values import Float32, Float64


@dataclass(frozen=True, slots=True)
class MemArg:
    """The address offset and alignment of a memory access. Spec: §2.4.5 (syntax-memarg)

    `align` is the exponent of a power of two, `offset` counts bytes. `explicit`: the index of memory 0 was written out
    although it need not be; not part of equality.
    """

    align: int = 0
    offset: int = 0
    memory: int = 0
    explicit: bool = field(default=False, compare=False, repr=False)

    def __str__(self) -> str:
        memory = f"{int(self.memory)} " if self.memory else ""
        return f"{memory}offset={int(self.offset)} align={1 << self.align}"


class CatchKind(Enum):
    """What a catch clause catches, and whether it also pushes the exception. Spec: §2.4.2 (syntax-catch)"""

    CATCH = "catch"
    CATCH_REF = "catch_ref"
    CATCH_ALL = "catch_all"
    CATCH_ALL_REF = "catch_all_ref"

    def __repr__(self) -> str:
        return f"CatchKind.{self.name}"


@dataclass(frozen=True, slots=True)
class Catch:
    """A catch clause: jump to `label`. `tag` is None for the kinds that catch all. Spec: §2.4.2 (syntax-catch)"""

    kind: CatchKind
    tag: int | None
    label: int

    def __str__(self) -> str:
        return f"({self.kind.value}{'' if self.tag is None else f' {int(self.tag)}'} {int(self.label)})"


class Instr:
    """One instruction: its row in the opcode table and its immediates in binary order.

    Instances are immutable, and within a module all occurrences of the same bytes share one. `raw` holds the bytes it
    was read from (None when it was made by hand) and is not part of equality.
    """

    __slots__ = ("args", "raw", "row")
    row: Row
    args: tuple[Any, ...]
    raw: bytes | None

    def __init__(self, row: Row, args: tuple[Any, ...] = (), raw: bytes | None = None) -> None:
        _set_row(self, row)
        _set_args(self, args)
        _set_raw(self, raw)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an instruction is immutable: make a new one with instr(name, *args)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("an instruction is immutable")

    @property
    def name(self) -> str:
        """The mnemonic."""
        return self.row.mnemonic

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Instr) and self.row is other.row and self.args == other.args)

    def __hash__(self) -> int:
        return hash((self.row.opcode, self.args))

    def __reduce__(self) -> tuple[Any, ...]:
        return Instr, (self.row, self.args, self.raw)

    def __copy__(self) -> Instr:
        return self

    def __deepcopy__(self, memo: object) -> Instr:
        return self

    def __str__(self) -> str:
        return " ".join([self.name, *(text for text in map(_shown, self.args) if text)])

    def __repr__(self) -> str:
        return f"<{self}>"


# the slots themselves: the only way past __setattr__, and the fastest one
_set_row = Instr.__dict__["row"].__set__
_set_args = Instr.__dict__["args"].__set__
_set_raw = Instr.__dict__["raw"].__set__


def _shown(arg: Any) -> str:
    if arg is None:
        return ""
    if isinstance(arg, tuple):
        return " ".join(map(_shown, arg))
    if isinstance(arg, bytes):
        return "0x" + arg.hex()
    return str(int(arg)) if isinstance(arg, int) else str(arg)


_FLOATS: dict[str, type[Float32] | type[Float64]] = {"f32": Float32, "f64": Float64}


def instr(name: str, *args: Any) -> Instr:
    """The instruction with this mnemonic and these immediates, in binary order.

    `f32.const` and `f64.const` also take a Python float; `ref.test` and `ref.cast` take a RefType; an instruction
    with a memarg may leave it out. Raises ValueError for an unknown mnemonic or a wrong number of immediates.
    """
    rows = BY_MNEMONIC.get(name)
    if rows is None:
        raise ValueError(f"there is no instruction {name!r}")
    if rows[0].immediates == ("heaptype",) and len(rows) > 1 and len(args) == 1 and isinstance(args[0], RefType):
        row, args = cast_row(name, args[0].null), (args[0].heap,)
    else:
        row = next((row for row in rows if len(row.immediates) == len(args)), rows[0])
    if row.immediates[:1] == ("memarg",) and len(args) == len(row.immediates) - 1:
        args = (MemArg(), *args)
    if len(args) != len(row.immediates):
        wanted = ", ".join(row.immediates) or "none"
        raise ValueError(f"{name} takes {len(row.immediates)} immediates ({wanted}), not {len(args)}")
    return Instr(
        row,
        tuple(
            _FLOATS[kind](arg)
            if kind in _FLOATS and isinstance(arg, float | int)
            else tuple(arg)
            if isinstance(arg, list)
            else arg
            for kind, arg in zip(row.immediates, args, strict=True)
        ),
    )


class Decoder(Protocol):
    """Turns the bytes of an expression into instructions."""

    def decode(self, raw: bytes) -> list[Instr]:
        """The instructions that these bytes encode."""

    def names_data(self, raw: bytes) -> bool:
        """Whether one of these instructions has a data index; does not decode them."""


class Expr:
    """A sequence of instructions, with the `end` that closes it. Spec: §2.4.10 (syntax-expr)

    An expression that was read keeps its bytes and decodes them when its `instrs` are first read. `instrs` is a list
    that may be changed in place or assigned.
    """

    __slots__ = ("_decoder", "_instrs", "_raw")

    def __init__(self, instrs: Iterable[Instr] = ()) -> None:
        self._raw: bytes | None = None
        self._decoder: Decoder | None = None
        self._instrs: list[Instr] | None = list(instrs)

    @classmethod
    def of(cls, *instrs: tuple[Any, ...] | Instr | str) -> Expr:
        """An expression from instructions, mnemonics and (mnemonic, *immediates) tuples; adds the final `end`."""
        made = [
            item if isinstance(item, Instr) else instr(item) if isinstance(item, str) else instr(*item)
            for item in instrs
        ]
        return cls([*made, instr("end")])

    @property
    def instrs(self) -> list[Instr]:
        """The instructions, the final `end` included."""
        if self._instrs is None:
            self._instrs = self.peek()
        return self._instrs

    @instrs.setter
    def instrs(self, instrs: Iterable[Instr]) -> None:
        self._instrs = list(instrs)

    @property
    def untouched(self) -> bytes | None:
        """The bytes it was read from; None when `instrs` has been read or assigned, or there are none."""
        return self._raw if self._instrs is None else None

    @property
    def read_from(self) -> bytes | None:
        """The bytes it was read from, even if `instrs` has changed since; None when it was made by hand."""
        return self._raw

    @property
    def decoder(self) -> Decoder | None:
        """The decoder of the bytes it was read from; None when it was made by hand."""
        return self._decoder

    def peek(self) -> list[Instr]:
        """The instructions, to read only; unlike `instrs` it does not keep them, so the bytes stay what is built."""
        if self._instrs is not None:
            return self._instrs
        if self._raw is None or self._decoder is None:
            raise RuntimeError("an expression has either instructions or bytes and a decoder")
        return self._decoder.decode(self._raw)

    def __iter__(self) -> Iterator[Instr]:
        return iter(self.instrs)

    def __len__(self) -> int:
        return len(self.instrs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Expr):
            return NotImplemented
        if self._instrs is None and other._instrs is None and self._raw == other._raw:
            return True
        return self.peek() == other.peek()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self._raw, self._decoder, self._instrs)

    def __repr__(self) -> str:
        if self._instrs is None and self._raw is not None and len(self._raw) > 40:
            return f"<Expr of {len(self._raw)} bytes>"
        return f"<Expr {'; '.join(map(str, self.peek()))}>"


def _restore(raw: bytes | None, decoder: Decoder | None, instrs: list[Instr] | None) -> Expr:
    expr = Expr.__new__(Expr)
    expr._raw, expr._decoder, expr._instrs = raw, decoder, instrs
    return expr


def lazy_expr(raw: bytes, decoder: Decoder) -> Expr:
    """An expression that decodes these bytes when they are needed; the bytes must have been checked."""
    expr = _new(Expr)
    expr._raw = raw
    expr._decoder = decoder
    expr._instrs = None
    return expr


_new = object.__new__
