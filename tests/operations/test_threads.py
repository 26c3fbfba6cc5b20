"""Atomic instructions, and threads that wait for each other."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread, get_ident
from time import monotonic, sleep

import pytest

from interpreter.operations import waiting
from interpreter.runtime.memory import Memory
from tests.operations.instances import memory, run, trap_of
from wasm_construct.opcodes import NATURAL_ALIGNMENT, ROWS, Row

FOREVER = 2**64 - 1
MILLISECOND = 1_000_000
ATOMICS = [row for row in ROWS if row.feature == "threads" and "memarg" in row.immediates]


@pytest.fixture
def shared() -> Memory:
    return memory(1, most=2, shared=True)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.mark.parametrize("row", ATOMICS, ids=lambda row: row.mnemonic)
def test_addresses_are_aligned_and_within_the_memory(row: Row, shared: Memory) -> None:
    size = 1 << NATURAL_ALIGNMENT[row.opcode]
    operands = [0] * (len(row.operands) - 1)
    for address in (1, 65537, 2**32 - 1) if size > 1 else ():
        assert trap_of(row.mnemonic, shared, 0, address, *operands) == "unaligned atomic"
        assert trap_of(row.mnemonic, shared, address, 0, *operands) == "unaligned atomic"
    for address in (65536, 2**32 - size):
        assert trap_of(row.mnemonic, shared, 0, address, *operands) == "out of bounds memory access"
    run(row.mnemonic, shared, size - 1, 65537 - 2 * size, *operands)  # the sum is what counts


def test_only_a_shared_memory_can_be_waited_at() -> None:
    mem = memory()
    assert trap_of("memory.atomic.wait32", mem, 0, 0, 1, FOREVER) == "expected shared memory"
    assert trap_of("memory.atomic.wait64", mem, 0, 4, 1, FOREVER) == "unaligned atomic"
    assert run("memory.atomic.notify", mem, 0, 0, 1) == 0


def test_a_narrow_read_modify_write_leaves_the_rest_alone(shared: Memory) -> None:
    run("i64.store", shared, 0, 8, 0x1111_1111_1111_11FF)
    assert run("i64.atomic.rmw8.add_u", shared, 8, 0, 2) == 0xFF
    assert run("i32.atomic.rmw16.xchg_u", shared, 0, 10, 0xFFFF_2222) == 0x1111
    assert run("i32.atomic.rmw.cmpxchg", shared, 0, 12, 0, 5) == 0x1111_1111
    assert run("i32.atomic.rmw.cmpxchg", shared, 0, 12, 0x1111_1111, 5) == 0x1111_1111
    assert run("i64.atomic.load", shared, 0, 8) == 0x0000_0005_2222_1101


@pytest.fixture
def hasty() -> Iterator[None]:
    """Python changes from thread to thread as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty")
def test_nothing_is_lost_between_threads(shared: Memory, pool: ThreadPoolExecutor) -> None:
    counts = [pool.submit(lambda: [run("i32.atomic.rmw.add", shared, 0, 4, 1) for _ in range(2000)]) for _ in "abcd"]
    seen = [number for count in counts for number in count.result()]
    assert sorted(seen) == list(range(8000))
    assert run("i32.load", shared, 0, 4) == 8000


@pytest.mark.parametrize(
    ("name", "operands", "result", "after"),
    [
        ("i32.atomic.rmw.add", (9,), 5, 14),
        ("i32.atomic.rmw.cmpxchg", (5, 9), 5, 9),
        ("i32.atomic.store", (9,), None, 9),
    ],
)
def test_no_thread_comes_between_a_read_and_a_write(
    name: str, operands: tuple[int, ...], result: int | None, after: int, shared: Memory, pool: ThreadPoolExecutor
) -> None:
    with waiting.LOCK:  # as another read-modify-write holds it
        future = pool.submit(run, name, shared, 0, 0, *operands)
        sleep(0.02)
        run("i32.store", shared, 0, 0, 5)
    assert future.result(10) == result
    assert run("i32.load", shared, 0, 0) == after


# ---- waiting


def waiters() -> int:
    with waiting.LOCK:
        return sum(map(len, waiting._WAITING.values()))


def until(condition: Callable[[], bool]) -> None:
    end = monotonic() + 10
    while not condition():
        assert monotonic() < end
        sleep(0.001)


