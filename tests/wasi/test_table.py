"""All functions are there, each with its type."""

from __future__ import annotations

import pytest
import wasmtime

from interpreter.runtime.func import Func
from interpreter.runtime.show import show_func
from interpreter.wasi import PREVIEW1, Errno, Wasi
from interpreter.wasi.functions import FUNCTIONS, missing
from tests.wasi.program import Program
from wasm_construct import wat2wasm

MISSING = [name for name, function in FUNCTIONS.items() if function.operation is missing]
HERE = """args_get args_sizes_get clock_res_get clock_time_get environ_get environ_sizes_get fd_close fd_fdstat_get
    fd_fdstat_set_flags fd_prestat_dir_name fd_prestat_get fd_read fd_seek fd_tell fd_write proc_exit proc_raise
    random_get sched_yield"""


def test_there_are_46_functions() -> None:
    wasi = Wasi()
    assert wasi.name == PREVIEW1 == "wasi_snapshot_preview1"
    assert len(wasi.externs) == 46
    assert set(wasi.externs) - set(MISSING) == set(HERE.split())


def test_the_older_name_has_the_same_but_one() -> None:
    wasi = Wasi()
    assert wasi.unstable.name == "wasi_unstable"
    assert set(wasi.externs) - set(wasi.unstable.externs) == {"sock_accept"}


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("fd_write", "[i32 i32 i32 i32] -> [i32]"),
        ("fd_seek", "[i32 i64 i32 i32] -> [i32]"),
        ("clock_time_get", "[i32 i64 i32] -> [i32]"),
        ("path_open", "[i32 i32 i32 i32 i32 i64 i64 i32 i32] -> [i32]"),
        ("path_filestat_set_times", "[i32 i32 i32 i32 i64 i64 i32] -> [i32]"),
        ("proc_exit", "[i32] -> []"),
        ("sched_yield", "[] -> [i32]"),
    ],
)
def test_types(name: str, type_: str) -> None:
    func = Wasi().externs[name]
    assert isinstance(func, Func)
    assert show_func(func.signature) == type_
    assert (func.name, func.mod_name) == (name, PREVIEW1)


def test_another_runtime_knows_them_with_the_same_types() -> None:
    wasi = Wasi()
    imports = [
        f'(func (import "{wasi.name}" "{name}") (param {" ".join(map(str, func.signature.params))})'
        f" (result {' '.join(map(str, func.signature.results))}))"
        for name, func in wasi.externs.items()
        if isinstance(func, Func)
    ]
    store = wasmtime.Store()
    store.set_wasi(wasmtime.WasiConfig())
    linker = wasmtime.Linker(store.engine)
    linker.define_wasi()
    module = wasmtime.Module(store.engine, wat2wasm(f"(module {' '.join(imports)})"))
    assert len(module.imports) == len(wasi.externs)
    linker.instantiate(store, module)  # it checks the type of each import


@pytest.mark.parametrize("name", MISSING)
def test_a_function_that_is_not_there_says_so(name: str) -> None:
    assert getattr(Program(), name)(*[0xFFFFFFFF] * len(FUNCTIONS[name].params)) == Errno.ENOSYS == 52


def test_numbers() -> None:
    assert (Errno.SUCCESS, Errno.E2BIG, Errno.EBADF, Errno.EFAULT, Errno.ENOTCAPABLE) == (0, 1, 8, 21, 76)
    assert sorted(Errno) == list(range(77))
