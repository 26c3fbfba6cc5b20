"""Types that the host makes and sees.

Wherever a value type is wanted, there may be a constant such as `I32`, its name in the text format ("externref"), or an
annotation such as `i32`.

Spec: §3.1.2 (syntax-deftype), §2.3.19 (syntax-externtype)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, get_args, get_origin

import wasm_construct.syntax.types as syntax
import wasm_construct.validation.types as types
from interpreter.runtime.show import show_func, show_global, show_limits, show_type
from wasm_construct.syntax.types import AbsHeapType, Exact, Limits, NumType, RefType, VecType
from wasm_construct.validation.rolling import Roller
from wasm_construct.validation.types import DefType, Ref, ValType

I32, I64, F32, F64 = NumType.I32, NumType.I64, NumType.F32, NumType.F64
V128 = VecType.V128
FUNCREF, EXTERNREF, ANYREF, EXNREF = (
    types.ref(True, heap) for heap in (AbsHeapType.FUNC, AbsHeapType.EXTERN, AbsHeapType.ANY, AbsHeapType.EXN)
)

i32: TypeAlias = Annotated[int, I32]
"""An annotation for 32-bit integers; with a sign when a host function gets one."""
i64: TypeAlias = Annotated[int, I64]
"""An annotation for 64-bit integers; with a sign when a host function gets one."""
f32: TypeAlias = Annotated[float, F32]
"""An annotation for 32-bit floats."""
f64: TypeAlias = Annotated[float, F64]
"""An annotation for 64-bit floats."""
v128: TypeAlias = Annotated[bytes, V128]
"""An annotation for vectors: 16 bytes."""
funcref: TypeAlias = Annotated[Any, FUNCREF]
"""An annotation for references to functions."""
externref: TypeAlias = Annotated[Any, EXTERNREF]
"""An annotation for any object of Python."""
anyref: TypeAlias = Annotated[Any, ANYREF]
"""An annotation for references to structures, arrays and scalars."""

_NAMED: dict[str, ValType] = {
    **{str(type_): type_ for type_ in (*NumType, *VecType)},
    **{
        str(RefType(null, heap)): types.ref(null, heap)
        for null in (True, False)
        for heap in AbsHeapType
    },
    "funcref": FUNCREF,
}  # fmt: skip


def val_type(what: object) -> ValType:
    """The value type that is meant; raises TypeError, and ValueError for one that names a type of some module."""
    if isinstance(what, NumType | VecType | Ref):
        return what
    if isinstance(what, RefType):
        return close(what)
    if isinstance(what, str) and what in _NAMED:
        return _NAMED[what]
    if get_origin(what) is Annotated:
        for note in get_args(what)[1:]:
            if isinstance(note, NumType | VecType | Ref):
                return note
    raise TypeError(f"{what!r} is no value type; the names are {', '.join(_NAMED)}")


def _all(types_: Iterable[object] | str) -> tuple[ValType, ...]:
    return tuple(map(val_type, types_.split() if isinstance(types_, str) else types_))


def define(type_: FuncType | syntax.FuncType) -> DefType:
    """The defined type that a function type is on its own; the same object for equal types."""
    if isinstance(type_, FuncType):
        if type_.defined is not None:
            return type_.defined
        known: list[DefType] = []
        params, results = ([_opened(part, known) for part in parts] for parts in (type_.params, type_.results))
        return Roller(known).roll((syntax.FuncType(tuple(params), tuple(results)),))[0]
    return Roller(()).roll((type_,))[0]


def _opened(type_: ValType, known: list[DefType]) -> syntax.ValType:
    """The type with indices into `known` for the types that it refers to."""
    if isinstance(type_, NumType | VecType):
        return type_
    if isinstance(type_, Ref) and isinstance(type_.heap, AbsHeapType):
        return RefType(type_.null, type_.heap)
    if isinstance(type_, Ref) and isinstance(type_.heap, DefType):
        known.append(type_.heap)
        index = len(known) - 1
        return RefType(type_.null, Exact(index) if type_.exact else index)
    raise ValueError(f"{type_} is the type of no value")


def close(type_: syntax.ValType) -> ValType:
    """The closed form of a value type that names no type index; raises ValueError for one that does."""
    if not isinstance(type_, RefType):
        return type_
    if not isinstance(type_.heap, AbsHeapType):
        raise ValueError(f"{type_} names a type of some module")
    return types.ref(type_.null, type_.heap)


class FuncType:
    """The type of a function: `FuncType([I32, I32], [I32])`, or `FuncType("i32 i32", "i32")`.

    Spec: §2.3.9 (syntax-functype)

    `defined` is the type of a module that it comes from, if any: it may be a subtype of others there.
    """

    __slots__ = ("defined", "params", "results")

    def __init__(
        self,
        params: Iterable[object] | str = (),
        results: Iterable[object] | str = (),
        defined: DefType | None = None,
    ) -> None:
        self.params: tuple[ValType, ...] = _all(params)
        self.results: tuple[ValType, ...] = _all(results)
        self.defined = defined

    @classmethod
    def of(cls, type_: DefType) -> FuncType:
        """The type of a function of a module."""
        if not isinstance(type_.comp, types.Func):
            raise TypeError(f"{type_!r} is not a function type")
        return cls(type_.comp.params, type_.comp.results, type_)

    def args(self) -> tuple[ValType, ...]:
        """The types of the parameters, the same as `params`."""
        return self.params

    def args_len(self) -> int:
        """The number of parameters."""
        return len(self.params)

    def returns(self) -> tuple[ValType, ...]:
        """The types of the results, the same as `results`."""
        return self.results

    def returns_len(self) -> int:
        """The number of results."""
        return len(self.results)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FuncType):
            return NotImplemented
        return (self.params, self.results) == (other.params, other.results)

    def __hash__(self) -> int:
        return hash((self.params, self.results))

    def __str__(self) -> str:
        return show_func(types.Func(self.params, self.results))

    def __repr__(self) -> str:
        return f"<FuncType {self}>"


@dataclass(frozen=True, slots=True, init=False, repr=False)
class MemoryType:
    """The type of a memory: its smallest and its largest size in pages. Spec: §2.3.15 (syntax-memtype)"""

    limits: Limits

    def __init__(
        self,
        minimum: int,
        maximum: int | None = None,
        shared: bool = False,
        *,
        memory64: bool = False,
        page_size_log2: int | None = None,
    ) -> None:
        """Raises ValueError when it is too large, or is shared and has no maximum."""
        if shared and maximum is None:
            raise ValueError("shared memory must have maximum")
        most = 1 << (64 if memory64 else 32) - (16 if page_size_log2 is None else page_size_log2)
        limits = _limits(minimum, maximum, most, "pages", memory64, shared, page_size_log2)
        object.__setattr__(self, "limits", limits)

    @classmethod
    def of(cls, limits: Limits) -> MemoryType:
        """The type with these limits."""
        memory64 = limits.addrtype is I64
        return cls(limits.min, limits.max, limits.shared, memory64=memory64, page_size_log2=limits.page_size_log2)

    def minimum(self) -> int:
        """The size that a memory of this type has at least; of a memory that is there, its size now."""
        return self.limits.min

    def maximum(self) -> int | None:
        """The size that it may grow to; None when the type does not limit it."""
        return self.limits.max

    def shared(self) -> bool:
        """Whether threads may share it."""
        return self.limits.shared

    def memory64(self) -> bool:
        """Whether its addresses have 64 bits."""
        return self.limits.addrtype is I64

    def __str__(self) -> str:
        return show_limits(self.limits)

    def __repr__(self) -> str:
        return f"<MemoryType {self}>"


def _limits(
    minimum: int,
    maximum: int | None,
    most: int,
    unit: str,
    wide: bool,
    shared: bool = False,
    page_size_log2: int | None = None,
) -> Limits:
    for size in (minimum, *(() if maximum is None else (maximum,))):
        if not 0 <= size <= most:
            raise ValueError(f"a size must be from 0 to {most} {unit}, not {size}")
    if maximum is not None and maximum < minimum:
        raise ValueError(f"size minimum must not be greater than maximum: {minimum} > {maximum}")
    return Limits(minimum, maximum, I64 if wide else I32, shared, page_size_log2)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class TableType:
    """The type of a table: what it holds, its smallest and its largest size. Spec: §2.3.16 (syntax-tabletype)"""

    elem: Ref
    limits: Limits

    def __init__(self, elem: object, minimum: int, maximum: int | None = None, *, table64: bool = False) -> None:
        """Raises ValueError for sizes that cannot be, TypeError when `elem` is no reference type."""
        type_ = val_type(elem)
        if not isinstance(type_, Ref):
            raise TypeError(f"a table holds references, not {type_}")
        object.__setattr__(self, "elem", type_)
        most = (1 << (64 if table64 else 32)) - 1
        object.__setattr__(self, "limits", _limits(minimum, maximum, most, "elements", table64))

    def elem_ty(self) -> Ref:
        """The type of what the table holds."""
        return self.elem

    def minimum(self) -> int:
        """The size that a table of this type has at least; of a table that is there, its size now."""
        return self.limits.min

    def maximum(self) -> int | None:
        """The size that it may grow to; None when the type does not limit it."""
        return self.limits.max

    def __str__(self) -> str:
        return f"{show_limits(self.limits)} {show_type(self.elem)}"

    def __repr__(self) -> str:
        return f"<TableType {self}>"


@dataclass(frozen=True, slots=True, init=False, repr=False)
class GlobalType:
    """The type of a global. Spec: §2.3.14 (syntax-globaltype)"""

    type: ValType
    mutable: bool

    def __init__(self, type: object, mutable: bool = False) -> None:  # noqa: A002
        object.__setattr__(self, "type", val_type(type))
        object.__setattr__(self, "mutable", mutable)

    def value_ty(self) -> ValType:
        """The type of its value."""
        return self.type

    def mutability(self) -> bool:
        """Whether its value may change."""
        return self.mutable

    def __str__(self) -> str:
        return show_global(self.type, self.mutable)

    def __repr__(self) -> str:
        return f"<GlobalType {self}>"
