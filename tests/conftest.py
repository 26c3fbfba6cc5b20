"""What holds for all tests: the Hypothesis profiles, and what is not a test."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

collect_ignore = ["benchmarks"]  # scripts, to be run by hand

# No deadlines, since machines are noisy. In CI the examples are many but the same every time, so that a change is not
# held up by what it did not touch; `long` is for the search.
_COMMON = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", _COMMON, max_examples=50)
settings.register_profile("ci", _COMMON, max_examples=100, derandomize=True, database=None)
settings.register_profile("long", _COMMON, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))


@pytest.fixture
def tidy() -> None:
    """For tests that go as deep as the stack allows: garbage that is collected down there cannot be finalized."""
    gc.collect()
