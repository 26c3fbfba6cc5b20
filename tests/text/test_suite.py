"""The official suite: what its modules in the text format become, and that wasmtime makes the same of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.data import script_features, suite_params
from tests.support.suite_binaries import text_module_binaries
from wasm_construct import Module
from wasm_construct.syntax import CustomSec
from wasm_construct.text import commands, read_script

# wasmtime takes a type that is not final for the one that a type use means, and does not take one in `(rec ...)`.
_OTHER_TYPES = {
    ("exact-casts.wast", 428),
    ("type-rec.wast", 45),
    ("type-rec.wast", 185),
    ("type-rec.wast", 197),
    ("type-subtyping.wast", 344),
    ("type-subtyping.wast", 373),
}


def _core(module: Module) -> bytes:
    module.sections = [section for section in module if not isinstance(section, CustomSec)]
    return module.build()


@pytest.mark.parametrize("path", suite_params())
def test_every_module_in_the_text_format_reads(path: Path) -> None:
    features = script_features(path)
    for command in read_script(path.read_bytes()):
        module = getattr(command, "module", None) or getattr(command, "action", None)
        if isinstance(module, commands.TextModule):
            sections = Module.from_script(module, features).sections
            assert Module.parse(Module(sections).build(), features).sections == sections


@pytest.mark.parametrize("path", suite_params())
def test_the_bytes_are_those_of_wasmtime(path: Path) -> None:
    features = script_features(path)
    modules = {
        command.line: command.module
        for command in read_script(path.read_bytes())
        if isinstance(command, commands.Instantiate | commands.Define)
    }
    for line, binary in text_module_binaries(path):
        ours, theirs = _core(Module.from_script(modules[line], features)), _core(Module.parse(binary, features))
        if (path.name, line) in _OTHER_TYPES:
            assert ours != theirs
        else:
            assert ours == theirs, line
