"""The proposals that can be switched on and off, and the sets that make up the releases of WebAssembly.

Spec: §7.8 (changes); the features after Wasm 3.0 are named after their proposals.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Feature(StrEnum):
    """One proposal. A member equals its own name, so that plain strings do as well."""

    MVP = "mvp"
    # Wasm 2.0
    MUTABLE_GLOBALS = "mutable_globals"
    SIGN_EXTENSION = "sign_extension"
    NONTRAPPING_FLOAT_TO_INT = "nontrapping_float_to_int"
    MULTI_VALUE = "multi_value"
    BULK_MEMORY = "bulk_memory"
    REFERENCE_TYPES = "reference_types"
    SIMD = "simd"
    # Wasm 3.0
    EXTENDED_CONST = "extended_const"
    TAIL_CALL = "tail_call"
    EXCEPTION_HANDLING = "exception_handling"
    MULTI_MEMORY = "multi_memory"
    MEMORY64 = "memory64"
    FUNCTION_REFERENCES = "function_references"
    GC = "gc"
    RELAXED_SIMD = "relaxed_simd"
    # not (or no longer) in the standard; off by default
    THREADS = "threads"
    LEGACY_EXCEPTIONS = "legacy_exceptions"
    WIDE_ARITHMETIC = "wide_arithmetic"
    CUSTOM_PAGE_SIZES = "custom_page_sizes"
    CUSTOM_DESCRIPTORS = "custom_descriptors"


class _Preset(frozenset[Feature]):
    """A set of features that shows its name, so that signatures stay readable."""

    name: str

    @classmethod
    def of(cls, name: str, features: Iterable[Feature]) -> frozenset[Feature]:
        preset = cls(features)
        preset.name = name
        return preset

    def __repr__(self) -> str:
        return self.name


_ORDER = list(Feature)
WASM1 = _Preset.of("WASM1", _ORDER[: _ORDER.index(Feature.MUTABLE_GLOBALS) + 1])
"""Wasm 1.0, as the W3C published it in 2019 (with mutable globals)."""
WASM2 = _Preset.of("WASM2", _ORDER[: _ORDER.index(Feature.SIMD) + 1])
"""Wasm 2.0."""
WASM3 = _Preset.of("WASM3", _ORDER[: _ORDER.index(Feature.RELAXED_SIMD) + 1])
"""Wasm 3.0: what is read unless something else is asked for."""
ALL = _Preset.of("ALL", _ORDER)
"""Wasm 3.0 and every further feature that this library knows."""


REQUIRES: dict[Feature, frozenset[Feature]] = {
    Feature.REFERENCE_TYPES: frozenset({Feature.BULK_MEMORY}),
    Feature.EXCEPTION_HANDLING: frozenset({Feature.REFERENCE_TYPES}),
    Feature.FUNCTION_REFERENCES: frozenset({Feature.REFERENCE_TYPES}),
    Feature.GC: frozenset({Feature.FUNCTION_REFERENCES}),
    Feature.RELAXED_SIMD: frozenset({Feature.SIMD}),
    Feature.LEGACY_EXCEPTIONS: frozenset({Feature.EXCEPTION_HANDLING}),
    Feature.CUSTOM_DESCRIPTORS: frozenset({Feature.GC}),
}
"""What a feature builds upon, beside the MVP. Legacy exceptions share `throw` and the tags with the standard ones."""


def check_requirements(features: Iterable[str]) -> frozenset[Feature]:
    """The set of these features; raises ValueError when one is missing that another builds upon."""
    chosen = feature_set(features)
    for feature in sorted(chosen):
        missing = sorted(REQUIRES.get(feature, frozenset()) - chosen)
        if missing:
            raise ValueError(f"the feature {feature} needs {', '.join(missing)}")
    return chosen


def feature_set(names: Iterable[str]) -> frozenset[Feature]:
    """The set of these features and the MVP; raises ValueError, with the names that exist, for one that does not."""
    try:
        return frozenset(map(Feature, [names] if isinstance(names, str) else names)) | {Feature.MVP}
    except ValueError as error:
        raise ValueError(f"{error}; the features are {', '.join(Feature)}") from None
