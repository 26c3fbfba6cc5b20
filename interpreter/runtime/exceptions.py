"""Tags and exceptions.

Spec: §4.2.11 (syntax-taginst), §4.2.16 (syntax-exninst)
"""

from __future__ import annotations

from typing import Any

from interpreter.errors import SignatureError, WasmException
from interpreter.runtime.aggregates import brief
from interpreter.runtime.references import Referent
from interpreter.runtime.show import show_type
from interpreter.runtime.types import FuncType, define
from interpreter.runtime.values import checked, to_host
from wasm_construct.syntax.types import AbsHeapType
from wasm_construct.validation.types import DefType


class Tag:
    """A tag: the kind of an exception. Spec: §4.2.11 (syntax-taginst)"""

    __slots__ = ("__weakref__", "mod_name", "name", "type")

    def __init__(self, type: DefType | FuncType) -> None:  # noqa: A002
        self.type = type if isinstance(type, DefType) else define(type)
        self.name: str | None = None
        self.mod_name: str | None = None

    def ty(self) -> FuncType:
        """A function type; its parameters are the types of the values that exceptions with this tag carry."""
        return FuncType.of(self.type)

    def exception(self, *values: Any) -> WasmException:
        """An exception that a host function can raise for the code to catch; raises SignatureError."""
        types = self.ty().params
        if len(values) != len(types):
            raise SignatureError(f"{self!r} wants {len(types)} values, {len(values)} given")
        return WasmException(ExnInst(self, tuple(map(checked, values, types))))

    def __repr__(self) -> str:
        return f"<Tag {'' if self.name is None else f'{self.name!r} '}{self._carries()}>"

    def _carries(self) -> str:
        return f"[{' '.join(map(show_type, self.ty().params))}]"

    @property
    def title(self) -> str:
        """Its name in messages: its own, or else its type."""
        return f"tag {self._carries() if self.name is None else repr(self.name)}"


class ExnInst(Referent):
    """An exception: its tag and its values, in the form that engines use (see `arguments`).

    Spec: §4.2.16 (syntax-exninst)
    """

    __slots__ = ("__weakref__", "tag", "values")

    heap = AbsHeapType.EXN

    def __init__(self, tag: Tag, values: tuple[Any, ...]) -> None:
        self.tag = tag
        self.values = values

    def arguments(self) -> tuple[Any, ...]:
        """Its values as values of the host: integers with a sign."""
        return tuple(map(to_host, self.values, self.tag.ty().params))

    def __repr__(self) -> str:
        return f"<exception {self.title}>"

    @property
    def title(self) -> str:
        """Its name in messages: its tag, and its values if it has any."""
        values = self.arguments()
        some = [*map(brief, values[:_MOST_SHOWN]), *(["..."] if len(values) > _MOST_SHOWN else [])]
        return f"{self.tag.title} ({', '.join(some)})" if values else self.tag.title


_MOST_SHOWN = 10
