"""Code may go deeper than its host, for as long as it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Thread

import pytest

from interpreter import Exhaustion, Instance

Run = Callable[..., Instance]
TEXT = """(import "env" "f" (func $f))
  (func $down (export "down") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
      (else (call $f) (i32.const 0))))"""


def test_the_limit_of_the_host_comes_back(run: Run) -> None:
    before = sys.getrecursionlimit()
    inside = []
    down = run(TEXT, {"env": {"f": lambda: inside.append(sys.getrecursionlimit())}}).exports.down
    assert down(1500) == 1500
    assert inside[0] > before
    with pytest.raises(Exhaustion):
        down(1_000_000)
    assert sys.getrecursionlimit() == before


def test_a_limit_that_the_host_has_set_meanwhile_stays(run: Run) -> None:
    before = sys.getrecursionlimit()
    try:
        run(TEXT, {"env": {"f": lambda: sys.setrecursionlimit(before + 17)}}).exports.down(3)
        assert sys.getrecursionlimit() == before + 17
    finally:
        sys.setrecursionlimit(before)


def test_threads_do_not_take_the_room_from_each_other(run: Run) -> None:
    before = sys.getrecursionlimit()
    results: list[int] = []

    def work() -> None:
        down = run(TEXT, {"env": {"f": lambda: None}}).exports.down
        results.extend(down(1500) for _ in range(10))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1500] * 40
    assert sys.getrecursionlimit() == before
