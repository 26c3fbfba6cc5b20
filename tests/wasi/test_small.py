"""Arguments, environment, clocks, random bytes, the scheduler and the end of a program."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from interpreter.wasi import Errno, Exit, Wasi
from tests.wasi.program import SIZE, Program
from wasm_construct import WasmError

LISTS = [("args_sizes_get", "args_get"), ("environ_sizes_get", "environ_get")]


class TestStrings:
    @pytest.mark.parametrize(
        ("args", "expected"),
        [
            ([], []),
            (["prog", "", "a b"], [b"prog", b"", b"a b"]),
            (["é漢", b"\xff", "\udc80"], ["é漢".encode(), b"\xff", b"\x80"]),
        ],
    )
    def test_arguments(self, args: Sequence[str | bytes], expected: list[bytes]) -> None:
        program = Program(Wasi(args))
        assert program.args_sizes_get(0, 4) == Errno.SUCCESS
        assert (program.u32(0), program.u32(4)) == (len(args), sum(len(arg) + 1 for arg in expected))
        assert program.args_get(8, 100) == Errno.SUCCESS
        assert program.strings(8, len(args)) == expected

    def test_environment(self) -> None:
        program = Program(Wasi(env={"HOME": "/root", "EMPTY": ""}))
        assert program.environ_sizes_get(0, 4) == Errno.SUCCESS
        assert (program.u32(0), program.u32(4)) == (2, 18)
        assert program.environ_get(8, 100) == Errno.SUCCESS
        assert program.strings(8, 2) == [b"HOME=/root", b"EMPTY="]

    def test_the_environment_of_the_host_stays_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET", "x")
        program = Program()
        assert program.environ_sizes_get(0, 4) == Errno.SUCCESS
        assert program.peek(0, 8) == bytes(8)

    @pytest.mark.parametrize(("sizes", "get"), LISTS)
    def test_what_does_not_fit_is_not_written(self, sizes: str, get: str) -> None:
        program = Program(Wasi(["a", "b"], {"a": "1", "b": "2"}))
        for addresses in [(SIZE - 3, 0), (0, SIZE - 3), (0xFFFFFFFF, 0), (0, 0xFFFFFFFC)]:
            assert getattr(program, sizes)(*addresses) == Errno.EFAULT
            assert getattr(program, get)(*addresses) == Errno.EFAULT
        assert program.peek(0, SIZE) == bytes(SIZE)

    @pytest.mark.parametrize(
        "arguments", [{"args": ["a\0b"]}, {"env": {"a": "\0"}}, {"env": {"a=b": ""}}, {"env": {"": ""}}]
    )
    def test_what_c_could_not_hold(self, arguments: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"null|name"):
            Wasi(**arguments)  # type: ignore[arg-type]

    def test_one_string_is_no_list(self) -> None:
        with pytest.raises(TypeError, match="list"):
            Wasi("program")


class TestClocks:
    @pytest.mark.parametrize(("clock", "read"), [(0, time.time_ns), (1, time.monotonic_ns), (2, time.process_time_ns)])
    def test_time(self, clock: int, read: object) -> None:
        assert callable(read)
        program = Program()
        before = read()
        assert program.clock_time_get(clock, 1, 16) == Errno.SUCCESS
        assert before <= program.u64(16) <= read()

    @pytest.mark.parametrize("clock", range(4))
    def test_resolution(self, clock: int) -> None:
        program = Program()
        assert program.clock_res_get(clock, 16) == Errno.SUCCESS
        assert 1 <= program.u64(16) <= 10**9

    def test_there_is_no_fifth(self) -> None:
        program = Program()
        assert program.clock_time_get(4, 0, 0) == program.clock_res_get(4, 0) == Errno.EINVAL == 28
        assert program.clock_time_get(0, 0, SIZE - 7) == program.clock_res_get(0, 0xFFFFFFFF) == Errno.EFAULT


class TestRandom:
    def test_bytes(self) -> None:
        program = Program()
        assert program.random_get(100, 64) == Errno.SUCCESS
        first = program.peek(100, 64)
        assert program.random_get(100, 64) == Errno.SUCCESS
        assert program.peek(100, 64) != first != bytes(64)
        assert program.peek(0, 100) == bytes(100)
        assert program.peek(164, 100) == bytes(100)

    def test_edges(self) -> None:
        program = Program()
        assert program.random_get(SIZE, 0) == Errno.SUCCESS
        assert program.random_get(0, SIZE) == Errno.SUCCESS
        assert program.random_get(1, SIZE) == program.random_get(0, 0xFFFFFFFF) == Errno.EFAULT


class TestEnd:
    @pytest.mark.parametrize("code", [0, 1, 42, 255, 256, 0xFFFFFFFF])
    def test_exit(self, code: int) -> None:
        program = Program()
        assert program.wasi.exit_code() == 0
        with pytest.raises(Exit, match=f"^exit code {code}$") as caught:
            program.proc_exit(code)
        assert caught.value.code == program.wasi.exit_code() == code
        assert isinstance(caught.value, WasmError)

    @pytest.mark.parametrize(("signal", "code"), [(6, 134), (9, 137), (15, 143)])
    def test_a_signal_ends_it_as_a_shell_would_say(self, signal: int, code: int) -> None:
        with pytest.raises(Exit) as caught:
            Program().proc_raise(signal)
        assert caught.value.code == code

    @pytest.mark.parametrize(
        ("signal", "answer"),
        [(0, Errno.SUCCESS), (16, Errno.SUCCESS), (18, Errno.ENOTSUP), (31, Errno.EINVAL), (0xFFFFFFFF, Errno.EINVAL)],
    )
    def test_or_it_goes_on(self, signal: int, answer: Errno) -> None:
        assert Program().proc_raise(signal) == answer


def test_the_scheduler() -> None:
    assert Program().sched_yield() == Errno.SUCCESS


def test_a_program_without_a_memory() -> None:
    program = Program(memory=False)
    assert program.args_sizes_get(0, 0) == Errno.EFAULT
    assert program.clock_time_get(0, 0, 0) == Errno.EFAULT
    assert program.random_get(0, 1) == Errno.EFAULT
    assert program.fd_write(1, 0, 0, 0) == Errno.EFAULT
    assert program.sched_yield() == Errno.SUCCESS
    with pytest.raises(Exit):
        program.proc_exit(1)
