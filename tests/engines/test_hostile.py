"""Functions of a size or a shape that Python has no statements for, or that take its compiler to its limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from interpreter.engines.python import PythonEngine, source
from interpreter.errors import Exhaustion
from tests.engines.programs import MakeEngine, call, every_way, run, started
from tests.robustness.measure import lines_of

_HEAD = '(func (export "f") (param i32) (result i32)'
_SETS = " ".join(f"local.get {n} local.set {n + 1}" for n in range(1999))
_RETURNS = " ".join(f"end (return (i32.const {n}))" for n in range(1000))
_CASES: dict[str, tuple[str, Any]] = {
    "locals": (f"{_HEAD} (local {'i32 i64 f64 ' * 16000}) (i32.add (local.get 0) (local.get 46000)))", 7),
    "locals that are used": (f"{_HEAD} (local {'i32 ' * 2000}) {_SETS} local.get 9)", 7),
    "blocks": (f"{_HEAD} {'block ' * 3000} (br_if 1500 (local.get 0)) {'end ' * 3000} local.get 0)", 7),
    "loops": (f"{_HEAD} {'loop ' * 1000} (br_if 500 (i32.eqz (local.get 0))) {'end ' * 1000} local.get 0)", 7),
    "ifs": (f"{_HEAD} {'local.get 0 if ' * 1000} (local.set 0 (i32.const 5)) {'end ' * 1000} local.get 0)", 5),
    "cases": (f"{_HEAD} {'block ' * 1000} (br_table {' '.join(map(str, range(1000)))} (local.get 0)) {_RETURNS})", 7),
    "sum": (f"{_HEAD} local.get 0 {'local.get 0 i32.add ' * 5000})", 7 * 5001),
    "sum from the end": (f"{_HEAD} {'local.get 0 ' * 3000} {'i32.add ' * 2999})", 7 * 3000),
    "quotients": (f"{_HEAD} {'local.get 0 ' * 3001} {'i32.div_u ' * 3000})", 7),
    "choices": (f"{_HEAD} local.get 0 {'i32.const 1 local.get 0 select ' * 3000})", 7),
    "conditions": (f"{_HEAD} block {'(br_if 0 (i32.eqz (local.get 0))) ' * 3000} end local.get 0)", 7),
    "values taken along": (f"{_HEAD} (block (result i32) local.get 0 {'(br_if 0 (i32.const 0)) ' * 3000}))", 7),
}


@every_way
@pytest.mark.parametrize(("wat", "wanted"), _CASES.values(), ids=_CASES)
def test_it_runs(wat: str, wanted: int, make: MakeEngine) -> None:
    assert run(wat, make, 7) == wanted


@every_way
def test_a_thousand_parameters(make: MakeEngine) -> None:
    wat = f'(func (export "f") (param {"i32 " * 1000}) (result i32) (local.get 999))'
    assert run(wat, make, *range(1000)) == 999


_GROWING: dict[str, Callable[[int], str]] = {
    "operands that wait": lambda n: f"{'local.get 0 (local.set 0 (i32.const 1)) ' * n} {'drop ' * (n - 1)}",
    "cases": lambda n: (
        f"{'block ' * n} (br_table {' '.join(map(str, range(n)))} (local.get 0)) {'end ' * n} local.get 0"
    ),
    "far branches": lambda n: f"{'block ' * n} {f'(br_if {n - 1} (local.get 0)) ' * n} {'end ' * n} local.get 0",
    "catches": lambda n: f"(try (do) {'(catch $a (br 0)) ' * n}) local.get 0",
    "try_tables": lambda n: f"{'block ' * n} {'try_table (catch_all 0) end ' * n} {'end ' * n} local.get 0",
    "ifs": lambda n: f"{'local.get 0 if ' * n} {'end ' * n} local.get 0",
}


@pytest.mark.parametrize("body", _GROWING.values(), ids=_GROWING)
def test_work_is_in_proportion_to_the_size(body: Callable[[int], str]) -> None:
    def work(count: int) -> int:
        instance = started(f"(module (tag $a) {_HEAD} {body(count)}))")
        return lines_of(lambda: PythonEngine().source(instance, 0))

    assert work(1600) < 9 * work(200)


@pytest.mark.parametrize("body", _GROWING.values(), ids=_GROWING)
def test_what_is_large_runs(body: Callable[[int], str]) -> None:
    assert run(f"(tag $a) {_HEAD} {body(8000)})", PythonEngine, 7) in (1, 7)


def test_a_function_that_python_would_need_gigabytes_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_SOURCE", 1000)
    body = "(drop (call $g (local.get 0))) " * 100
    instance = started(f"(module {_HEAD} {body} (local.get 0)) (func $g (param i32) (result i32) (local.get 0)))")
    with pytest.raises(Exhaustion, match="function 0 is too large to be compiled"):
        call(instance, "f", 7)
    monkeypatch.undo()
    assert call(instance, "f", 7) == 7
