"""Compiles modules ahead of time: puts the code of all functions into the file of the module."""

from __future__ import annotations

import os
from pathlib import Path

from interpreter.api.config import Config
from interpreter.api.module import Module, Source


class Compiler:
    """Puts the Python code of all functions of a module into a custom section at its end.

    The result is the same module for every other tool. Only `Config(trust_compiled_code=True)` uses the code, which
    saves compiling each function when it is first called; `Config` says whom to trust. The code works with the versions
    of Python and of this library that made it, while the module is unchanged, and without counting of instructions;
    otherwise functions are compiled as usual.
    """

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    def compile_from_bytes(self, source: Source, out_path: str | os.PathLike[str] | None = None) -> bytes:
        """Compile a module, binary or text; its bytes, which are written to `out_path`, too, if that is given.

        Raises MalformedError (of the text format: TextError), InvalidError and OSError.
        """
        from interpreter.engines.python.artifact import compiled  # loads the engine, which other parts do not need

        made = compiled(Module.load(source, self.config).valid())
        if out_path is not None:
            Path(out_path).write_bytes(made)
        return made

    def compile_from_file(
        self, in_path: str | os.PathLike[str], out_path: str | os.PathLike[str] | None = None
    ) -> bytes:
        """Compile the module in a file, as `compile_from_bytes` does."""
        return self.compile_from_bytes(Path(in_path).read_bytes(), out_path)

    def problem(self, source: Source) -> str | None:
        """The reason why this Python would not use the compiled code in a module, even if trusted; None if it would."""
        from interpreter.engines.python.artifact import problem

        return problem(Module.load(source, self.config).valid())