def start(pool: ThreadPoolExecutor, name: str, *args: object) -> Future[int]:
    """Let a thread wait, and come back when it does."""
    before = waiters()
    future = pool.submit(run, name, *args)
    until(lambda: waiters() > before)
    return future


def test_a_thread_does_not_wait_for_another_value(shared: Memory) -> None:
    assert run("memory.atomic.wait32", shared, 0, 0, 1, FOREVER) == 1
    run("i64.store", shared, 0, 0, 2**32)
    assert run("memory.atomic.wait64", shared, 0, 0, 0, FOREVER) == 1
    assert waiting._WAITING == {}


@pytest.mark.parametrize("timeout", [0, 1, 20 * MILLISECOND, 70 * MILLISECOND])
def test_waiting_ends_with_the_time(shared: Memory, timeout: int) -> None:
    began = monotonic()
    assert run("memory.atomic.wait64", shared, 8, 0, 0, timeout) == 2
    assert monotonic() - began >= timeout / 1e9
    assert waiting._WAITING == {}


@pytest.mark.parametrize("timeout", [FOREVER, 2**63 - 1])
def test_the_first_to_wait_is_the_first_to_be_woken(shared: Memory, pool: ThreadPoolExecutor, timeout: int) -> None:
    first, second, third = [start(pool, "memory.atomic.wait32", shared, 0, 16, 0, timeout) for _ in range(3)]
    assert run("memory.atomic.notify", shared, 16, 0, 0) == 0
    assert run("memory.atomic.notify", shared, 16, 0, 1) == 1
    assert first.result(10) == 0
    assert not second.done() and not third.done()
    assert run("memory.atomic.notify", shared, 0, 16, 2**32 - 1) == 2
    assert second.result(10) == third.result(10) == 0
    assert run("memory.atomic.notify", shared, 16, 0, 1) == 0
    assert waiting._WAITING == {}


def test_places_and_memories_are_told_apart(shared: Memory, pool: ThreadPoolExecutor) -> None:
    other = memory(1, most=2, shared=True)
    future = start(pool, "memory.atomic.wait32", shared, 0, 16, 0, FOREVER)
    assert run("memory.atomic.notify", shared, 0, 20, 1) == run("memory.atomic.notify", other, 0, 16, 1) == 0
    assert run("memory.atomic.notify", shared, 0, 16, 1) == 1
    assert future.result(10) == 0


def test_a_waiting_thread_can_be_interrupted(shared: Memory) -> None:
    caught = []

    def work() -> None:
        try:
            run("memory.atomic.wait32", shared, 0, 0, 0, FOREVER)
        except KeyboardInterrupt:
            caught.append(get_ident())

    thread = Thread(target=work)
    thread.start()
    until(lambda: waiters() == 1)
    assert thread.ident is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(KeyboardInterrupt))
    thread.join(10)
    assert caught == [thread.ident]
    assert waiting._WAITING == {}
    assert run("memory.atomic.notify", shared, 0, 0, 1) == 0


def test_a_mutex_lets_one_thread_in(shared: Memory, pool: ThreadPoolExecutor) -> None:
    """Threads add to a number with plain loads and stores, one at a time."""

    def work() -> None:
        for _ in range(30):
            while run("i32.atomic.rmw.cmpxchg", shared, 0, 0, 0, 1):
                run("memory.atomic.wait32", shared, 0, 0, 1, FOREVER)
            number = run("i32.load", shared, 0, 4)
            sleep(0)
            run("i32.store", shared, 0, 4, number + 1)
            run("i32.atomic.store", shared, 0, 0, 0)
            run("memory.atomic.notify", shared, 0, 0, 1)

    for future in [pool.submit(work) for _ in range(4)]:
        future.result(20)
    assert run("i32.load", shared, 0, 4) == 120


class SlowMemory(Memory):
    """One that sees whether several threads let it grow at the same time."""

    inside = 0
    together = False

    def grow_by(self, delta: int) -> int:
        self.inside += 1
        sleep(0.002)
        self.together |= self.inside > 1
        self.inside -= 1
        return super().grow_by(delta)


def test_a_memory_grows_for_one_thread_at_a_time(pool: ThreadPoolExecutor) -> None:
    mem = SlowMemory(memory(0, most=8, shared=True).limits)
    grown = [pool.submit(run, "memory.grow", mem, 1) for _ in range(8)]
    assert sorted(future.result(10) for future in grown) == list(range(8))
    assert not mem.together
