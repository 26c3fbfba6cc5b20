"""The table of all functions of WASI preview 1.

Source: WASI preview 1
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from interpreter.wasi.args import args_get, args_sizes_get
from interpreter.wasi.clock import clock_res_get, clock_time_get
from interpreter.wasi.environ import environ_get, environ_sizes_get
from interpreter.wasi.errno import Errno, Failure
from interpreter.wasi.fd import (
    fd_close,
    fd_fdstat_get,
    fd_fdstat_set_flags,
    fd_prestat_dir_name,
    fd_prestat_get,
    fd_read,
    fd_seek,
    fd_seek_unstable,
    fd_tell,
    fd_write,
)
from interpreter.wasi.proc import proc_exit, proc_raise
from interpreter.wasi.random import random_get
from interpreter.wasi.sched import sched_yield
from interpreter.wasi.state import State

Operation: TypeAlias = Callable[..., None]
"""Does the work of a function. Its arguments are the state, the memory, and those of the program as unsigned ints.

It raises Failure to end the function with an Errno.
"""


class Function(NamedTuple):
    """A function of WASI. `params` has a letter for each parameter: `i` for i32, `l` for i64.

    Its result is an i32, the Errno; only `proc_exit` has no result.
    """

    params: str
    operation: Operation


def missing(state: State, view: memoryview, *args: int) -> None:
    """The operation of all functions that are not implemented yet."""
    raise Failure(Errno.ENOSYS)


FUNCTIONS: Mapping[str, Function] = {
    "args_get": Function("ii", args_get),
    "args_sizes_get": Function("ii", args_sizes_get),
    "clock_res_get": Function("ii", clock_res_get),
    "clock_time_get": Function("ili", clock_time_get),
    "environ_get": Function("ii", environ_get),
    "environ_sizes_get": Function("ii", environ_sizes_get),
    "fd_advise": Function("illi", missing),
    "fd_allocate": Function("ill", missing),
    "fd_close": Function("i", fd_close),
    "fd_datasync": Function("i", missing),
    "fd_fdstat_get": Function("ii", fd_fdstat_get),
    "fd_fdstat_set_flags": Function("ii", fd_fdstat_set_flags),
    "fd_fdstat_set_rights": Function("ill", missing),
    "fd_filestat_get": Function("ii", missing),
    "fd_filestat_set_size": Function("il", missing),
    "fd_filestat_set_times": Function("illi", missing),
    "fd_pread": Function("iiili", missing),
    "fd_prestat_dir_name": Function("iii", fd_prestat_dir_name),
    "fd_prestat_get": Function("ii", fd_prestat_get),
    "fd_pwrite": Function("iiili", missing),
    "fd_read": Function("iiii", fd_read),
    "fd_readdir": Function("iiili", missing),
    "fd_renumber": Function("ii", missing),
    "fd_seek": Function("ilii", fd_seek),
    "fd_sync": Function("i", missing),
    "fd_tell": Function("ii", fd_tell),
    "fd_write": Function("iiii", fd_write),
    "path_create_directory": Function("iii", missing),
    "path_filestat_get": Function("iiiii", missing),
    "path_filestat_set_times": Function("iiiilli", missing),
    "path_link": Function("iiiiiii", missing),
    "path_open": Function("iiiiillii", missing),
    "path_readlink": Function("iiiiii", missing),
    "path_remove_directory": Function("iii", missing),
    "path_rename": Function("iiiiii", missing),
    "path_symlink": Function("iiiii", missing),
    "path_unlink_file": Function("iii", missing),
    "poll_oneoff": Function("iiii", missing),
    "proc_exit": Function("i", proc_exit),
    "proc_raise": Function("i", proc_raise),
    "random_get": Function("ii", random_get),
    "sched_yield": Function("", sched_yield),
    "sock_accept": Function("iii", missing),
    "sock_recv": Function("iiiiii", missing),
    "sock_send": Function("iiiii", missing),
    "sock_shutdown": Function("ii", missing),
}
"""The functions of `wasi_snapshot_preview1`."""

UNSTABLE: Mapping[str, Function] = {
    **{name: function for name, function in FUNCTIONS.items() if name != "sock_accept"},
    "fd_seek": FUNCTIONS["fd_seek"]._replace(operation=fd_seek_unstable),
}
"""The functions of `wasi_unstable`, the interface before preview 1."""

NO_RESULT = frozenset({"proc_exit"})
"""The functions without a result, since they never return."""
