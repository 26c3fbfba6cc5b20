"""Well-formed binaries by the thousand: the text modules of the official suite, assembled by wasmtime."""

from __future__ import annotations

from pathlib import Path

import wasmtime

from .wast import Command, commands, read_module, tokens


def text_module_binaries(path: Path) -> list[tuple[int, bytes]]:
    """Return (line, binary) of each text module of a script, without those that wasmtime cannot assemble.

    They are the modules that the script defines by `(module ...)` and `(module definition ...)`, quoted ones included;
    modules inside assertions are not among them.
    """
    binaries = []
    for command in commands(path.read_bytes()):
        text = _module_text(command)
        if text is None:
            continue
        try:
            binaries.append((command.line, bytes(wasmtime.wat2wasm(text))))
        except wasmtime.WasmtimeError:
            continue
    return binaries


def _module_text(command: Command) -> bytes | None:
    words = tokens(command.source)
    next(words)
    if next(words) != b"module":
        return None
    module = read_module(words)
    if module.form == "quote":
        return b"".join(module.strings)
    if module.form != "text":
        return None
    # `definition` belongs to scripts, not to modules; blanks keep the columns of wasmtime's messages.
    return command.source.replace(b"definition", b" " * 10, 1) if module.is_definition else command.source
