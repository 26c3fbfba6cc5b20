"""Asking wasmtime: the other end of `there`."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.differential.machines import History
from tests.differential.subject import Subject

_ROOT = Path(__file__).resolve().parents[2]


class Peer:
    """A process that runs subjects in wasmtime."""

    def __init__(self) -> None:
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.differential.there"]
        return subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def history(self, subject: Subject) -> History:
        """What happens there; raises RuntimeError when the process has died of it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            pickle.dump(subject, stdin)
            stdin.flush()
            answer = pickle.load(stdout)
        except (EOFError, BrokenPipeError):
            self.close()
            code = self._process.returncode
            self._process = self._started()
            raise RuntimeError(f"wasmtime has died of this module, exit status {code}") from None
        if isinstance(answer, str):
            raise RuntimeError(f"wasmtime cannot run this module: {answer}")
        return answer  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
