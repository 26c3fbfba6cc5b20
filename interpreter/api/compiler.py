"""Compiling ahead of time: the code of all functions, in the file of the module."""

from __future__ import annotations

import os
from pathlib import Path

from interpreter.api.config import Config
from interpreter.api.module import Module, Source


class Compiler:
    """Puts the Python code of all functions of a module into a custom section at its end.

    What comes out is the same module to everybody. Only with `Config(trust_compiled_code=True)` its code gets used, and
    then its functions need not be compiled when they are called first; see there whom to trust. It is used by the
    version of Python and of this library that made it, as long as nobody changes the module, and not by a
    configuration that counts instructions; otherwise functions are compiled as ever.
    """

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    def compile_from_bytes(self, source: Source, out_path: str | os.PathLike[str] | None = None) -> bytes:
        """Compile a module, binary or text, and write it to a file, if one is given; gives its bytes.

        Raises MalformedError (of the text format: TextError), InvalidError and OSError.
        """
        from interpreter.engines.python.artifact import compiled  # engines are loaded when they are wanted

        made = compiled(Module.load(source, self.config).valid())
        if out_path is not None:
            Path(out_path).write_bytes(made)
        return made

    def compile_from_file(
        self, in_path: str | os.PathLike[str], out_path: str | os.PathLike[str] | None = None
    ) -> bytes:
        """Compile the module in a file; the same as `compile_from_bytes` otherwise."""
        return self.compile_from_bytes(Path(in_path).read_bytes(), out_path)

    def problem(self, source: Source) -> str | None:
        """Why the compiled code in a module would not be used here if it were trusted; None when it would."""
        from interpreter.engines.python.artifact import problem

        return problem(Module.load(source, self.config).valid())
