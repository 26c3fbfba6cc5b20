"""Modules with one thing changed: our verdict is wasmtime's, and there is nothing but verdicts."""

from __future__ import annotations

import os

import pytest
import wasmtime

from tests.support.data import suite_files, testsuite
from tests.support.suite_binaries import text_module_binaries
from tests.validation.mutations import mutant
from wasm_construct import ALL, WASM3, Feature, InvalidError, Module

FEATURES = WASM3 | {Feature.THREADS, Feature.CUSTOM_PAGE_SIZES, Feature.WIDE_ARITHMETIC}
SCRIPTS = (
    "br_on_cast br_table call_ref data elem exports func global if local_init memory64 ref_func ref_test return_call"
    " select simd_lane struct array table table_copy_mixed throw_ref try_table type-subtyping unreached-valid i31"
).split()
ROUNDS = int(os.environ.get("WASM_MUTATIONS", "2"))
"""How many mutants of each module: some thousand in all by default."""


@pytest.fixture(scope="module")
def engine() -> wasmtime.Engine:
    config = wasmtime.Config()
    for feature in "gc function_references exceptions memory64 multi_memory relaxed_simd tail_call threads".split():
        setattr(config, f"wasm_{feature}", True)
    config.wasm_wide_arithmetic = True
    config.wasm_custom_page_sizes = True
    config.shared_memory = True
    return wasmtime.Engine(config)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_verdict_is_that_of_wasmtime(script: str, engine: wasmtime.Engine) -> None:
    testsuite()
    (path,) = [path for path in suite_files() if path.stem == script and path.parent == testsuite()]
    differing = []
    for line, data in text_module_binaries(path):
        for seed in range(ROUNDS):
            changed = mutant(data, seed)
            if changed is None:
                continue
            theirs = _verdict(engine, changed)
            try:
                Module.parse(changed, ALL).validate(FEATURES)
            except InvalidError as error:
                ours = error.message
            else:
                ours = ""
            if bool(ours) != bool(theirs):
                differing.append((line, seed, ours, theirs))
    assert not differing


def _verdict(engine: wasmtime.Engine, data: bytes) -> str:
    try:
        wasmtime.Module.validate(engine, data)
    except wasmtime.WasmtimeError as error:
        return str(error).splitlines()[0]
    return ""
