"""Which feature a type or another construct needs.

Instructions say it in their rows.
"""

from __future__ import annotations

from collections.abc import Collection

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.types import AbsHeapType, Exact, NumType, PackType, RefType, StorageType, VecType

_OF_HEAP = {
    AbsHeapType.FUNC: Feature.REFERENCE_TYPES,
    AbsHeapType.EXTERN: Feature.REFERENCE_TYPES,
    AbsHeapType.EXN: Feature.EXCEPTION_HANDLING,
    AbsHeapType.NOEXN: Feature.EXCEPTION_HANDLING,
}


def need(features: Collection[str], feature: Feature | str, what: str) -> None:
    """Raise InvalidError when the feature that `what`, a plural, belongs to is off."""
    if feature not in features:
        raise InvalidError(f"{what} need the feature {feature}, which is off")


def need_type(features: Collection[str], type_: StorageType) -> None:
    """Raise InvalidError when the feature that a type belongs to is off."""
    feature = feature_of(type_)
    if feature not in features:
        raise InvalidError(f"the type {type_} needs the feature {feature}, which is off")


def feature_of(type_: StorageType) -> Feature:
    """The feature that a type belongs to."""
    if isinstance(type_, NumType):
        return Feature.MVP
    if isinstance(type_, VecType):
        return Feature.SIMD
    if isinstance(type_, PackType):
        return Feature.GC
    return _feature_of_ref(type_)


def _feature_of_ref(type_: RefType) -> Feature:
    if isinstance(type_.heap, Exact):
        return Feature.CUSTOM_DESCRIPTORS
    if not isinstance(type_.heap, AbsHeapType):
        return Feature.FUNCTION_REFERENCES
    feature = _OF_HEAP.get(type_.heap, Feature.GC)
    return Feature.FUNCTION_REFERENCES if feature is Feature.REFERENCE_TYPES and not type_.null else feature
