"""The types of typing rules.

A rule looks at an instruction once, at its immediates and at the module around it, and gives its action; that is done
to the stacks for each time that the instruction occurs. What depends on the function (labels, locals, results) is a
matter for the action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.context import Context
from wasm_construct.validation.machine import Action, Machine

Rule: TypeAlias = Callable[[Machine, Instr], Action]
Rules: TypeAlias = Mapping[str, Rule]
"""By the rule of the instruction's row."""
Check: TypeAlias = Callable[[Context, Instr, Any], None]
"""Looks at one immediate of an instruction whose type is closed; raises InvalidError."""
