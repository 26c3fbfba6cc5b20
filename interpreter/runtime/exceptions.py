"""Tags and exceptions.

Spec: §4.2.11 (syntax-taginst), §4.2.16 (syntax-exninst)
"""

from __future__ import annotations

from typing import Any

from wasm_construct.validation.types import DefType


class Tag:
    """A tag: what exceptions are told apart by. Spec: §4.2.11 (syntax-taginst)"""

    __slots__ = ("__weakref__", "mod_name", "name", "type")

    def __init__(self, type: DefType) -> None:  # noqa: A002
        self.type = type
        self.name: str | None = None
        self.mod_name: str | None = None

    def __repr__(self) -> str:
        return f"<Tag {self.name!r}>" if self.name is not None else f"<Tag at 0x{id(self):x}>"


class ExnInst:
    """An exception: its tag and its values. Spec: §4.2.16 (syntax-exninst)"""

    __slots__ = ("__weakref__", "tag", "values")

    def __init__(self, tag: Tag, values: tuple[Any, ...]) -> None:
        self.tag = tag
        self.values = values

    def __repr__(self) -> str:
        return f"<exception {self.tag!r} {self.values!r}>"
