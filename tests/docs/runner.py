"""Runs the code blocks of a page in order, in one namespace and one folder.

`python` blocks are executed. In `console`, `bash` and `sh` blocks a shell runs the lines `$ wasm-construct ...`; they
must succeed and, where output is shown, print exactly that (a line `...` stands for any lines).
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.docs.markdown import Block, Command, blocks, commands, matches

ROOT = Path(__file__).resolve().parents[2]

_CONSOLE = ("console", "bash", "sh")
_LOOKALIKES = ("py", "python3", "pycon", "python-repl", "shell", "shell-session", "sh-session", "zsh", "terminal")
_NAME = "wasm-construct"
_SCRIPT = f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(ROOT)!r})
from interpreter.cli import main
sys.exit(main())
"""
_SECONDS = 120


class PageError(Exception):
    """A block of a page does not do what the page says; the message begins with the file and the line."""


def run_page(page: Path, folder: Path, no_run: Mapping[str, str]) -> None:
    """Run the blocks of a page in this folder, but those that `no_run` lists; raises PageError at the first problem."""
    namespace: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page):
        _check_fence(block, no_run)
        if block.language == "python" and "no-run" not in block.flags:
            run_python(block, namespace)
        elif block.language in _CONSOLE:
            for command in commands(block):
                if command.text.split()[:1] == [_NAME]:
                    run_command(block, command, folder)


def run_python(block: Block, namespace: dict[str, Any]) -> None:
    """Execute a block, with the page's file name and line numbers."""
    padding = "\n" * (block.line - 1)
    try:
        exec(compile(padding + block.code, str(block.page), "exec", dont_inherit=True), namespace)
    except (Exception, SystemExit) as error:
        trace = traceback.extract_tb(error.__traceback__)
        own = [frame.lineno for frame in trace if frame.filename == str(block.page) and frame.lineno]
        line = error.lineno if isinstance(error, SyntaxError) and not own else own[-1]
        said = "".join(traceback.format_exception(error))
        raise PageError(f"{place(block.page, line or block.line)}: {type(error).__name__}: {error}\n{said}") from None


def run_command(block: Block, command: Command, folder: Path) -> None:
    """Run a command, and compare its output with what the page shows."""
    done = subprocess.run(
        command.text,
        shell=True,
        check=False,
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=_SECONDS,
    )
    where = f"{place(block.page, command.line)}: $ {command.text}"
    if done.returncode != 0:
        raise PageError(f"{where}\nexits with {done.returncode}:\n{done.stdout}")
    if command.output and not matches(command.output, done.stdout):
        shown = "\n".join(command.output)
        raise PageError(f"{where}\nshows:\n{shown}\n\nprints:\n{done.stdout}")


def environment(folder: Path) -> dict[str, str]:
    """The environment of a command: output without colour, 80 columns wide, and `wasm-construct` on the path."""
    scripts = Path(sysconfig.get_path("scripts"))
    if not (scripts / _NAME).exists():  # a checkout that is not installed
        scripts = folder.parent / "scripts"
        scripts.mkdir(exist_ok=True)
        (scripts / _NAME).write_text(_SCRIPT, "utf-8")
        (scripts / _NAME).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "TTY_COMPATIBLE")}
    path = os.pathsep.join([str(scripts), os.environ.get("PATH", os.defpath)])
    return kept | {"PATH": path, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def _check_fence(block: Block, no_run: Mapping[str, str]) -> None:
    where = place(block.page, block.line)
    if block.language in _LOOKALIKES:
        raise PageError(f"{where}: write python or console, {block.language} would not be run")
    if block.language in _CONSOLE and block.flags:
        raise PageError(f"{where}: a console block takes no flags")
    if block.language == "python" and block.flags not in ((), ("no-run",)):
        raise PageError(f"{where}: unknown flags {' '.join(block.flags)}")
    if block.language == "python" and block.flags and where not in no_run:
        raise PageError(f"{where}: the block must run, or NO_RUN must say why it cannot")


def place(page: Path, line: int) -> str:
    """The file and the line, as messages name them."""
    return f"{page.relative_to(ROOT) if page.is_relative_to(ROOT) else page.name}:{line}"
