"""What has been counted and measured while code ran, and what it may cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from time import perf_counter
from typing import Any

from interpreter.errors import CostLimitExceeded, WorkflowError
from wasm_construct.opcodes import ROWS, Row


class Statistics:
    """What an Executor counts and measures, as far as its configuration says so (see `Config`).

    A limit that is there when the Executor is made makes it count, too.
    """

    def __init__(self) -> None:
        self.costs: dict[str, int] = {row.mnemonic: 1 for row in ROWS}
        """What an instruction costs, by its name."""
        self.limit: int | None = None
        self.ignored = False
        """Whether an Executor uses this and counts nothing."""
        self._known: dict[int, tuple[tuple[Row, ...], int]] = {}
        self.count = 0
        self.cost = 0
        self.seconds = 0.0
        self._running = 0
        self._start = 0.0

    # ---- costs

    def set_cost_table(self, costs: Mapping[str, int] | Sequence[int], otherwise: int = 0) -> None:
        """Say what instructions cost: by name, or by opcode; `otherwise` for all that are not mentioned.

        In a sequence an instruction whose opcode has a prefix stands at the number of both, such as 0xFC0A.
        Raises ValueError for a name that is none.
        """
        self._known.clear()
        if isinstance(costs, Mapping):
            wrong = [name for name in costs if name not in self.costs]
            if wrong:
                raise ValueError(f"there is no instruction {wrong[0]!r}")
            self.costs = {name: costs.get(name, otherwise) for name in self.costs}
        else:
            places = {row.mnemonic: _number(row.opcode) for row in ROWS}
            self.costs = {name: costs[at] if at < len(costs) else otherwise for name, at in places.items()}

    def set_cost_limit(self, limit: int | None) -> None:
        """Let code cost this much in total, and no more; None: as much as it likes.

        Raises ValueError below zero, and WorkflowError when an Executor uses this already and counts nothing.
        """
        if limit is not None and limit < 0:
            raise ValueError("a limit must not be negative")
        if limit is not None and self.ignored:
            raise WorkflowError(
                "the Executor does not count: give it Config(measure_cost=True), or set the limit before"
            )
        self.limit = limit

    def charge(self, group: tuple[Row, ...]) -> None:
        """Count instructions that are about to run; raises CostLimitExceeded, and counts nothing, beyond the limit."""
        known = self._known.get(id(group))
        if known is None or known[0] is not group:
            known = self._known[id(group)] = group, sum(self.costs[row.mnemonic] for row in group)
        self.spend(known[1])
        self.count += len(group)

    def spend(self, cost: int) -> None:
        """Count a cost; raises CostLimitExceeded, and counts nothing, beyond the limit."""
        total = self.cost + cost
        if self.limit is not None and total > self.limit:
            raise CostLimitExceeded
        self.cost = total

    # ---- what has been found

    def count_of_instr(self) -> int:
        """The number of instructions that have run."""
        return self.count

    def instr_per_sec(self) -> float:
        """The number of instructions in a second; not a number when no time has been measured."""
        return self.count / self.seconds if self.seconds else math.nan

    def cost_in_total(self) -> int:
        """What the instructions have cost."""
        return self.cost

    def time_in_total(self) -> float:
        """How long calls from the host have taken, in seconds, host functions that they called included."""
        return self.seconds

    def clear(self) -> None:
        """Be as at the beginning; the costs and the limit stay."""
        self.count = self.cost = 0
        self.seconds = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure how long something takes; what runs at the same time, within it or in other threads, counts once."""
        with _LOCK:
            self._running += 1
            if self._running == 1:
                self._start = perf_counter()
        try:
            yield
        finally:
            with _LOCK:
                self._running -= 1
                if not self._running:
                    self.seconds += perf_counter() - self._start

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_known": {}, "_running": 0}

    def __repr__(self) -> str:
        return f"<Statistics: {self.count} instructions, cost {self.cost}, {self.seconds:.6f} seconds>"


_LOCK = Lock()


def _number(opcode: Sequence[int]) -> int:
    """Where an instruction stands in a table of costs; beyond its end when there is no place for it."""
    if len(opcode) == 1:
        return opcode[0]
    return opcode[0] << 8 | opcode[1] if opcode[1] < 1 << 8 else 1 << 16
