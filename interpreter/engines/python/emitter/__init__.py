"""From instructions to lines of Python, but for control flow. Begin with `entries` and `emitter`."""

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
"""The rule that writes each instruction, by mnemonic; those of branches and blocks are in `control`.

Where several modules have a rule for an instruction, the last one here counts: `operations` writes a call for each.
"""
