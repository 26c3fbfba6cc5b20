"""`run`: programs and single functions, their arguments and results, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from interpreter.cli import group
from tests.support.command import invoke
from wasm_construct import wat2wasm

Run = Callable[..., Result]
PROGRAMS = Path(__file__).resolve().parents[1] / "wasi" / "fixtures"
NUMBERS = """(module
  (func (export "i32") (param i32) (result i32) local.get 0)
  (func (export "i64") (param i64) (result i64) local.get 0)
  (func (export "f32") (param f32) (result f32) local.get 0)
  (func (export "f64") (param f64) (result f64) local.get 0)
  (func (export "v128") (param v128) (result v128) local.get 0)
  (func (export "funcref") (param funcref) (result funcref) local.get 0)
  (func (export "externref") (param externref) (result externref) local.get 0)
  (func (export "anyref") (param anyref) (result anyref) local.get 0)
  (func $swap (export "swap") (param i32 i64) (result i64 i32) local.get 1 local.get 0)
  (func (export "itself") (result funcref) ref.func $swap)
  (func (export "sub") (param i32 i32) (result i32) local.get 0 local.get 1 i32.sub)
  (func (export "nothing")))"""
FAILING = """(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory 1)
  (tag $tag)
  (func $divide (param i32 i32) (result i32) local.get 0 local.get 1 i32.div_s)
  (func (export "divide") (param i32 i32) (result i32) local.get 0 local.get 1 call $divide)
  (func (export "load") (param i32) (result i32) local.get 0 i32.load)
  (func $recurse (export "recurse") (result i32) call $recurse i32.const 1 i32.add)
  (func (export "throw") throw $tag)
  (func (export "exit") (param i32) local.get 0 call $exit unreachable))"""


@pytest.fixture
def run() -> Run:
    """Run `wasm-construct run` with these arguments; the module may be given as text."""

    def run(file: str | Path, *args: object, data: bytes | str | None = None) -> Result:
        if isinstance(file, str) and file.startswith("("):
            file, data = "-", file
        return invoke(group, "run", file, *args, data=data)

    return run


class TestPrograms:
    @pytest.mark.parametrize("binary", [False, True])
    def test_a4_the_hello_world_of_the_book_prints_its_result(self, run: Run, tmp_path: Path, binary: bool) -> None:
        text = (PROGRAMS / "hello_world.wat").read_text()
        file = tmp_path / "hello_world"
        file.write_bytes(wat2wasm(text) if binary else text.encode())
        result = run(file)
        # its _start gives what fd_write gave
        assert (result.stdout, result.stderr, result.exit_code) == ("Hello, World!\n0\n", "", 0)

    def test_a_program_in_c(self, run: Run) -> None:
        result = run(PROGRAMS / "printf.wasm")
        assert result.stdout == (
            "Hello, printf!\n-42 3000000000 -9007199254740993 0xbeef 00042|ab   |   cd|e%\n3.142 1e-07 6.022141e+23\n"
        )
        assert (result.stderr, result.exit_code) == ("", 0)

    def test_a4_arguments_and_variables_of_a_program(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET", "x")
        file = PROGRAMS / "streams.wasm"
        result = run("--env", "A=1", file, "--env=B=x=y", "-v", "--env", "é", "-1", data="one\ntwo")
        assert result.stdout.splitlines() == [
            f"argument 0: {file}",
            "argument 1: -v",
            "argument 2: --env",
            "argument 3: é",
            "argument 4: -1",
            "variable: A=1",
            "variable: B=x=y",
            "terminal: 0",
            "line 1: one",
            "line 2: two",
        ]
        assert (result.stderr, result.exit_code) == ("2 lines read\n", 2)

    def test_what_would_be_an_option(self, run: Run) -> None:
        result = run(PROGRAMS / "streams.wasm", "--", "--help", "--", data="")
        assert result.stdout.splitlines()[1:3] == ["argument 1: --help", "argument 2: --"]
        assert "Usage:" in run(PROGRAMS / "streams.wasm", "--help").stdout

    def test_a4_a_start_with_parameters_is_a_function(self, run: Run) -> None:
        text = '(module (func (export "_start") (param i32) (result i32) local.get 0))'
        assert run(text, "-7").stdout == "-7\n"
        assert run(text).exit_code == 2

    def test_a_module_that_is_no_program(self, run: Run) -> None:
        result = run('(module (memory (export "m") 1) (func (export "add")) (func (export "a b")))')
        assert result.exit_code == 1
        assert result.stderr == (
            'wasm-construct: <stdin>: there is no exported function "_start"; there are: "add", "a b"; name one with'
            " --invoke\n"
        )

    def test_a4_a_reactor_is_initialized_first(self, run: Run) -> None:
        text = """(module (global $g (mut i32) (i32.const 0))
          (func (export "_initialize") (global.set $g (i32.const 5)))
          (func (export "get") (result i32) global.get $g))"""
        assert run(text, "--invoke", "get").stdout == "5\n"


class TestValues:
    @pytest.mark.parametrize(
        ("type_", "given", "printed"),
        [
            ("i32", "-1", "-1"),
            ("i32", "4294967295", "-1"),
            ("i32", "0x80000000", "-2147483648"),
            ("i32", "-0x80000000", "-2147483648"),
            ("i32", "+7", "7"),
            ("i64", "18446744073709551615", "-1"),
            ("i64", "-9223372036854775808", "-9223372036854775808"),
            ("f32", "0.1", "0.1"),
            ("f32", "-3.4028235e38", "-3.4028235e+38"),
            ("f32", "16777217", "16777216.0"),
            ("f64", "0.1", "0.1"),
            ("f64", "-.5e1", "-5.0"),
            ("f64", "1", "1.0"),
            ("f64", "0x1.8p-1", "0.75"),
            ("f64", "-0", "-0.0"),
            ("f64", "inf", "inf"),
            ("f64", "-inf", "-inf"),
            ("f64", "nan", "nan"),
            ("f64", "-nan:0x123", "-nan:0x123"),
            ("f32", "nan:0x200001", "nan:0x200001"),
            ("v128", "0xff", "0x000000000000000000000000000000ff"),
            ("funcref", "null", "<null funcref>"),
            ("externref", "null", "<null externref>"),
            ("externref", "some text", "<externref>"),
            ("anyref", "null", "<null anyref>"),
        ],
    )
    def test_a4_arguments_by_type_and_results_with_a_sign(self, run: Run, type_: str, given: str, printed: str) -> None:
        result = run(NUMBERS, "--invoke", type_, given)
        assert (result.stdout, result.stderr, result.exit_code) == (f"{printed}\n", "", 0)

    def test_a4_several_results_are_several_lines(self, run: Run) -> None:
        assert run(NUMBERS, "--invoke=swap", "-1", "-0x2").stdout == "-2\n-1\n"

    def test_none_is_no_line(self, run: Run) -> None:
        assert run(NUMBERS, "--invoke", "nothing").stdout == ""

    def test_a4_a_function_as_a_result(self, run: Run) -> None:
        assert run(NUMBERS, "--invoke", "itself").stdout == "<funcref>\n"

    @pytest.mark.parametrize(
        ("name", "args", "message"),
        [
            ("i32", ["4294967296"], 'argument 1 of function "i32", "4294967296": out of the range of i32'),
            ("i32", ["-2147483649"], 'argument 1 of function "i32", "-2147483649": out of the range of i32'),
            ("swap", ["1", "1.5"], 'argument 2 of function "swap", "1.5": not a number of type i64'),
            ("i32", ["٣"], 'argument 1 of function "i32", "٣": not a number of type i32'),
            ("i32", [""], 'argument 1 of function "i32", "": not a number of type i32'),
            ("f64", ["one"], 'argument 1 of function "f64", "one": not a number of type f64'),
            ("f32", ["1e39"], 'argument 1 of function "f32", "1e39": out of the range of f32'),
            ("v128", ["-1"], 'argument 1 of function "v128", "-1": not a number of type v128'),
            (
                "funcref",
                ["f"],
                'argument 1 of function "funcref", "f": the only value of type funcref that can be given here is null',
            ),
            ("sub", ["1"], 'function "sub" takes 2 arguments (i32 i32), 1 given'),
            ("nothing", ["1", "2"], 'function "nothing" takes 0 arguments, 2 given'),
        ],
    )
    def test_a4_wrong_arguments_are_one_line(self, run: Run, name: str, args: list[str], message: str) -> None:
        result = run(NUMBERS, "--invoke", name, *args)
        assert (result.stdout, result.stderr, result.exit_code) == ("", f"wasm-construct: {message}\n", 2)


class TestEnds:
    def test_a4_an_unknown_function(self, run: Run) -> None:
        result = run(NUMBERS, "--invoke", "x\x1b")
        assert result.exit_code == 1
        assert result.stderr.startswith(
            'wasm-construct: <stdin>: there is no exported function "x\\u{1b}"; there are: "i32", "i64", '
        )
        assert result.stderr.count("\n") == 1
        funcs = "".join(f'(func (export "f{number}"))' for number in range(1000))
        many = f"(module {funcs})"
        assert run(many, "--invoke", "x").stderr.endswith(', "f19" and 980 others\n')

    def test_a4_a_trap_is_exit_code_134_and_tells_where(self, run: Run) -> None:
        result = run(FAILING, "--invoke", "divide", "1", "0")
        assert (result.stdout, result.exit_code) == ("", 134)
        first, inner, outer = result.stderr.splitlines()
        assert first == "wasm-construct: trap: integer divide by zero"
        assert "divide" in inner
        assert "divide at offset 0x" in outer

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            (["load", "-1"], "trap: out of bounds memory access"),
            (["divide", "0x80000000", "-1"], "trap: integer overflow"),
            (["recurse"], "call stack exhausted"),
            (["throw"], "uncaught exception: tag []"),
        ],
    )
    @pytest.mark.usefixtures("tidy")
    def test_other_sudden_ends(self, run: Run, args: list[str], message: str) -> None:
        result = run(FAILING, "--invoke", *args)
        assert result.exit_code == 134
        assert result.stderr.splitlines()[0] == f"wasm-construct: {message}"
        assert 2 <= len(result.stderr.splitlines()) <= 22

    @pytest.mark.parametrize("code", [0, 1, 7, 255])
    def test_a4_an_exit_code_is_that_of_the_program(self, run: Run, code: int) -> None:
        result = run(FAILING, "--invoke", "exit", code)
        assert (result.output, result.exit_code) == ("", code)

    def test_a_trap_of_the_start_function(self, run: Run) -> None:
        result = run('(module (func $f unreachable) (start $f) (func (export "_start")))')
        assert result.exit_code == 134
        assert result.stderr.startswith("wasm-construct: trap: unreachable\n    ")

    def test_missing_imports_are_named(self, run: Run) -> None:
        text = """(module (import "env" "f" (func (param i32))) (import "wasi_snapshot_preview1" "fd_write" (func))
          (import "env" "m" (memory 1)) (func (export "_start")))"""
        result = run(text)
        assert result.exit_code == 1
        assert result.stderr.splitlines() == [
            'wasm-construct: <stdin>: unknown import "env" "f": expected func [i32] -> []',
            '    also: "wasi_snapshot_preview1" "fd_write": incompatible import type',
            '    also: "env" "m": unknown import',
            "    run offers only WASI; to give a module other imports, use Module.instantiate in Python",
        ]
        wasi = '(module (import "wasi_snapshot_preview1" "fd_write" (func)) (func (export "_start")))'
        assert len(run(wasi).stderr.splitlines()) == 1

    @pytest.mark.usefixtures("tidy")
    def test_a_frame_that_repeats_is_one_line(self, run: Run) -> None:
        result = run('(module (func $f (export "_start") (call $f)))')
        first, second = result.stderr.splitlines()
        assert first == "wasm-construct: call stack exhausted"
        assert second.startswith("    <module>!f at offset ")
        assert second.endswith(" times)")

    def test_the_arguments_are_read_before_anything_runs(self, run: Run) -> None:
        text = '(module (func $f unreachable) (start $f) (func (export "f") (param i32)))'
        assert run(text, "--invoke", "f", "x").exit_code == 2

    def test_a_module_that_is_not_valid(self, run: Run) -> None:
        result = run('(module (func (export "_start") i32.add))')
        assert result.exit_code == 1
        assert result.stderr.startswith("wasm-construct: <stdin>: type mismatch")
        assert result.stderr.count("\n") == 1

    @pytest.mark.parametrize(("data", "code"), [(b"\0asm\1\0\0", 1), (b"(module", 1), (b"nothing", 1)])
    def test_a_file_that_is_no_module(self, run: Run, data: bytes, code: int) -> None:
        result = run("-", data=data)
        assert result.exit_code == code
        assert result.stderr.startswith("wasm-construct: <stdin>:")

    def test_a_file_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        result = run(tmp_path / "x.wasm")
        assert (result.exit_code, result.stderr) == (
            2,
            f"wasm-construct: {tmp_path / 'x.wasm'}: No such file or directory\n",
        )

    @pytest.mark.parametrize("options", [["--env", "A"], ["--env", "=x"], ["--features", "nonsense"], ["--nonsense"]])
    def test_wrong_usage(self, run: Run, options: list[str]) -> None:
        result = run(*options, PROGRAMS / "printf.wasm")
        assert result.exit_code == 2
        assert "Usage: wasm-construct run" in result.stderr

    def test_features_can_be_off(self, run: Run) -> None:
        result = run(NUMBERS, "--features", "wasm1", "--invoke", "nothing")
        assert result.exit_code == 1
        assert run(NUMBERS, "--features", "wasm3", "--invoke", "nothing").exit_code == 0


class TestDump:
    def test_the_source_of_a_function(self, run: Run) -> None:
        result = run(NUMBERS, "--dump", "--invoke", "sub")
        assert result.exit_code == 0
        compile(result.stdout, "<dump>", "exec")
        assert "def " in result.stdout

    def test_the_source_of_all(self, run: Run) -> None:
        result = run(FAILING, "--dump")
        assert result.stdout.count("def ") >= 5
        compile(result.stdout, "<dump>", "exec")

    def test_an_import_has_none(self, run: Run) -> None:
        text = '(module (func $f (export "g") (import "env" "f")))'
        result = run(text, "--dump", "--invoke", "g")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == 'wasm-construct: <stdin>: function "g" is an import: it has no code here\n'


ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
ENDLESS = """(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory 1) (data (i32.const 0) "line\\n")
  (func (export "_start")
    (i32.store (i32.const 20) (i32.const 5))
    (loop $again
      (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))
      (br $again))))"""


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and pipes")
class TestProcesses:
    def start(self, tmp_path: Path, program: str, *args: str) -> subprocess.Popen[bytes]:
        (tmp_path / "program").write_text(program)
        command = [sys.executable, "-m", "interpreter", "run", str(tmp_path / "program"), *args]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)

    def test_an_exit_code_and_no_traceback(self, tmp_path: Path) -> None:
        with self.start(tmp_path, FAILING, "--invoke", "exit", "7") as process:
            assert process.communicate(timeout=60) == (b"", b"")
            assert process.returncode == 7

    def test_when_nobody_reads_it_ends(self, tmp_path: Path) -> None:
        with self.start(tmp_path, ENDLESS) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline() == b"line\n"
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(60) == 141

    def test_it_can_be_interrupted(self, tmp_path: Path) -> None:
        with self.start(tmp_path, ENDLESS) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"line\n"
            process.send_signal(signal.SIGINT)
            assert b"Traceback" not in process.communicate(timeout=60)[1]
            assert process.returncode == 130
