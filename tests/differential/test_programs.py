"""Real programs do here what they do in wasmtime: known calls, and any calls."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.differential.here import ENGINES, Here
from tests.differential.machines import History, difference, history
from tests.differential.peer import Peer
from tests.differential.subject import Subject, program, samples
from tests.support.data import corpus, corpus_files, is_component, kernels
from wasm_construct import ALL, Feature, Module
from wasm_construct.errors import WasmError
from wasm_construct.syntax import ExternKind, instr

MUCH = 2_000_000_000
"""Rounds of loops and calls: more than the known calls need."""
LITTLE = 2000
LARGEST = int(os.environ.get("WASM_DIFFERENTIAL_SIZE", "10000"))
"""The largest module of the corpus whose functions are called with anything."""


@pytest.fixture(scope="module")
def wasmtime() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def calls(module: Module, *known: Sequence[Any]) -> Subject:
    """A program with calls of exported functions: their names, and numbers as arguments."""
    made = []
    for name, *args in known:
        index = module.func(name).index
        params = module.func_type(index).params
        code = [instr(f"{param}.const", arg) for param, arg in zip(params, args, strict=True)]
        made.append((index, code))
    return program(module, made, MUCH)


def same(subject: Subject, wasmtime: Peer) -> History:
    """What happens to it, which is the same on both machines."""
    theirs = wasmtime.history(subject)
    for engine in ENGINES:
        assert difference(history(Here(engine), subject), theirs) is None
    return theirs


KNOWN: dict[str, list[tuple[Any, ...]]] = {
    "assemblyscript__f64_pow": [
        ("f64_pow", x, y)
        for x in (0.0, -0.0, 1.0, -2.0, 1.5, 1e308, 5e-324, float("inf"), float("nan"), 0.1)
        for y in (0.0, 1.0, -1.0, 0.5, 3.0, -1e300, float("-inf"), float("nan"), 1023.5)
    ],
    "xxhash-wasm__xxhash": [("xxh32", 0, 100, 7), ("xxh64", 0, 1000, -1), ("xxh64", 8, 31, 1 << 40)],
    "hash-wasm__sha256": [("Hash_Init", 256), ("Hash_Update", 200), ("Hash_Final",)],
    "hash-wasm__sha512": [("Hash_Init", 384), ("Hash_Update", 300), ("Hash_Final",)],
    "hash-wasm__md5": [("Hash_Init",), ("Hash_Update", 65), ("Hash_Final",)],
    "hash-wasm__keccak": [("Hash_Init", 512), ("Hash_Update", 500), ("Hash_Final", 6)],
    "hash-wasm__blake3": [("Hash_Init", 0), ("Hash_Update", 1500), ("Hash_Final", 32)],
    "hash-wasm__whirlpool": [("Hash_Init",), ("Hash_Update", 100), ("Hash_Final",)],
    "hash-wasm__xxhash64": [("Hash_Init",), ("Hash_Update", 777), ("Hash_Final",)],
    "hash-wasm__crc32": [("Hash_Init", -306674912), ("Hash_Update", 1000), ("Hash_Final",)],
}
"""Calls that come back, of modules in the corpus."""


@pytest.mark.parametrize("name", KNOWN)
def test_known_calls(name: str, wasmtime: Peer) -> None:
    subject = calls(Module.parse_file(corpus() / f"{name}.wasm", ALL), *KNOWN[name])
    happened = same(subject, wasmtime)
    assert {outcome[0] for _, outcome in happened[: 1 + len(KNOWN[name])]} == {"values"}


def test_kernels(wasmtime: Peer) -> None:
    known = [
        *[("add", -1, 2), ("nop",), ("addf", 0.1, 0.2), ("divs", 7, -2), ("divs", 1, 0), ("divs", -1 << 31, -1)],
        *[("fib", 12), ("sieve", 2000), ("matmul", 8), ("sha256", 1), ("vm", 300), ("mandel", 12), ("callcb", 5)],
        *[("peek", -4), ("poke", 70000, 5), ("peek", 70000), ("poke", -1, 0)],
    ]
    happened = same(calls(Module.parse_file(kernels() / "scalar.wasm"), *known), wasmtime)
    assert [outcome[0] for _, outcome in happened[: 1 + len(known)]].count("trap") == 4


def small() -> list[Path]:
    return [path for path in corpus_files() if path.stat().st_size <= LARGEST and not is_component(path.read_bytes())]


@pytest.mark.parametrize("path", small(), ids=lambda path: path.stem)
def test_whatever_is_called(path: Path, wasmtime: Peer) -> None:
    try:
        module = Module.parse_file(path, ALL - {Feature.LEGACY_EXCEPTIONS})
        module.validate(ALL - {Feature.LEGACY_EXCEPTIONS})
    except WasmError as error:
        pytest.skip(f"wasmtime does not have this: {error}")
    funcs = [export.index for export in module.exports if export.kind is ExternKind.FUNC]
    same(program(module, [call for number in range(2) for call in samples(module, funcs, number)], LITTLE), wasmtime)
