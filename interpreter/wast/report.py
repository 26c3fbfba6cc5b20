"""The outcomes of the commands of a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from interpreter.wast.show import show_command
from wasm_construct.text.commands import Command


class Status(Enum):
    """The possible outcomes of a command."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a command. For a failure: what was `expected`, what was `found`, and the `error`, if any."""

    command: Command
    status: Status = Status.PASSED
    expected: str = ""
    found: str = ""
    error: BaseException | None = field(default=None, repr=False)

    @property
    def line(self) -> int:
        """The line of the command, counted from 1."""
        return self.command.line

    @property
    def column(self) -> int:
        """The column of the command, counted from 1."""
        return self.command.column

    def __str__(self) -> str:
        where = f"{self.line}:{self.column}: {show_command(self.command)}"
        if self.status is not Status.FAILED:
            return f"{where}: {self.status.value}"
        return f"{where}: expected {self.expected}, got {self.found}"


class Report:
    """The outcomes of all commands of a script, in order."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def counts(self) -> dict[Status, int]:
        """The number of commands with each status."""
        found = Counter(outcome.status for outcome in self.outcomes)
        return {status: found[status] for status in Status}

    @property
    def failures(self) -> list[Outcome]:
        """The commands that failed."""
        return [outcome for outcome in self.outcomes if outcome.status is Status.FAILED]

    @property
    def ok(self) -> bool:
        """Whether no command failed."""
        return not self.failures

    def __repr__(self) -> str:
        return f"<Report: {show_counts(self.counts)}>"


def show_counts(counts: dict[Status, int]) -> str:
    """Counts as text, such as `12 passed, 1 failed`."""
    return ", ".join([f"{n} {status.value}" for status, n in counts.items() if n]) or "no commands"
