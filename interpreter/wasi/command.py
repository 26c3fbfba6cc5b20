"""How to start programs (commands) and libraries (reactors).

Source: WASI application ABI, commands and reactors
"""

from __future__ import annotations

from interpreter.errors import Exit, NotFoundError
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance


def run_command(instance: Instance) -> int:
    """Call `_start` and give the exit code: 0 if the function returns, else the one of the Exit that it raises.

    Raises NotFoundError if the instance exports no `_start`, and what its code raises.
    """
    start = instance.externs.get("_start")
    if not isinstance(start, Func):
        raise NotFoundError('this is no command: it exports no function "_start"')
    try:
        start()
    except Exit as end:
        return end.code
    return 0


def initialize(instance: Instance) -> None:
    """Call `_initialize` if the instance exports it: a reactor needs that before any of its functions is called."""
    func = instance.externs.get("_initialize")
    if isinstance(func, Func):
        func()
