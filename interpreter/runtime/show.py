"""Types as the text format writes them, for messages.

Spec: §6.4 (text-type)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wasm_construct.syntax.types import AbsHeapType, Limits, NumType, RefType
from wasm_construct.validation.types import Array, Comp, DefType, Field, Func, Ref, StorageType, Struct


def show_type(type_: StorageType) -> str:
    """A value type; a defined one by what it is."""
    return _value(type_, _comp)


def _value(type_: StorageType, show: Callable[[Comp], str]) -> str:
    if not isinstance(type_, Ref):
        return str(type_)
    if isinstance(type_.heap, AbsHeapType):
        return str(RefType(type_.null, type_.heap))
    heap = f"({show(type_.heap.comp)})" if isinstance(type_.heap, DefType) else str(type_.heap)
    return f"(ref {'null ' if type_.null else ''}{f'(exact {heap})' if type_.exact else heap})"


def _comp(comp: Comp) -> str:
    match comp:
        case Func():
            return f"func [{_inner(comp.params)}] -> [{_inner(comp.results)}]"
        case Struct():
            return f"struct {_inner([field.storage for field in comp.fields])}".rstrip()
        case Array():
            return f"array {_inner([comp.field.storage])}"


def _inner(types: Sequence[StorageType]) -> str:
    # types may be recursive: what is inside of a defined type inside of another one is not shown
    return " ".join([_value(type_, _word) for type_ in types[:_SHOWN]] + ["..."] * (len(types) > _SHOWN))


def _word(comp: Comp) -> str:
    return type(comp).__name__.lower()


_SHOWN = 10


def show_func(type_: Func) -> str:
    """A function type, as in `[i32 i64] -> [f32]`."""
    return f"[{_all(type_.params)}] -> [{_all(type_.results)}]"


def show_comp(comp: Comp) -> str:
    """A composite type."""
    match comp:
        case Func():
            return f"func {show_func(comp)}"
        case Struct():
            return f"(struct {' '.join(map(_field, comp.fields))})"
        case Array():
            return f"(array {_field(comp.field)})"


def _field(field: Field) -> str:
    return f"(mut {show_type(field.storage)})" if field.mutable else show_type(field.storage)


def _all(types: Sequence[StorageType]) -> str:
    return " ".join(map(show_type, types))


def show_limits(limits: Limits) -> str:
    """Limits, as in `i64 1 2 shared`."""
    words = ["i64"] if limits.addrtype is NumType.I64 else []
    words += [str(limits.min)] + ([] if limits.max is None else [str(limits.max)])
    words += ["shared"] if limits.shared else []
    words += [] if limits.page_size_log2 is None else [f"(pagesize {1 << limits.page_size_log2})"]
    return " ".join(words)


def show_global(type_: StorageType, mutable: bool) -> str:
    """A global type, as in `(mut i32)`."""
    return f"(mut {show_type(type_)})" if mutable else show_type(type_)


def show_count(number: float, thing: str) -> str:
    """How many things, as in `1 page` and `2 pages`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def show_names(names: Iterable[str], quoted: bool = True) -> str:
    """The first names, each of them short, and how many more there are."""
    names = list(names)
    more = [f"and {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    return ", ".join([*map(show_name if quoted else _short, names[:_SHOWN]), *more])


def show_name(name: str) -> str:
    """A name in quotes, its beginning if it is long."""
    return repr(_short(name))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."


_LONGEST = 60
