"""Every LEB128 may be longer than it has to be, anywhere, and stays so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.compare import check
from tests.property.seeds import TALLY, real
from tests.property.trees import with_padding
from wasm_construct import ALL, Module
from wasm_construct.binary.leb128 import Leb
from wasm_construct.binary.reader import read_reference
from wasm_construct.strategies import modules

REAL = real(2500)


def _padded(module: Module, width: Callable[[], int]) -> bytes:
    padded = Module([with_padding(section, width) for section in module.sections])
    assert padded == module
    return padded.build()


@given(modules(ALL, padded=False), st.randoms(use_true_random=False))
def test_paddings_in_generated_modules(module: Module, rng: Any) -> None:
    assert check(_padded(module, lambda: rng.choice((0, 0, 2, 3, 4, 5, 10))), ALL)


@given(st.sampled_from(REAL), st.randoms(use_true_random=False))
def test_paddings_in_real_modules(data: bytes, rng: Any) -> None:
    often = rng.random()
    module = Module.parse(data, ALL)
    padded = _padded(module, lambda: rng.randint(2, 10) if rng.random() < often else 0)
    assert check(padded, ALL)
    assert Module.parse(padded, ALL) == module
    assert Module([with_padding(section, lambda: 0) for section in Module.parse(padded, ALL)]).build() == _shortest(
        module
    )


def _shortest(module: Module) -> bytes:
    return _padded(module, lambda: 0)


@pytest.mark.parametrize("data", [TALLY.read_bytes(), *REAL[:20]], ids=lambda data: f"{len(data)} bytes")
def test_all_leb128s_can_be_padded(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    padded = _padded(Module.parse(data, ALL), lambda: 10)  # no LEB128 takes more
    parse = Leb._parse
    lengths = []

    def watch(self: Any, stream: Any, context: Any, path: str) -> int:
        start = stream.tell()
        value = parse(self, stream, context, path)
        lengths.append((path, stream.tell() - start, self.longest))
        return value

    monkeypatch.setattr(Leb, "_parse", watch)
    for section in read_reference(padded, ALL):
        _ = getattr(section, "content", None)
    assert lengths
    assert [path for path, length, longest in lengths if length != longest] == []


@given(modules(ALL, padded=False))
def test_a_module_without_paddings_has_none(module: Module) -> None:
    assert module.build() == _shortest(module)
