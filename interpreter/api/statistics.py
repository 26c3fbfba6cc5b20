"""Statistics: counts instructions, costs and time, and limits what code may cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock
from time import perf_counter
from typing import Any

from interpreter.errors import CostLimitExceeded, WorkflowError
from wasm_construct.opcodes import ROWS, Row


class Statistics:
    """The counts and times of an Executor, if its configuration asks for them (see `Config`).

    An Executor that is made with a limit counts, too.
    """

    def __init__(self) -> None:
        self.costs: dict[str, int] = {row.mnemonic: 1 for row in ROWS}
        """The cost of each instruction, by its name."""
        self.limit: int | None = None
        self.ignored = False
        """Whether an Executor uses this object, but counts nothing."""
        self._known: dict[int, tuple[tuple[Row, ...], int]] = {}
        self.count = 0
        self.cost = 0
        self.seconds = 0.0
        self._running: set[object] = set()
        self._start = 0.0

    # ---- costs

    def set_cost_table(self, costs: Mapping[str, int] | Sequence[int], otherwise: int = 0) -> None:
        """Set the costs of instructions, by name or by opcode; all others cost `otherwise`.

        In a sequence an instruction whose opcode has a prefix stands at the number of both, such as 0xFC0A.
        Raises ValueError for a name that no instruction has.
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
        """Limit what code may cost in total; None removes the limit.

        Raises ValueError for a negative limit, and WorkflowError when an Executor uses this object, but counts nothing.
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

    # ---- results

    def count_of_instr(self) -> int:
        """The number of instructions that have run."""
        return self.count

    def instr_per_sec(self) -> float:
        """The number of instructions in a second; not a number when no time has been measured."""
        return self.count / self.seconds if self.seconds else math.nan

    def cost_in_total(self) -> int:
        """The costs of the instructions that have run."""
        return self.cost

    def time_in_total(self) -> float:
        """The seconds that calls from the host have taken, including the host functions that they called."""
        return self.seconds

    def clear(self) -> None:
        """Set all counts to zero; the costs and the limit stay."""
        self.count = self.cost = 0
        self.seconds = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure how long a call takes; calls at the same time, within it or in other threads, count once."""
        call = object()
        try:
            with _LOCK:
                if not self._running:
                    self._start = perf_counter()
                self._running.add(call)
            yield
        finally:  # an interruption may have come before the call was noted
            with _LOCK:
                if call in self._running:
                    self._running.remove(call)
                    if not self._running:
                        self.seconds += perf_counter() - self._start

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_known": {}, "_running": set()}

    def __repr__(self) -> str:
        return f"<Statistics: {self.count} instructions, cost {self.cost}, {self.seconds:.6f} seconds>"


_LOCK = RLock()  # signal handlers and finalizers may call code, too


def _number(opcode: Sequence[int]) -> int:
    """The index of an instruction in a table of costs; beyond its end for an opcode that has no place there."""
    if len(opcode) == 1:
        return opcode[0]
    return opcode[0] << 8 | opcode[1] if opcode[1] < 1 << 8 else 1 << 16
