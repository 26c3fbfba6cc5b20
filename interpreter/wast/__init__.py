"""Test scripts (.wast): runs their commands, and compares the results with the assertions.

Source: the reference interpreter, its script format and its script runner
"""

from __future__ import annotations

from interpreter.wast.report import Outcome, Report, Status
from interpreter.wast.runner import run_script
from interpreter.wast.values import HostRef

__all__ = ["HostRef", "Outcome", "Report", "Status", "run_script"]
