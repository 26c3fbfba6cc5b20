"""WASI preview 1: the functions that a program for the command line imports from its host.

So far these are arguments, variables, standard streams, clocks and random numbers; all other functions answer ENOSYS.

    wasi = Wasi(["hello"], stdout=io.BytesIO())
"""

from __future__ import annotations

from interpreter.errors import Exit
from interpreter.wasi.command import initialize, run_command
from interpreter.wasi.errno import Errno
from interpreter.wasi.wasi import PREVIEW1, Wasi, WasiInstance

__all__ = ["PREVIEW1", "Errno", "Exit", "Wasi", "WasiInstance", "initialize", "run_command"]
