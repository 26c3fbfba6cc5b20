"""Real modules, as their authors published them: each must come back byte for byte.

WASM_LONG=1 also sends the large ones through the schemas alone, which takes minutes.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.binary.roundtrip import READERS, assert_survives, forbid_slow_path, refusal
from tests.support.data import corpus_index, corpus_params, is_component
from wasm_construct import ALL, Module
from wasm_construct.binary.report import Finding
from wasm_construct.binary.stream import Remark
from wasm_construct.binary.trace import trace_module

_LONG = os.environ.get("WASM_LONG") == "1"
_SMALL = 150_000  # the schemas read about 0.3 MB/s
_MEDIUM = 500_000


def _up_to(size: int) -> list[pytest.ParameterSet]:
    """The files that are not larger, or all of them in a long run; a missing corpus is left to the test."""
    return [
        param
        for param in corpus_params()
        for path in param.values
        if _LONG or (isinstance(path, Path) and not (path.is_file() and path.stat().st_size > size))
    ]


@pytest.mark.parametrize("path", corpus_params())
def test_comes_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    if is_component(data):
        for read in READERS:
            said = refusal(read, data, ALL)
            assert said is not None
            assert "this is a component" in said[0]
            assert said[1] == 4
        return
    forbid_slow_path(monkeypatch)
    assert_survives(data, ALL, reference=_LONG or len(data) <= _SMALL)


@pytest.mark.parametrize("path", _up_to(_MEDIUM))
def test_trace_covers_every_byte(path: Path) -> None:
    data = path.read_bytes()
    if is_component(data):
        pytest.skip("this is a component")
    at = 0
    for leaf in trace_module(data, ALL):
        if not isinstance(leaf.value, Remark):
            assert leaf.offset == at, leaf
            at += leaf.size
    assert at == len(data)


@pytest.mark.parametrize("path", _up_to(_MEDIUM))
def test_report_agrees_with_the_index(path: Path) -> None:
    data = path.read_bytes()
    known = corpus_index().get(path.name)
    if known is None or is_component(data):
        pytest.skip("the index says nothing about padding in this file")
    expected = dict(item.split("=") for item in known["padded_leb"].split(",") if item != "none")
    padded = [finding for finding in Module.parse(data, ALL).encoding_report() if " would do" in finding.message]
    assert _count(padded, r"module\.sections\[\d+\]\.size") == int(expected.get("section-size", 0))
    assert _count(padded, r"module\.sections\[\d+\]\.codes\[\d+\]\.body.*") == int(expected.get("code", 0))


def _count(findings: list[Finding], path: str) -> int:
    return sum(re.fullmatch(path, finding.path) is not None for finding in findings)
