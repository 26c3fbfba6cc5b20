"""The commands as processes of their own: pipes, signals and exit codes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "wasm_construct.cli"]
ROOT = Path(__file__).resolve().parents[2]
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and pipes")


def call(*args: object, data: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, args)], input=data, capture_output=True, env={**ENV, **env}, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def long_module() -> bytes:
    """A module whose dump fills any pipe."""
    size = 1 << 20
    data = b"\x01\x01" + b"\x80\x80\xc0\x00" + bytes(size)  # one passive segment
    return b"\0asm\1\0\0\0\x0b" + bytes((len(data) & 0x7F | 0x80, len(data) >> 7 & 0x7F | 0x80, len(data) >> 14)) + data


def test_stdin_and_stdout(tally: Path) -> None:
    stripped = call("strip", "-", "-o", "-", data=tally.read_bytes())
    assert stripped.returncode == 0
    assert stripped.stdout == tally.read_bytes()[:0x404]
    inspected = call("inspect", "-", data=stripped.stdout)
    assert inspected.stdout.startswith(b"<stdin>: 1,028 bytes, 10 sections\n")
    assert inspected.stderr == b""


def test_exit_codes() -> None:
    assert call("inspect", "-", data=b"\0asm").returncode == 1
    assert call("inspect", "no such file").returncode == 2
    assert call("inspect").returncode == 2
    assert call("--help").returncode == 0


def test_there_is_never_a_traceback() -> None:
    for args in (["dump", "/"], ["disasm", "-"], ["roundtrip", "/dev/null"], ["strip", "-", "-o", "/"]):
        assert b"Traceback" not in call(*args, data=b"\0asm\1\0\0\0\xff").stderr


def test_letters_that_the_output_does_not_have(evil: bytes) -> None:
    result = call("inspect", "-", "--names", data=evil, PYTHONIOENCODING="latin-1")
    assert result.returncode == 0
    assert rb"\u6f22" in result.stdout
    assert b" ##" in result.stdout  # in place of the blocks of the bars


def test_names_are_not_cut_where_there_is_no_terminal() -> None:
    name = b"n" * 2000
    section = b"\xd0\x0f" + name
    data = b"\0asm\1\0\0\0\0" + bytes((len(section) & 0x7F | 0x80, len(section) >> 7)) + section
    assert name in call("inspect", "-", data=data, COLUMNS="80").stdout


@POSIX
def test_a_broken_pipe_is_no_error(long_module: bytes, tmp_path: Path) -> None:
    path = tmp_path / "long.wasm"
    path.write_bytes(long_module)
    process = subprocess.Popen([*COMMAND, "dump", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b"preamble\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@POSIX
def test_an_interrupt_ends_it_quietly(long_module: bytes, tmp_path: Path) -> None:
    path = tmp_path / "long.wasm"
    path.write_bytes(long_module)
    process = subprocess.Popen([*COMMAND, "dump", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    assert process.stdout is not None
    process.stdout.readline()  # it is at work, and the pipe fills up
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == b"\n"


@POSIX
class TestTerminal:
    """What changes when the output is a terminal."""

    def show(self, *args: object, width: int = 80, **env: str) -> str:
        """What a terminal of this width gets to see."""
        import fcntl
        import pty
        import struct
        import termios

        reader, writer = pty.openpty()
        fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 25, width, 0, 0))
        plain = {name: value for name, value in ENV.items() if name not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
        process = subprocess.Popen(
            [*COMMAND, *map(str, args)], stdout=writer, stderr=writer, env={**plain, "TERM": "xterm", **env}
        )
        os.close(writer)
        seen = b""
        while True:
            try:
                part = os.read(reader, 4096)
            except OSError:  # how Linux says that the other side is closed
                break
            if not part:
                break
            seen += part
        os.close(reader)
        process.wait(60)
        return seen.decode().replace("\r\n", "\n")

    def test_there_is_colour(self, tally: Path) -> None:
        assert "\x1b[36mtype" in self.show("inspect", tally)

    @pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_there_is_none_where_nobody_wants_it(self, tally: Path, env: dict[str, Any]) -> None:
        assert "\x1b" not in self.show("inspect", tally, **env)
        assert "\x1b" in self.show("inspect", "--color", tally, **env)

    def test_the_table_of_sections_fits(self, evil: bytes, tmp_path: Path) -> None:
        path = tmp_path / "evil.wasm"
        path.write_bytes(evil)
        lines = self.show("inspect", "--no-color", path, width=80).splitlines()
        table = lines[next(n for n, line in enumerate(lines) if line.startswith("#")) :]
        assert max(map(len, table)) <= 80
        assert not any("…" in line for line in table)

    def test_a_module_is_not_written_to_a_terminal(self, tally: Path) -> None:
        assert self.show("strip", tally, "-o", "-") == "wasm-construct: a module is not written to a terminal\n"

    def test_many_files_have_a_bar(self, tally: Path) -> None:
        seen = self.show("roundtrip", tally, tally, "/dev/null")
        assert "3/3" in seen
        assert "/dev/null: malformed" in seen.replace("\x1b[1m", "").replace("\x1b[0m", "")
        assert "3 files, 2,556 bytes: 2 the same, 1 malformed" in seen
        assert "━" not in self.show("roundtrip", tally)
