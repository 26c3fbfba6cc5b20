"""Scripts (.wast): running modules and comparing what they do with what the script says.

Source: the script format and the script runner of the reference interpreter
"""

from __future__ import annotations

from interpreter.wast.report import Outcome, Report, Status
from interpreter.wast.runner import run_script
from interpreter.wast.values import HostRef

__all__ = ["HostRef", "Outcome", "Report", "Status", "run_script"]
