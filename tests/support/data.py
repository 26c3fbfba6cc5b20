"""Where the test data lies: the official suite and a corpus of real modules.

Neither is part of the repository. Tests that need missing data skip with a message that says how to get it; they fail
instead where the data must not be missing: in CI, and where the environment variable names a folder that is not there.
"""

from __future__ import annotations

import csv
import os
from _pytest.mark.structures import ParameterSet
from pathlib import Path
from typing import NoReturn

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_SUITE = ("WASM_TESTSUITE", _ROOT.parent / "shared" / "testsuite")
_CORPUS = ("WASM_CORPUS", _ROOT.parent / "shared" / "corpus")
_HOW = {
    "WASM_TESTSUITE": "the official test suite is missing: clone https://github.com/WebAssembly/testsuite"
    " and set WASM_TESTSUITE to the clone",
    "WASM_CORPUS": "the corpus is missing: set WASM_CORPUS to a folder of .wasm files",
}
_FEATURES = {
    "threads": frozenset({"threads"}),
    "wide-arithmetic": frozenset({"wide_arithmetic"}),
    "custom-page-sizes": frozenset({"custom_page_sizes"}),
    "custom-descriptors": frozenset({"custom_descriptors"}),
}
