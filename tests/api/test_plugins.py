"""Host modules of other packages: row A1.24."""

from __future__ import annotations

import importlib.metadata
from importlib.metadata import EntryPoint

import pytest

from interpreter import ImportObject, ImportObjectBuilder, i32, plugins


def make(number: int = 7) -> ImportObject:
    def get() -> i32:
        return number

    return ImportObjectBuilder().with_func("get", get).build("plugin")


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"good": f"{__name__}:make", "wrong": "math:sqrt", "missing": "no_such_package:make"}

    def entry_points(group: str) -> list[EntryPoint]:
        assert group == "wasm_construct.host_modules"
        return [EntryPoint(name, value, group) for name, value in values.items()]

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)


def test_a1_24_packages_bring_host_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryPoint, "load", lambda entry: make)
    assert plugins()["good"]().exports["get"]() == 7
    assert plugins()["good"](number=8).exports["get"]() == 8


def test_a1_24_nothing_is_loaded_before_it_is_wanted() -> None:
    assert list(plugins()) == ["good", "wrong", "missing"]
    with pytest.raises(ModuleNotFoundError):
        plugins()["missing"]()


def test_a1_24_what_is_no_host_module_is_refused() -> None:
    with pytest.raises(TypeError, match=r"math:sqrt of the plugin 'wrong' gave 2\.0"):
        plugins()["wrong"](4)
