"""Whole programs, run through the library."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from interpreter.engines.python import PythonEngine
from interpreter.errors import NotFoundError
from interpreter.executor.instantiation import instantiate
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule
from interpreter.runtime.store import Store
from interpreter.wasi import Errno, Exit, Wasi, initialize, run_command
from wasm_construct import wat2wasm

FIXTURES = Path(__file__).parent / "fixtures"
WRITE = """(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))"""
EXIT = '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))'


def load(program: str | bytes, wasi: Wasi) -> Instance:
    """An instance of a program: a file among the fixtures, or a text."""
    if isinstance(program, str):
        program = program.encode() if program.startswith("(") else (FIXTURES / program).read_bytes()
    store = Store()
    store.instances |= {wasi.name: wasi, wasi.unstable.name: wasi.unstable}
    return instantiate(ValidModule(wat2wasm(program)), store.find, PythonEngine())


class TestHelloWorld:
    """The program of the book: its `_start` has a result, and its memory is not exported."""

    def test_it_prints(self) -> None:
        out = io.BytesIO()
        instance = load("hello_world.wat", Wasi(stdout=out))
        assert run_command(instance) == 0
        assert out.getvalue() == b"Hello, World!\n"

    def test_the_result_is_an_errno(self) -> None:
        start = load("hello_world.wat", Wasi(stdout=io.BytesIO())).externs["_start"]
        assert callable(start)
        assert start() == Errno.SUCCESS

    def test_the_number_of_bytes_is_14_in_four_bytes(self) -> None:
        instance = load("hello_world.wat", Wasi(stdout=io.BytesIO()))
        view = instance.mems[0].view
        view[28:32] = b"\xaa" * 4
        run_command(instance)
        assert bytes(view[24:32]) == b"\x0e\0\0\0" + b"\xaa" * 4


class TestC:
    def test_printf(self) -> None:
        out = io.StringIO()
        assert run_command(load("printf.wasm", Wasi(stdout=out))) == 0
        assert out.getvalue().splitlines() == [
            "Hello, printf!",
            "-42 3000000000 -9007199254740993 0xbeef 00042|ab   |   cd|e%",
            "3.142 1e-07 6.022141e+23",
        ]

    def test_everything_there_is(self) -> None:
        out, err = io.StringIO(), io.StringIO()
        wasi = Wasi(["program", "a b"], {"X": "1", "Y": ""}, "one\ntwo\nthree\n", out, err)
        assert run_command(load("streams.wasm", wasi)) == wasi.exit_code() == 3
        assert out.getvalue().splitlines() == [
            "argument 0: program",
            "argument 1: a b",
            "variable: X=1",
            "variable: Y=",
            "terminal: 0",
            "line 1: one",
            "line 2: two",
            "line 3: three",
        ]
        assert err.getvalue() == "3 lines read\n"

    def test_nothing(self) -> None:
        out = io.StringIO()
        assert run_command(load("streams.wasm", Wasi(stdin=b"", stdout=out, stderr=io.StringIO()))) == 0
        assert out.getvalue() == "terminal: 0\n"


class TestCalls:
    def test_a_program_without_a_memory(self) -> None:
        text = f"""(module {WRITE} (func (export "_start") (result i32)
          (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0))))"""
        start = load(text, Wasi(stdout=io.BytesIO())).externs["_start"]
        assert callable(start)
        assert start() == Errno.EFAULT

    def test_a_bad_address_is_no_error_of_python(self) -> None:
        text = f"""(module {WRITE} (memory 1) (func (export "f") (param i32 i32 i32) (result i32)
          (call $fd_write (i32.const 1) (local.get 0) (local.get 1) (local.get 2))))"""
        write = load(text, Wasi(stdout=io.BytesIO())).externs["f"]
        assert callable(write)
        assert write(-8, 1, 0) == write(0, -1, 0) == write(0, 0, -1) == write(65529, 1, 0) == 21
        assert write(65528, 1, 65532) == 0

    def test_the_older_name(self) -> None:
        out = io.BytesIO()
        text = (FIXTURES / "hello_world.wat").read_text().replace("wasi_snapshot_preview1", "wasi_unstable")
        assert run_command(load(text, Wasi(stdout=out))) == 0
        assert out.getvalue() == b"Hello, World!\n"

    def test_an_error_of_a_file_object_passes_through_the_code(self) -> None:
        class Full:
            def write(self, data: bytes) -> int:
                raise problem

        problem = LookupError("no more")
        with pytest.raises(LookupError) as caught:
            run_command(load("hello_world.wat", Wasi(stdout=Full())))
        assert caught.value is problem


class TestEnds:
    @pytest.mark.parametrize("code", [0, 3, 0xFFFFFFFF])
    def test_an_exit_ends_the_code(self, code: int) -> None:
        wasi = Wasi()
        text = f'(module {EXIT} (func $f (call $exit (i32.const {code})) unreachable) (func (export "_start") call $f))'
        instance = load(text, wasi)
        with pytest.raises(Exit) as caught:
            instance.externs["_start"]()  # type: ignore[operator]
        assert caught.value.code == wasi.exit_code() == code
        assert run_command(instance) == code  # and it can be used again

    def test_no_handler_of_the_code_gets_an_exit(self) -> None:
        text = f"""(module {EXIT} (func (export "_start")
          (block $caught (try_table (catch_all $caught) (call $exit (i32.const 5))))))"""
        assert run_command(load(text, Wasi())) == 5

    def test_what_is_no_command(self) -> None:
        with pytest.raises(NotFoundError, match='exports no function "_start"'):
            run_command(load('(module (memory (export "_start") 1))', Wasi()))

    def test_a_reactor(self) -> None:
        instance = load(
            """(module (global $g (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $g (i32.const 5)))
              (func (export "get") (result i32) global.get $g))""",
            Wasi(),
        )
        initialize(instance)
        assert instance.externs["get"]() == 5  # type: ignore[operator]
        initialize(load("(module)", Wasi()))
