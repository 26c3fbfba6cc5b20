"""WASI preview 1: what a program that was compiled for a command line gets from its host.

So far there is what a program needs that only talks to its standard streams; all other functions answer ENOSYS.

    wasi = Wasi(["hello"], stdout=io.BytesIO())
"""

from __future__ import annotations

from interpreter.errors import Exit
from interpreter.wasi.command import initialize, run_command
from interpreter.wasi.errno import Errno
from interpreter.wasi.wasi import PREVIEW1, Wasi, WasiInstance

__all__ = ["PREVIEW1", "Errno", "Exit", "Wasi", "WasiInstance", "initialize", "run_command"]
