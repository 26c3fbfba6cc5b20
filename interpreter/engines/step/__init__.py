"""The engine `step`: see `engine`."""

from __future__ import annotations

from interpreter.engines.step.engine import StepEngine, start
from interpreter.engines.step.machine import Frame, Label, Machine

__all__ = ["Frame", "Label", "Machine", "StepEngine", "start"]
