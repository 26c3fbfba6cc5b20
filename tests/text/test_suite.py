"""The official suite: every command is read, every module in the text format reads, every malformed one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.data import features_of, suite_params
from tests.support.suite_binaries import text_module_binaries
from tests.support.wast import commands as split
from wasm_construct import WASM2, WASM3, MalformedError, Module
from wasm_construct.syntax import CustomSec
from wasm_construct.text import commands, read_script

_MODULES = commands.TextModule | commands.QuotedModule | commands.BinaryModule
_MALFORMED = commands.AssertMalformed | commands.AssertMalformedCustom

# wasmtime takes a type that is not final for the one that a type use means, and does not take one in `(rec ...)`.
_OTHER_TYPES = {
    ("exact-casts.wast", 428),
    ("type-rec.wast", 45),
    ("type-rec.wast", 185),
    ("type-rec.wast", 197),
    ("type-subtyping.wast", 344),
    ("type-subtyping.wast", 373),
}


def _features(path: Path) -> frozenset[str]:
    """The features that a script was written for: the proposal threads goes by the limits of Wasm 2.0."""
    return (WASM2 if path.parent.name == "threads" else WASM3) | features_of(path)


def _core(module: Module) -> bytes:
    module.sections = [section for section in module if not isinstance(section, CustomSec)]
    return module.build()


@pytest.mark.parametrize("path", suite_params())
def test_every_command_is_read(path: Path) -> None:
    script = read_script(path.read_bytes())
    expected = [command.line for command in split(path.read_bytes())]
    if path.name == "inline-module.wast":  # fields without a module around them are one module
        assert [type(command) for command in script] == [commands.Instantiate]
    else:
        assert [command.line for command in script] == expected


@pytest.mark.parametrize("path", suite_params())
def test_every_module_in_the_text_format_reads(path: Path) -> None:
    features = _features(path)
    for command in read_script(path.read_bytes()):
        module = getattr(command, "module", None) or getattr(command, "action", None)
        if isinstance(module, commands.TextModule):
            sections = Module.from_script(module, features).sections
            assert Module.parse(Module(sections).build(), features).sections == sections


@pytest.mark.parametrize("path", suite_params())
def test_every_malformed_module_is_refused_with_the_expected_message(path: Path) -> None:
    features = _features(path)
    for command in read_script(path.read_bytes()):
        if isinstance(command, _MALFORMED):
            with pytest.raises(MalformedError) as caught:
                Module.from_script(command.module, features)
            assert caught.value.message.startswith(command.message), command


@pytest.mark.parametrize("path", suite_params())
def test_the_bytes_are_those_of_wasmtime(path: Path) -> None:
    features = _features(path)
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
