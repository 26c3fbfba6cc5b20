"""Modules to start from: small ones that exist, and generated ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from tests.support.data import corpus_files, is_component
from wasm_construct import ALL
from wasm_construct.strategies import modules

_T = TypeVar("_T")
TALLY = Path(__file__).resolve().parents[2] / "docs" / "examples" / "tally.wasm"


@cache
def real(largest: int) -> list[bytes]:
    """Real modules of at most so many bytes, the smallest first."""
    files = [TALLY, *(path for path in corpus_files() if path.stat().st_size <= largest)]
    found = [path.read_bytes() for path in files]
    return sorted(
        {data for data in found if len(data) <= largest and not is_component(data)}, key=lambda data: (len(data), data)
    )


def generated(count: int) -> list[bytes]:
    """The same generated modules each time, of all features."""
    return [module.build() for module in examples(modules(ALL), count)]


def examples(strategy: SearchStrategy[_T], count: int) -> list[_T]:
    """The same examples of a strategy each time."""
    found: list[_T] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: _T) -> None:
        found.append(example)

    collect()
    return found
