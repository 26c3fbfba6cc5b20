"""The official suite, run: every action of every script, by each engine, bit for bit and in the suite's words.

What is asserted of malformed and invalid modules needs no engine and stands in test_static.py. What fails, and why,
stands in known_failures_execution.txt. An unexpected pass fails as well, so that the file can only shrink.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from interpreter.api import config
from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine
from interpreter.engines.step import StepEngine
from interpreter.wast import Report, Status, run_script
from tests.support.data import script_features, suite_files, suite_params, testsuite
from wasm_construct.text import commands, read_script

MOST_KNOWN_FAILURES = 0
"""May be lowered, never raised."""
KNOWN_FAILURES = [
    tuple(line.split(" ", 2))
    for line in Path(__file__).with_name("known_failures_execution.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ENGINES: dict[str, Callable[[], Engine]] = {
    "python": PythonEngine,
    "python-pieces": lambda: PythonEngine(structured=False),  # as it writes what is nested too deeply
    "step": StepEngine,
}
STATIC = (
    commands.AssertMalformed | commands.AssertMalformedCustom | commands.AssertInvalid | commands.AssertInvalidCustom
)


def played(path: Path, engine: str) -> Report:
    """What becomes of the commands of a script, those left out that need no engine."""
    if b"assert_exhaustion" in path.read_bytes():
        gc.collect()  # garbage that is collected deep in the stack cannot be finalized
    return run_script(path.read_bytes(), ENGINES[engine](), features=script_features(path), static=False)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", suite_params())
def test_every_command_does_what_it_should(path: Path, engine: str) -> None:
    name = path.relative_to(testsuite()).as_posix()
    known = {place for other, place, _ in KNOWN_FAILURES if other == engine and place.rpartition(":")[0] == name}
    report = played(path, engine)
    assert all(isinstance(outcome.command, STATIC) == (outcome.status is Status.SKIPPED) for outcome in report)
    found = {f"{name}:{outcome.line}": str(outcome) for outcome in report.failures}
    assert {place: said for place, said in found.items() if place not in known} == {}
    assert known <= found.keys(), "these pass now: take them out of known_failures_execution.txt"


def test_known_failures_are_explained_and_few() -> None:
    folder = testsuite()
    files = {path.relative_to(folder).as_posix() for path in suite_files()}
    assert {place.rpartition(":")[0] for _, place, _ in KNOWN_FAILURES} <= files
    assert {engine for engine, _, _ in KNOWN_FAILURES} <= ENGINES.keys()
    assert all(reason for _, _, reason in KNOWN_FAILURES)
    assert len(KNOWN_FAILURES) <= MOST_KNOWN_FAILURES


def test_every_engine_is_tested() -> None:
    assert {name for name in config.ENGINES if name != "auto"} <= ENGINES.keys()


def test_there_is_as_much_to_run_as_there_should_be() -> None:
    """The numbers are a little below those of the suite of June 2026, which grows."""
    testsuite()
    counts = Counter(type(command) for path in suite_files() for command in read_script(path.read_bytes()))
    assert counts[commands.AssertReturn] >= 53000
    assert counts[commands.AssertTrap] >= 5200
    assert counts[commands.AssertExhaustion] >= 15
    assert counts[commands.AssertException] >= 40
    assert counts[commands.AssertUnlinkable] >= 260
    assert counts[commands.Instantiate] + counts[commands.Instance] >= 2480


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_wrong_is_found(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "script.wast"
    path.write_text(
        """
        (module (func (export "f") (param f32) (result f32) (f32.neg (local.get 0))))
        (assert_return (invoke "f" (f32.const 0)) (f32.const 0))
        (assert_return (invoke "f" (f32.const 0)) (f32.const -0))
        (assert_return (invoke "f" (f32.const nan:0x1)) (f32.const -nan:0x2))
        (assert_return (invoke "f" (f32.const nan:0x1)) (f32.const -nan:0x1))
        (assert_trap (invoke "f" (f32.const 0)) "unreachable")
        (assert_invalid (module) "type mismatch")
        """,
        encoding="utf-8",
    )
    assert [outcome.line for outcome in played(path, engine).failures] == [3, 5, 7]
