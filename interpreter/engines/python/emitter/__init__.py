"""From instructions to lines of Python: what does not depend on how control flow is written."""

from __future__ import annotations

from interpreter.engines.python.emitter import (
    aggregates,
    calls,
    floats,
    integers,
    memory,
    operations,
    references,
    variables,
)
from interpreter.engines.python.emitter.emitter import Rule

RULES: dict[str, Rule] = {
    **operations.RULES,
    **integers.RULES,
    **floats.RULES,
    **memory.RULES,
    **variables.RULES,
    **references.RULES,
    **aggregates.RULES,
    **calls.RULES,
}
"""What writes each instruction that is not a branch or a part of a block, by mnemonic."""
