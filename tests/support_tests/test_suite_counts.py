"""How much the official suite holds: a splitter that overlooks commands would make other tests pass for nothing.

The numbers are a little below those of the suite of June 2026, which grows.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.support.data import suite_files, testsuite
from tests.support.suite_binaries import text_module_binaries
from tests.support.wast import binary_cases


def test_every_binary_module_is_found() -> None:
    testsuite()
    kinds = Counter(case.kind for path in suite_files() for case in binary_cases(path))
    assert kinds["module"] >= 130
    assert kinds["assert_malformed"] >= 900
    assert kinds["assert_invalid"] >= 10


def test_binary_script() -> None:
    found = list(binary_cases(testsuite() / "binary.wast"))
    assert found[0].data == b"\0asm\1\0\0\0"
    malformed = [case for case in found if case.kind == "assert_malformed"]
    assert {case.message for case in malformed} >= {"unexpected end", "magic header not detected"}
    assert all(case.data.startswith(b"\0asm\1\0\0\0") for case in found if case.kind == "module")


def test_text_modules_become_binaries() -> None:
    testsuite()
    binaries = [binary for path in suite_files() for _, binary in text_module_binaries(path)]
    assert len(binaries) >= 2300
    assert all(binary.startswith(b"\0asm\1\0\0\0") for binary in binaries)


def test_forms_of_text_module(tmp_path: Path) -> None:
    path = tmp_path / "script.wast"
    path.write_text(
        """
        (module (func $f))
        (module definition $m (memory 1))
        (module quote "(mem" "ory 0)")
        (module binary "")
        (module instance $i $m)
        (module (no such field))
        (assert_invalid (module (func (result i32))) "type mismatch")
        """,
        encoding="utf-8",
    )
    found = text_module_binaries(path)
    assert [line for line, _ in found] == [2, 3, 4]
    assert found[2][1] == b"\0asm\1\0\0\0\5\3\1\0\0"
