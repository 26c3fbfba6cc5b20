"""The typing rules that rows cannot express, grouped by the sections of the specification.

Spec: §3.4 (valid-instr)
"""

from __future__ import annotations

from wasm_construct.validation.rules import (
    aggregate,
    calls,
    casts,
    control,
    custom_descriptors,
    exceptions,
    legacy_exceptions,
    memory,
    parametric,
    reference,
    table,
    variable,
    vector,
)
from wasm_construct.validation.rules.rule import Check, Rule

RULES: dict[str, Rule] = {
    **parametric.RULES,
    **control.RULES,
    **calls.RULES,
    **exceptions.RULES,
    **variable.RULES,
    **table.RULES,
    **memory.RULES,
    **reference.RULES,
    **casts.RULES,
    **aggregate.RULES,
    **legacy_exceptions.RULES,
    **custom_descriptors.RULES,
}
"""By the rule of the row; for rows without a closed type."""

CHECKS: dict[str, Check] = {
    "memarg": memory.check_memarg,
    "dataidx": memory.check_data,
    "elemidx": table.check_elem,
    "laneidx": vector.check_laneidx,
    "lanes": vector.check_lanes,
}
"""What must hold for an immediate of this kind; for rows with a closed type."""
