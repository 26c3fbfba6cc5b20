"""The exports of an instance of a module, or of a module of the host, by name.

Spec: §4.2.14 (syntax-exportinst)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from interpreter.runtime.exceptions import Tag
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.memory import Memory
from interpreter.runtime.show import show_func, show_name, show_names
from interpreter.runtime.table import Table

Extern: TypeAlias = Func | Table | Memory | Global | Tag
"""What can be imported and exported. Spec: §4.2.5 (syntax-externaddr)"""
_E = TypeVar("_E", Func, Table, Memory, Global, Tag)


class Exports(Mapping[str, Any]):
    """Exports by name, as entries and as attributes: `exports["add"]`, `exports.add`.

    An export that is called like a method of mappings (`get`, `keys`, ...) comes before the method when it is asked for
    as an attribute; `Instance.externs` is a plain dict.
    """

    __dict__: dict[str, Any]

    def __init__(self, externs: dict[str, Extern]) -> None:
        # so Python finds an export as fast as any attribute
        self.__dict__ = externs

    def __getitem__(self, name: str) -> Any:
        try:
            return self.__dict__[name]
        except KeyError:
            raise KeyError(unknown("export", name, self.__dict__)) from None

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(unknown("export", name, self.__dict__), name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "__dict__":
            raise AttributeError(f"exports cannot be set: {name!r}")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"exports cannot be deleted: {name!r}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.__dict__)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        more = len(self) - _SHOWN
        shown = [_described(name, extern) for name, extern in islice(self.__dict__.items(), _SHOWN)]
        return f"<Exports: {', '.join(shown + [f'and {more} more'] * (more > 0)) or 'none'}>"


def _described(name: str, extern: Extern) -> str:
    if extern.name == name and len(name) <= _LONG:
        return repr(extern)
    return f"{show_name(name)}: {show_func(extern.signature) if isinstance(extern, Func) else type(extern).__name__}"


def unknown(what: str, name: str, names: Iterable[str]) -> str:
    """A message for a name that does not exist, with the closest of the names that do, or a list of them."""
    names = list(names)
    from difflib import get_close_matches  # large, and wanted for messages only

    close = get_close_matches(name, names, 1)
    if close:
        return f"there is no {what} {name!r}; did you mean {close[0]!r}?"
    return f"there is no {what} {name!r}; there is {show_names(names) or 'none at all'}"


_SHOWN = 10
_LONG = 60


class Exporter:
    """The base class of what has exports: instances of modules, and modules of the host.

    Exports are the objects that code works on, not copies: to write to an exported memory changes what code reads.
    """

    def __init__(self, name: str | None, externs: dict[str, Extern]) -> None:
        self.name = name
        self.externs = externs
        self.exports = Exports(externs)
        """Everything that is exported, as entries and as attributes."""

    if not TYPE_CHECKING:  # with this method, a type checker would accept any attribute

        def __getattr__(self, name: str) -> Any:
            hint = f"; did you mean exports.{name}?" if name in self.__dict__.get("externs", ()) else ""
            message = f"{type(self).__name__!r} object has no attribute {name!r}{hint}"
            raise AttributeError(message, name=name, obj=self)

    def _find(self, cls: type[_E], name: str) -> _E | None:
        extern = self.externs.get(name)
        return extern if isinstance(extern, cls) else None

    def _names(self, cls: type[_E]) -> list[str]:
        return [name for name, extern in self.externs.items() if isinstance(extern, cls)]

    def func(self, name: str) -> Func | None:
        """The function that is exported under this name, or None."""
        return self._find(Func, name)

    def memory(self, name: str) -> Memory | None:
        """The memory that is exported under this name, or None."""
        return self._find(Memory, name)

    def table(self, name: str) -> Table | None:
        """The table that is exported under this name, or None."""
        return self._find(Table, name)

    def global_(self, name: str) -> Global | None:
        """The global that is exported under this name, or None."""
        return self._find(Global, name)

    def tag(self, name: str) -> Tag | None:
        """The tag that is exported under this name, or None."""
        return self._find(Tag, name)

    def func_names(self) -> list[str]:
        """The names of the exported functions."""
        return self._names(Func)

    def memory_names(self) -> list[str]:
        """The names of the exported memories."""
        return self._names(Memory)

    def table_names(self) -> list[str]:
        """The names of the exported tables."""
        return self._names(Table)

    def global_names(self) -> list[str]:
        """The names of the exported globals."""
        return self._names(Global)

    def tag_names(self) -> list[str]:
        """The names of the exported tags."""
        return self._names(Tag)

    def func_count(self) -> int:
        """The number of exported functions."""
        return len(self.func_names())

    def memory_count(self) -> int:
        """The number of exported memories."""
        return len(self.memory_names())

    def table_count(self) -> int:
        """The number of exported tables."""
        return len(self.table_names())

    def global_count(self) -> int:
        """The number of exported globals."""
        return len(self.global_names())

    def tag_count(self) -> int:
        """The number of exported tags."""
        return len(self.tag_names())

    def __repr__(self) -> str:
        name = "" if self.name is None else f" {self.name!r}"
        return f"<{type(self).__name__}{name}: exports {show_names(self.externs, quoted=False) or 'nothing'}>"
