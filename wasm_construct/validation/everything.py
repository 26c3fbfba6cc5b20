"""The names of `wasm_construct.validation`, everything in one place for importing."""

from __future__ import annotations

from wasm_construct.validation.custom import validate_customs
from wasm_construct.validation.facts import Block, FuncFacts, Validation
from wasm_construct.validation.limits import DEFAULT_LIMITS, JS_API, NO_LIMITS, ImplementationLimits
from wasm_construct.validation.modules import validate

__all__ = [
    "DEFAULT_LIMITS",
    "JS_API",
    "NO_LIMITS",
    "Block",
    "FuncFacts",
    "ImplementationLimits",
    "Validation",
    "validate",
    "validate_customs",
]
