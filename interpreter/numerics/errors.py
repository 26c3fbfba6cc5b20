"""The exceptions of Python that a numeric operation raises where WebAssembly traps: one for each kind of trap.

Spec: §4.3.2 (int-ops)
"""

from __future__ import annotations

TRAPS: dict[type[Exception], str] = {
    ZeroDivisionError: "integer divide by zero",
    OverflowError: "integer overflow",
    ValueError: "invalid conversion to integer",
}
"""The message of the trap that each exception means. The exception itself may have another message, Python's own."""


def integer_overflow() -> OverflowError:
    """The exception for a result that is too large for its type."""
    return OverflowError(TRAPS[OverflowError])


def invalid_conversion() -> ValueError:
    """The exception for a NaN that has no integer."""
    return ValueError(TRAPS[ValueError])
