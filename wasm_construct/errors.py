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


class TextError(MalformedError):
    """A text is no module or script of the text format: what is wrong, and where.

    `line` and `column` count characters from 1, `offset` counts them from 0, and `source` is the line as it stands in
    the text. `message` begins with the words of the official test suite.
    """

    def __init__(self, message: str, offset: int, line: int, column: int, source: str) -> None:
        super().__init__(message, offset)
        self.args = (message, offset, line, column, source)
        self.line = line
        self.column = column
        self.source = source

    def __str__(self) -> str:
        first = max(0, self.column - 1 - _SHOWN)  # a line of a megabyte is cut on both sides
        shown = self.source[first : self.column + _SHOWN]
        blanks = "".join("\t" if char == "\t" else " " for char in shown[: self.column - 1 - first])
        return f"{self.line}:{self.column}: {self.message}\n{shown}\n{blanks}^"


_SHOWN = 100


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


class InvalidError(WasmError):
    """A module breaks a rule of validation: which one, and where.

    `message` begins with the words of the official test suite, `path` is the place in the module, such as
    `module.funcs[3].body[17]`. For an instruction of a function `func` and `name` are the index and the debug name of
    the function, `instr` is the number of the instruction in the body, and `offset` its byte offset in
    `module.build()`. For a type mismatch `expected` and `found` are the types, in the notation of the text format.
    """

    def __init__(
        self,
        message: str,
        *,
        expected: tuple[str, ...] | None = None,
        found: tuple[str, ...] | None = None,
        func: int | None = None,
        name: str | None = None,
        instr: int | None = None,
        offset: int | None = None,
        path: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.found = found
        self.func = func
        self.name = name
        self.instr = instr
        self.offset = offset
        self.path = path

    def __str__(self) -> str:
        where = [f"in {self.path}"] if self.path else []
        if self.name is not None:
            where.append(f"function {self.name}")
        if self.offset is not None:
            where.append(f"at offset 0x{self.offset:x}")
        return f"{self.message} ({', '.join(where)})" if where else self.message
