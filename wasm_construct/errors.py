"""The errors of the format, one class per phase."""

from __future__ import annotations


class WasmError(Exception):
    """Whatever this library has to say about a module, a value or a file."""


class MalformedError(WasmError):
    """The bytes (or the text) are not a module: what is wrong, where, and in which part.

    `message` begins with the words of the official test suite, `offset` is the absolute byte offset in the input and
    `path` the place in the schema, such as `module.sections[3].types[1].params`.
    """

    def __init__(self, message: str, offset: int, path: str = "") -> None:
        super().__init__(message, offset, path)
        self.message = message
        self.offset = offset
        self.path = path

    def bare(self) -> MalformedError:
        """The same error without what it was raised in, which would keep a frame alive for as long as it is kept."""
        return MalformedError(self.message, self.offset, self.path)

    def __str__(self) -> str:
        where = f"at offset 0x{self.offset:x}"
        return f"{self.message} ({where}, in {self.path})" if self.path else f"{self.message} ({where})"


_LONGEST = 300


class BuildError(WasmError):
    """A value that was made by hand cannot be written: what is wrong with it and where it stands."""

    def __init__(self, message: str, path: str = "") -> None:
        if len(message) > _LONGEST:  # there is no limit to what a wrong value looks like
            message = f"{message[: _LONGEST // 2]} ... {message[-_LONGEST // 2 :]}"
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.message} (in {self.path})" if self.path else self.message
