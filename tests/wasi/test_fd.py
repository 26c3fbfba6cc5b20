"""Descriptors, as far as they stand for the standard streams."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.wasi import Errno, Exit, Wasi
from interpreter.wasi.descriptors import Descriptor
from interpreter.wasi.functions import FUNCTIONS
from tests.wasi.program import SIZE, Program

IOVS, RESULT, DATA = 0, 1000, 2000


def write(program: Program, *pieces: bytes, fd: int = 1) -> tuple[int, int]:
    """Write pieces; gives the errno and the number of bytes written."""
    address, buffers = DATA, []
    for piece in pieces:
        program.poke(address, piece)
        buffers.append((address, len(piece)))
        address += len(piece)
    program.iovs(IOVS, *buffers)
    return program.fd_write(fd, IOVS, len(pieces), RESULT), program.u32(RESULT)


def read(program: Program, *sizes: int) -> bytes:
    """Read into buffers of these sizes that lie side by side."""
    starts = [DATA + sum(sizes[:number]) for number in range(len(sizes))]
    program.iovs(IOVS, *zip(starts, sizes, strict=True))
    assert program.fd_read(0, IOVS, len(sizes), RESULT) == Errno.SUCCESS
    return program.peek(DATA, program.u32(RESULT))


class TestWriting:
    def test_bytes(self) -> None:
        out, err = io.BytesIO(), io.BytesIO()
        program = Program(Wasi(stdout=out, stderr=err))
        assert write(program, b"Hello, ", b"", b"World!\n") == (0, 14)
        assert write(program, b"\xff\0", fd=2) == (0, 2)
        assert write(program) == (0, 0)
        assert (out.getvalue(), err.getvalue()) == (b"Hello, World!\n", b"\xff\0")

    def test_the_number_of_bytes_has_four_bytes(self) -> None:
        program = Program(Wasi(stdout=io.BytesIO()))
        program.poke(RESULT - 4, b"\xaa" * 12)
        assert write(program, b"x" * 13) == (0, 13)
        assert program.peek(RESULT - 4, 12) == b"\xaa" * 4 + b"\x0d\0\0\0" + b"\xaa" * 4

    def test_text(self) -> None:
        out = io.StringIO()
        program = Program(Wasi(stdout=out))
        for piece in ("é漢".encode()[:3], "é漢".encode()[3:], b"\xff|\r\n"):
            assert write(program, piece) == (0, len(piece))
        assert out.getvalue() == "é漢\ufffd|\r\n"

    def test_a_file(self, tmp_path: Path) -> None:
        with open(tmp_path / "out", "wb") as out:
            assert write(Program(Wasi(stdout=out)), b"there at once") == (0, 13)
            assert (tmp_path / "out").read_bytes() == b"there at once"

    def test_text_and_bytes_of_a_text_file_keep_their_order(self, tmp_path: Path) -> None:
        with open(tmp_path / "out", "w", encoding="utf-16") as out:
            out.write("")
            program = Program(Wasi(stdout=out))
            print("host", end="", file=out)
            write(program, b"\x01")
            print("host", end="", file=out)
        assert (tmp_path / "out").read_bytes() == "host".encode("utf-16") + b"\x01" + "host".encode("utf-16")[2:]

    def test_what_python_has_at_that_moment(self, capsysbinary: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        program = Program()
        sys.stdout.write("before\n")
        assert write(program, b"\xfe") == (0, 1)
        sys.stdout.write("after\n")
        assert write(program, b"error", fd=2) == (0, 5)
        assert capsysbinary.readouterr() == (b"before\n\xfeafter\n", b"error")
        out = io.StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        assert write(program, b"there") == (0, 5)
        assert out.getvalue() == "there"
        monkeypatch.setattr(sys, "stdout", None)
        assert write(program, b"nowhere")[0] == Errno.EBADF

    def test_a_part_may_be_written(self) -> None:
        class Narrow(io.RawIOBase):
            def write(self, data: Any) -> int | None:
                return min(3, len(data)) or None

        program = Program(Wasi(stdout=Narrow()))
        assert write(program, b"abcd", b"ef") == (0, 3)
        assert write(program)[0] == Errno.EAGAIN

    def test_many_buffers_are_written_in_parts(self) -> None:
        out = io.BytesIO()
        program = Program(Wasi(stdout=out))
        program.iovs(IOVS, *[(0, SIZE)] * 100)
        assert program.fd_write(1, IOVS, 100, RESULT) == Errno.SUCCESS
        assert program.u32(RESULT) == len(out.getvalue()) == 16 * SIZE

    def test_a_simple_object(self) -> None:
        class Lines(list[bytes]):
            def write(self, data: bytes) -> None:
                self.append(data)

        lines = Lines()
        assert write(Program(Wasi(stdout=lines)), b"one", b"two") == (0, 6)
        assert lines == [b"onetwo"]

    def test_errors_of_the_host_have_their_numbers(self) -> None:
        class Broken(io.RawIOBase):
            def write(self, data: Any) -> int:
                raise errors.pop()

        errors: list[OSError] = [BrokenPipeError(32, "broken"), OSError(28, "full"), OSError("what?")]
        program = Program(Wasi(stdout=Broken()))
        answers = [write(program, b"x")[0] for _ in range(3)]
        assert answers == [Errno.EIO, Errno.ENOSPC, Errno.EPIPE] == [29, 51, 64]

    def test_an_error_of_the_file_object_goes_to_the_host(self) -> None:
        class Wrong:
            def write(self, data: bytes) -> int:
                raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            write(Program(Wasi(stdout=Wrong())), b"x")


class TestReading:
    @pytest.mark.parametrize(
        "stdin", [b"some input", "some input", bytearray(b"some input"), io.BytesIO(b"some input")]
    )
    def test_into_buffers(self, stdin: object) -> None:
        program = Program(Wasi(stdin=stdin))
        assert read(program, 2, 0, 3) == b"some "
        assert read(program) == read(program, 0) == b""
        assert read(program, 100) == b"input"
        assert read(program, 100) == b""
        assert program.peek(DATA + 5, 100) == bytes(100)

    def test_text_comes_by_lines(self) -> None:
        program = Program(Wasi(stdin=io.StringIO("é漢\nmore")))
        assert [read(program, 3), read(program, 100), read(program, 100), read(program, 100)] == [
            "é漢".encode()[:3],
            b"\xbc\xa2\n",
            b"more",
            b"",
        ]

    def test_a_pipe_gives_what_is_there(self) -> None:
        out, into = os.pipe()
        with open(out, "rb") as stdin:
            program = Program(Wasi(stdin=stdin))
            os.write(into, b"a line\n")
            assert read(program, 4, 100) == b"a line\n"
            os.close(into)
            assert read(program, 4, 100) == b""

    def test_a_pipe_that_does_not_wait(self) -> None:
        out, into = os.pipe()
        os.set_blocking(out, False)
        with open(out, "rb", buffering=0) as stdin, open(into, "wb"):
            program = Program(Wasi(stdin=stdin))
            program.iovs(IOVS, (DATA, 10))
            assert program.fd_read(0, IOVS, 1, RESULT) == Errno.EAGAIN

    def test_what_python_has_at_that_moment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        program = Program()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xffa\n")))
        assert read(program, 10) == b"\xffa\n"

    def test_more_than_was_asked_for_is_kept(self) -> None:
        class Generous:
            def read(self, size: int) -> bytes:
                return b"abcdef"

        program = Program(Wasi(stdin=Generous()))
        assert [read(program, 4), read(program, 4)] == [b"abcd", b"ef"]


class TestDescriptors:
    def test_others_are_none(self) -> None:
        program = Program()
        for fd in (3, 4, 0x7FFFFFFF, 0xFFFFFFFF):
            answers = {
                program.fd_write(fd, IOVS, 0, RESULT),
                program.fd_read(fd, IOVS, 0, RESULT),
                program.fd_close(fd),
                program.fd_seek(fd, 0, 0, RESULT),
                program.fd_tell(fd, RESULT),
                program.fd_fdstat_get(fd, RESULT),
                program.fd_fdstat_set_flags(fd, 0),
                program.fd_prestat_get(fd, RESULT),
                program.fd_prestat_dir_name(fd, DATA, 10),
            }
            assert answers == {Errno.EBADF}

    def test_each_goes_one_way(self) -> None:
        program = Program(Wasi(stdin=io.BytesIO(), stdout=io.BytesIO()))
        assert write(program, b"x", fd=0)[0] == Errno.EBADF
        assert program.fd_read(1, IOVS, 1, RESULT) == Errno.EBADF

    def test_a_file_that_goes_the_other_way(self, tmp_path: Path) -> None:
        with open(tmp_path / "out", "wb") as file:
            program = Program(Wasi(stdin=file))
            program.iovs(IOVS, (DATA, 10))
            assert program.fd_read(0, IOVS, 1, RESULT) == Errno.EBADF

    @pytest.mark.parametrize("kind", [io.BytesIO, io.StringIO])
    def test_closing_is_not_closing(self, kind: type[io.BytesIO] | type[io.StringIO]) -> None:
        out = kind()
        program = Program(Wasi(stdout=out))
        assert program.fd_close(1) == Errno.SUCCESS
        assert program.fd_close(1) == write(program, b"x")[0] == Errno.EBADF
        assert not out.closed

    def test_the_streams_of_the_host_stay_open(self, capsys: pytest.CaptureFixture[str]) -> None:
        program = Program()
        assert [program.fd_close(fd) for fd in range(3)] == [Errno.SUCCESS] * 3
        sys.stdout.write("still there\n")
        assert capsys.readouterr().out == "still there\n"
        assert not sys.stdin.closed
        assert not sys.stderr.closed

    def test_a_closed_file_object(self) -> None:
        out = io.BytesIO()
        program = Program(Wasi(stdout=out))
        out.close()
        assert write(program, b"x")[0] == program.fd_fdstat_get(1, 0) == Errno.EBADF
        assert program.fd_close(1) == Errno.SUCCESS

    def test_seeking(self) -> None:
        program = Program(Wasi(stdin=b"0123456789"))
        places = []
        for offset, whence in [(4, 0), (2, 1), (-2 % 2**64, 1), (-1 % 2**64, 2)]:
            assert program.fd_seek(0, offset, whence, RESULT) == Errno.SUCCESS
            places.append(program.u64(RESULT))
        assert places == [4, 6, 4, 9]
        assert program.fd_tell(0, RESULT) == Errno.SUCCESS
        assert program.u64(RESULT) == 9
        assert read(program, 10) == b"9"

    def test_seeking_where_there_is_nothing(self) -> None:
        program = Program(Wasi(stdin=b"0123456789"))
        assert program.fd_seek(0, -1 % 2**64, 0, RESULT) == Errno.EINVAL
        assert program.fd_seek(0, 0, 3, RESULT) == Errno.EINVAL
        assert program.fd_seek(0, 1, 0, SIZE - 7) == Errno.EFAULT
        assert read(program, 1) == b"0"

    def test_the_older_name_counts_from_elsewhere(self) -> None:
        program = Program(Wasi(stdin=b"0123456789"))
        program.externs = program.wasi.unstable.externs
        for offset, whence, place in [(4, 2, 4), (2, 0, 6), (0, 1, 10)]:
            assert program.fd_seek(0, offset, whence, RESULT) == Errno.SUCCESS
            assert program.u64(RESULT) == place

    def test_no_seeking_in_text_and_pipes(self) -> None:
        out, into = os.pipe()
        with open(out, "rb") as stdin, open(into, "wb") as stdout:
            program = Program(Wasi(stdin=stdin, stdout=stdout, stderr=io.StringIO()))
            assert [program.fd_seek(fd, 0, 1, RESULT) for fd in range(3)] == [Errno.ESPIPE] * 3

    def test_what_they_are(self) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        program = Program(Wasi(stdin=b"", stdout=Terminal(), stderr=io.StringIO()))
        stats = []
        for fd in range(3):
            program.poke(RESULT, b"\xaa" * 24)
            assert program.fd_fdstat_get(fd, RESULT) == Errno.SUCCESS
            stats.append((program.peek(RESULT, 4), program.u64(RESULT + 8), program.u64(RESULT + 16)))
        # a file to read and seek in, a terminal to write to, something else to write to
        assert stats == [(b"\4\0\0\0", 0b100110, 0), (b"\2\0\0\0", 0b1000000, 0), (b"\0\0\0\0", 0b1000000, 0)]
        assert program.fd_fdstat_get(0, SIZE - 23) == Errno.EFAULT

    def test_flags_stay_what_they_are(self) -> None:
        program = Program()
        assert program.fd_fdstat_set_flags(1, 0) == Errno.SUCCESS
        assert program.fd_fdstat_set_flags(1, 4) == Errno.ENOTSUP

    def test_a_directory_has_a_name(self) -> None:
        class Directory(Descriptor):
            preopen = b"/data"

        program = Program()
        program.wasi._state.descriptors[3] = Directory()
        assert program.fd_prestat_get(3, RESULT) == Errno.SUCCESS
        assert (program.u32(RESULT), program.u32(RESULT + 4)) == (0, 5)
        assert program.fd_prestat_dir_name(3, DATA, 5) == Errno.SUCCESS
        assert program.peek(DATA, 6) == b"/data\0"
        assert program.fd_prestat_dir_name(3, DATA, 4) == Errno.ENAMETOOLONG
        assert program.fd_prestat_dir_name(3, SIZE - 4, 5) == program.fd_prestat_get(3, SIZE - 7) == Errno.EFAULT
        assert program.fd_close(3) == Errno.SUCCESS


class TestAddresses:
    @pytest.mark.parametrize("name", ["fd_write", "fd_read"])
    @pytest.mark.parametrize(
        ("iovs", "count", "result"),
        [
            (SIZE - 7, 1, RESULT),
            (0xFFFFFFF8, 1, RESULT),
            (IOVS, 0xFFFFFFFF, RESULT),
            (IOVS, 1, SIZE - 3),
            (IOVS, 1, 0xFFFFFFFF),
            (IOVS, 2, RESULT),  # the second one begins and ends far outside
            (IOVS + 16, 1, RESULT),  # this one only ends there
            (IOVS + 24, 1, RESULT),
        ],
    )
    def test_nothing_happens_where_one_is_wrong(self, name: str, iovs: int, count: int, result: int) -> None:
        out, stdin = io.BytesIO(), io.BytesIO(b"input")
        program = Program(Wasi(stdin=stdin, stdout=out))
        program.iovs(IOVS, (DATA, 5), (0xFFFFFFFF, 0xFFFFFFFF), (SIZE - 4, 5), (SIZE + 1, 0))
        before = program.peek(0, SIZE)
        assert getattr(program, name)(1 if name == "fd_write" else 0, iovs, count, result) == Errno.EFAULT
        assert program.peek(0, SIZE) == before
        assert (out.getvalue(), stdin.tell()) == (b"", 0)

    def test_the_last_bytes_can_be_had(self) -> None:
        out = io.BytesIO()
        program = Program(Wasi(stdout=out))
        program.poke(SIZE - 3, b"end")
        program.iovs(SIZE - 24, (SIZE - 3, 3), (SIZE, 0))
        assert program.fd_write(1, SIZE - 24, 2, SIZE - 7) == Errno.SUCCESS
        assert out.getvalue() == b"end"


_NUMBERS = st.one_of(st.integers(0, 40), st.integers(0, 2**64 - 1), st.sampled_from([SIZE - 8, SIZE, 2**31, 2**32 - 1]))


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(_NUMBERS, min_size=9, max_size=9), st.binary(max_size=60))
def test_every_call_has_an_answer(name: str, args: list[int], data: bytes) -> None:
    program = Program(Wasi(["a"], {"b": "c"}, b"input", io.BytesIO(), io.BytesIO()))
    program.poke(0, data)
    params = FUNCTIONS[name].params
    try:
        answer = getattr(program, name)(
            *(arg % 2 ** (32 if p == "i" else 64) for arg, p in zip(args, params, strict=False))
        )
    except Exit:
        assert name in ("proc_exit", "proc_raise")
    else:
        assert answer in list(Errno)
