"""The bytes beyond a memory: nobody can use them, and nothing that was written there shows up later."""

from __future__ import annotations

import ctypes
import mmap
import signal
import subprocess
import sys

import pytest

from interpreter import Memory
from interpreter.runtime import pages
from interpreter.runtime.pages import Pages
from tests.architecture.sources import ROOT
from wasm_construct.syntax.types import Limits

_BEYOND = """
import ctypes
from interpreter.runtime.pages import Pages
pages = Pages({size}, 1 << 20)
assert pages.guarded
ctypes.string_at(pages.base + {size} - 1, 1)
print("still here", flush=True)
pages.grow({grown})
ctypes.memset(pages.base + {at}, 1, 1)
print("too far", flush=True)
"""


def _guarded(size: int = 65536, most: int = 1 << 20) -> Pages:
    made = Pages(size, most)
    if not made.guarded:
        pytest.skip("this system does not protect what is reserved")
    return made


@pytest.mark.parametrize(("size", "grown"), [(65536, 65536), (65536, 3 * 65536), (1, 2 * mmap.PAGESIZE)])
def test_nobody_writes_beyond(size: int, grown: int) -> None:
    _guarded()
    code = _BEYOND.format(size=size, grown=grown, at=grown)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("still here\n", -signal.SIGSEGV)


def test_what_comes_into_use_is_zero_even_if_machine_code_wrote_there() -> None:
    memory = _guarded(3)
    base = memory.base
    assert base is not None
    ctypes.memset(base + 3, 7, mmap.PAGESIZE - 3)  # the rest of the page in which the memory ends
    assert memory.grow(5)
    assert bytes(memory.view) == bytes(5)
    ctypes.memset(base + 5, 7, mmap.PAGESIZE - 5)
    assert memory.grow(2 * mmap.PAGESIZE + 1)
    assert bytes(memory.view) == bytes(2 * mmap.PAGESIZE + 1)


def test_all_of_it_can_come_into_use() -> None:
    memory = _guarded(0, 10 * mmap.PAGESIZE + 1)
    assert memory.grow(10 * mmap.PAGESIZE + 1)
    memory.view[:] = b"x" * len(memory.view)
    assert not memory.grow(10 * mmap.PAGESIZE + 2)
    assert memory.view[-1] == ord("x")


def test_without_the_function_of_the_system_memories_work_and_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_mprotect", lambda: None)
    memory = Memory(Limits(1, 3))
    assert not memory.guarded
    memory.grow(2)
    memory[3 * 65536 - 1] = 5
    assert memory[3 * 65536 - 1] == 5


def test_a_memory_cannot_grow_when_the_system_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = _guarded()
    monkeypatch.setattr(pages, "_mprotect", lambda: lambda base, size, who: -1)
    assert not memory.grow(2 * 65536)
    assert len(memory.view) == 65536
    monkeypatch.undo()
    assert memory.grow(2 * 65536)
