"""Custom sections: any name, any bytes, and for the well-known names a typed content.

Spec: §5.5.3 (binary-customsec)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from wasm_construct.errors import MalformedError
from wasm_construct.syntax.section import Section


class CustomSec(Section):
    """A custom section: its name and its bytes.

    For a section that was read, `content` is the typed value of the bytes when the name is a well-known one and the
    bytes have the form it should have; otherwise it is None, and `error` says why. A content that was looked at, or
    given, is what gets built, so it may be edited in place; assigning `data` discards it.
    """

    __slots__ = ("_content", "_data", "_error", "_read", "name")
    id: ClassVar[int] = 0
    kind: ClassVar[str] = "custom"

    def __init__(self, name: str, data: bytes = b"", content: Any = None) -> None:
        super().__init__()
        self.name = name
        self._data = data
        self._content = content
        self._error: MalformedError | None = None
        self._read: Callable[[], Any] | None = None

    @classmethod
    def lazy(cls, name: str, data: bytes, read: Callable[[], Any]) -> CustomSec:
        """A section that calls `read` for its content when `content` or `error` is first read."""
        self = cls(name, data)
        self._read = read
        return self

    def _look(self) -> None:
        read = self._read
        if read is None:
            return
        try:
            content = read()
        except MalformedError as error:
            self._error = error.bare()
        else:
            if self._content is None:
                self._content = content
        self._read = None  # last: another thread may be looking, too

    @property
    def content(self) -> Any:
        """The typed content, or None."""
        self._look()
        return self._content

    @content.setter
    def content(self, content: Any) -> None:
        self._read = self._error = None
        self._content = content

    @property
    def error(self) -> MalformedError | None:
        """Why the bytes of a well-known section could not be read."""
        self._look()
        return self._error

    @property
    def data(self) -> bytes:
        """The bytes after the name as they were read or given; see `content` for edits."""
        return self._data

    @data.setter
    def data(self, data: bytes) -> None:
        self._read = self._content = self._error = None
        self._data = data

    @property
    def built(self) -> Any:
        """The content that takes the place of `data` when the section is built, or None."""
        return self._content

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CustomSec):
            return NotImplemented
        if self.name != other.name:
            return False
        if self.content is None or other.content is None:
            return self._data == other._data
        return bool(self.content == other.content)

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> tuple[Any, ...]:
        return self.name, self._data, self.content, self._error, self.size_width

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.name, self._data, self._content, self._error, self.size_width = state
        self._read = None

    def __repr__(self) -> str:
        what = f"{len(self._data)} bytes" if self._content is None else repr(self._content)
        return f"CustomSec({self.name!r}, {what})"
