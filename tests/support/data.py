"""Where the test data lies: the official suite, a corpus of real modules, and the kernels of the benchmarks.

None is part of the repository. A test that needs missing data skips with a message that says how to get it. It fails
instead where the data must not be missing: in CI, and when the environment variable names a folder that is not there.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wasm_construct import WASM1, WASM3, Feature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_ROOT = Path(__file__).resolve().parents[2]
_COMPONENT_VERSION = bytes.fromhex("0d000100")  # the component model's version and layer, in place of the core's
_HOW = {
    "testsuite": "the official test suite is missing: clone https://github.com/WebAssembly/testsuite"
    " and set WASM_TESTSUITE to the clone",
    "corpus": "the corpus of real modules is missing: set WASM_CORPUS to a folder of .wasm files",
    "kernels": "the benchmark kernels are missing: set WASM_KERNELS to a folder with scalar.wasm and vector.wasm",
}
_FEATURES = {
    "legacy": frozenset({"legacy_exceptions"}),
    "proposals/threads": frozenset({"threads"}),
    "proposals/wide-arithmetic": frozenset({"wide_arithmetic"}),
    "proposals/custom-page-sizes": frozenset({"custom_page_sizes"}),
    "proposals/custom-descriptors": frozenset({"custom_descriptors"}),
}


def testsuite() -> Path:
    """Return the folder of the official suite, or skip or fail the running test."""
    return _find("testsuite") or _missing("testsuite")


def corpus() -> Path:
    """Return the folder of real modules, or skip or fail the running test."""
    return _find("corpus") or _missing("corpus")


def kernels() -> Path:
    """Return the folder of the benchmark kernels, or skip or fail the running test."""
    return _find("kernels") or _missing("kernels")


testsuite.__test__ = False  # type: ignore[attr-defined]  # its name makes pytest take it for a test where it is imported


def suite_files() -> list[Path]:
    """Return the scripts of the official suite, [] when it is missing."""
    folder = _find("testsuite")
    return sorted(folder.rglob("*.wast")) if folder else []


def corpus_files() -> list[Path]:
    """Return the corpus's files that start like a binary module, whatever their suffix, [] when it is missing."""
    folder = _find("corpus")
    return sorted(path for path in folder.rglob("*") if path.is_file() and _is_wasm(path)) if folder else []


def suite_params(wanted: Callable[[Path], object] = bool) -> list[pytest.ParameterSet]:
    """Return one pytest parameter for each script of the suite that is wanted, or one that skips or fails."""
    return _params("testsuite", filter(wanted, suite_files()))


def corpus_params() -> list[pytest.ParameterSet]:
    """Return one pytest parameter for each file of the corpus, or one that skips or fails."""
    return _params("corpus", corpus_files())


def corpus_index() -> dict[str, dict[str, str]]:
    """Return the rows of the corpus's INDEX.tsv by file name, {} when there is none."""
    folder = _find("corpus")
    if not folder or not (folder / "INDEX.tsv").is_file():
        return {}
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def is_component(data: bytes) -> bool:
    """Tell whether a binary is a component rather than a core module."""
    return data[4:8] == _COMPONENT_VERSION


def features_of(path: Path) -> frozenset[str]:
    """Return the features, off by default, that a script of the suite needs; they follow from its folder."""
    folder = path.parent
    name = folder.name if folder.name == "legacy" else f"{folder.parent.name}/{folder.name}"
    return _FEATURES.get(name, frozenset())


def script_features(path: Path) -> frozenset[Feature]:
    """Return the features that a script of the suite goes by: the threads proposal still builds upon Wasm 1.0."""
    extra = frozenset(map(Feature, features_of(path)))
    return (WASM1 if Feature.THREADS in extra else WASM3) | extra


def _variable(name: str) -> str:
    return os.environ.get(f"WASM_{name.upper()}", "")


def _find(name: str) -> Path | None:
    variable = _variable(name)
    folder = Path(variable) if variable else _ROOT.parent / "shared" / name
    return folder if folder.is_dir() else None


def _must_exist(name: str) -> bool:
    return bool(os.environ.get("CI") or _variable(name))


def _missing(name: str) -> Path:
    if _must_exist(name):
        pytest.fail(_HOW[name], pytrace=False)
    pytest.skip(_HOW[name])


def _params(name: str, paths: Iterable[Path]) -> list[pytest.ParameterSet]:
    folder = _find(name)
    params = [pytest.param(path, id=path.relative_to(folder).as_posix()) for path in paths] if folder else []
    if params:
        return params
    # No mark makes a test fail. A path that is not there does, with the message as its name, once the test reads it.
    marks = [] if _must_exist(name) else [pytest.mark.skip(reason=_HOW[name])]
    return [pytest.param(Path(_HOW[name]), id="missing", marks=marks)]


def _is_wasm(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\0asm"
