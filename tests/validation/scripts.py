"""The modules of the official suite that are valid, and those that are not, as binaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import wasmtime

from tests.support.data import features_of
from tests.support.suite_binaries import text_module_binaries
from tests.support.wast import binary_cases, commands, read_module, string_bytes, tokens
from wasm_construct import WASM1, WASM3, Feature


@dataclass(frozen=True)
class Case:
    """A module on a line of a script; `message` is what is wrong with it, None for a valid one."""

    line: int
    data: bytes | None
    message: str | None


def script_features(path: Path) -> frozenset[Feature]:
    """What is on in a script. The threads proposal still builds upon the first release."""
    extra = frozenset(map(Feature, features_of(path)))
    return (WASM1 if Feature.THREADS in extra else WASM3) | extra


def valid_modules(path: Path) -> Iterator[Case]:
    """The modules that a script defines; those in text only as far as wasmtime can assemble them."""
    for case in binary_cases(path):
        if case.kind in ("module", "assert_unlinkable", "assert_trap"):
            yield Case(case.line, case.data, None)
    for line, data in text_module_binaries(path):
        yield Case(line, data, None)


def invalid_modules(path: Path) -> Iterator[Case]:
    """The modules of `assert_invalid`; `data` is None where wasmtime cannot assemble the text."""
    for command in commands(path.read_bytes()):
        words = list(tokens(command.source))
        if words[1] != b"assert_invalid":
            continue
        module = read_module(iter(words[4:]))
        message = string_bytes(words[-2]).decode()
        data: bytes | None = b"".join(module.strings)
        if module.form == "text":
            inner = command.source.partition(b"assert_invalid")[2]
            data = _assembled(next(commands(inner)).source)
        elif module.form == "quote":
            data = _assembled(b"".join(module.strings))
        yield Case(command.line, data, message)


def _assembled(text: bytes) -> bytes | None:
    try:
        return bytes(wasmtime.wat2wasm(text))
    except wasmtime.WasmtimeError:
        return None
