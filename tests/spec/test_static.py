"""The official suite, as far as nothing is run: each module of each command is valid, or refused in the suite's words.

What fails, and why, stands in known_failures.txt. An unexpected pass fails as well, so that the file can only shrink.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.data import script_features, suite_files, suite_params, testsuite
from tests.support.wast import commands as split
from wasm_construct import Feature, InvalidError, MalformedError, Module
from wasm_construct.text import commands, read_script

MOST_KNOWN_FAILURES = 0
"""May be lowered, never raised."""
KNOWN_FAILURES = [
    line.partition(" ")
    for line in Path(__file__).with_name("known_failures.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]

_MODULES = commands.TextModule | commands.QuotedModule | commands.BinaryModule


def expectation(command: commands.Command) -> tuple[commands.ScriptModule, str, str] | None:
    """The module of a command, what should become of it, and the message; None for a command without a module."""
    match command:
        case commands.AssertMalformed() | commands.AssertMalformedCustom():
            return command.module, "malformed", command.message
        case commands.AssertInvalid():
            return command.module, "invalid", command.message
        case commands.AssertInvalidCustom():
            return command.module, "invalid custom section", command.message
    module = getattr(command, "module", None) or getattr(command, "action", None)
    return (module, "valid", "") if isinstance(module, _MODULES) else None


def verdict(module: Module, features: frozenset[Feature]) -> tuple[str, str]:
    """What validation says of a module."""
    try:
        module.validate(features)
    except InvalidError as error:
        return "invalid", error.message
    try:
        module.validate_customs()
    except InvalidError as error:
        return "invalid custom section", error.message
    return "valid", ""


def verdicts(module: commands.ScriptModule, features: frozenset[Feature]) -> Iterator[tuple[str, str]]:
    """What becomes of a module, as it was read and as it comes back from its bytes."""
    try:
        read = Module.from_script(module, features)
    except MalformedError as error:
        yield "malformed", error.message
        return
    yield verdict(read, features)
    if not isinstance(module, commands.BinaryModule):
        try:
            again = Module.parse(read.build(), features)
        except MalformedError as error:
            yield "malformed", error.message
        else:
            yield verdict(again, features)


def failures(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of the commands of a script that are not decided as it says, and what was said instead."""
    features = script_features(path)
    for command in read_script(path.read_bytes()):
        expected = expectation(command)
        if expected is None:
            continue
        module, kind, message = expected
        for found, said in verdicts(module, features):
            if found != kind or not said.startswith(message):  # which is how the reference interpreter compares
                yield command.line, f"{found}: {said!r} instead of {kind}: {message!r}"


@pytest.mark.parametrize("path", suite_params())
def test_every_command_is_read(path: Path) -> None:
    script = read_script(path.read_bytes())
    if path.name == "inline-module.wast":  # fields without a module around them are one module
        assert [type(command) for command in script] == [commands.Instantiate]
    else:
        assert [command.line for command in script] == [command.line for command in split(path.read_bytes())]


@pytest.mark.parametrize("path", suite_params())
def test_every_module_is_decided(path: Path) -> None:
    name = path.relative_to(testsuite()).as_posix()
    known = {place for place, _, _ in KNOWN_FAILURES if place.rpartition(":")[0] == name}
    found = {f"{name}:{line}": said for line, said in failures(path)}
    assert {place: said for place, said in found.items() if place not in known} == {}
    assert known <= found.keys(), "these pass now: take them out of known_failures.txt"


def test_known_failures_are_explained_and_few() -> None:
    folder = testsuite()
    files = {path.relative_to(folder).as_posix() for path in suite_files()}
    assert {place.rpartition(":")[0] for place, _, _ in KNOWN_FAILURES} <= files
    assert all(reason for _, _, reason in KNOWN_FAILURES)
    assert len(KNOWN_FAILURES) <= MOST_KNOWN_FAILURES


def test_no_command_is_passed_over() -> None:
    """The numbers are a little below those of the suite of June 2026, which grows."""
    testsuite()
    scripts = [read_script(path.read_bytes()) for path in suite_files()]
    counts = Counter(found[1] for script in scripts for command in script if (found := expectation(command)))
    assert len(scripts) >= 288
    assert counts["valid"] >= 2800
    assert counts["malformed"] >= 2200
    assert counts["invalid"] >= 3000
    assert counts["invalid custom section"] >= 1


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    path = tmp_path / "script.wast"
    path.write_text(
        """
        (module (func (drop)))
        (assert_malformed (module quote "(func)") "unexpected token")
        (assert_malformed (module quote "(func") "unknown operator")
        (assert_invalid (module (func (drop))) "unknown local")
        (assert_invalid_custom (module (func)) "")
        (module (func (nop)))
        (assert_invalid (module (func (drop))) "type mism")
        """,
        encoding="utf-8",
    )
    assert sorted({line for line, _ in failures(path)}) == [2, 3, 4, 5, 6]
