"""The engine `step`: see `engine`."""

from __future__ import annotations

from interpreter.engines.step.engine import StepEngine, start
from interpreter.engines.step.frames import Frame, Label
from interpreter.engines.step.machine import Machine

__all__ = ["Frame", "Label", "Machine", "StepEngine", "start"]
