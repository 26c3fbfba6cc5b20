"""The official suite and real modules: what is printed reads to the same bytes, or to an equal module."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.data import corpus_params, is_component, suite_params
from wasm_construct import ALL, MalformedError, Module, wasm2wat, wat2wasm
from wasm_construct.syntax import CodeSec, CustomSec, Locals, Section
from wasm_construct.text import commands, read_script

_LONG = os.environ.get("WASM_LONG") == "1"
_LARGEST = 150_000 if not _LONG else 1 << 30  # larger files take long to read again
_STANDARD = ("name", "metadata.code.branch_hint")


def _modules(path: Path) -> Iterator[tuple[int, bytes]]:
    for command in read_script(path.read_bytes()):
        module = getattr(command, "module", None)
        if isinstance(module, commands.TextModule | commands.BinaryModule):
            with contextlib.suppress(MalformedError):
                yield command.line, Module.from_script(module, ALL).build()


def _shown(section: Section) -> object:
    """What a text says of a section: locals without their runs."""
    if not isinstance(section, CodeSec):
        return section
    return [([run.type for run in code.locals for _ in range(run.count)], code.body) for code in section.codes]


def _is_shown(section: Section) -> bool:
    if isinstance(section, CustomSec):
        return True
    return any(value or isinstance(value, int) for value in map(section.__getattribute__, section.__slots__))


def _assert_comes_back(data: bytes, *, fold: bool, custom: bool, comments: bool) -> None:
    again = wat2wasm(wasm2wat(data, ALL, fold=fold, custom=custom, comments=comments), ALL)
    if again == data:
        return
    expected, found = Module.parse(data, ALL), Module.parse(again, ALL)
    if not custom:
        expected.drop_customs(*({section.name for section in expected.customs()} - {*_STANDARD, ""}))
        if expected.build() == again:
            return
    unusual = bool(Module.parse(data, ALL).encoding_report()) or not all(map(_is_shown, expected))
    assert unusual or _has_split_locals(expected)
    assert list(map(_shown, filter(_is_shown, expected))) == list(map(_shown, found))


def _has_split_locals(module: Module) -> bool:
    runs: list[list[Locals]] = [item.code.locals for item in module.funcs if item.defined]
    if any(not run.count for few in runs for run in few):
        return True
    return any(run.type == after.type for few in runs for run, after in pairwise(few))


@pytest.mark.parametrize("path", suite_params())
def test_the_official_suite(path: Path) -> None:
    for _, data in _modules(path):
        _assert_comes_back(data, fold=False, custom=True, comments=True)
        _assert_comes_back(data, fold=True, custom=True, comments=False)


@pytest.mark.parametrize("path", corpus_params())
def test_real_modules(path: Path) -> None:
    data = path.read_bytes()
    if is_component(data):
        pytest.skip("this is a component")
    if len(data) > _LARGEST:
        pytest.skip("large: set WASM_LONG=1")
    for fold, custom in ((False, False), (True, True)):
        _assert_comes_back(data, fold=fold, custom=custom, comments=not fold)
