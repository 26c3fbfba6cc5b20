"""What happens to a subject on a machine, told so that two machines can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias

from tests.differential.subject import Subject

Outcome: TypeAlias = tuple[Any, ...]
"""How something ended: ("values", ...), ("trap", name), ("exception",) or ("exhausted",); or what a memory holds."""
History: TypeAlias = list[tuple[str, Outcome]]
_ELEMENTS = 16
_CHUNK = 64


_EITHER = {("trap", "null reference"), ("trap", "out of bounds array access")}
"""When both arrays of `array.copy` are at fault it traps; the specification does not say for which of them."""


class Machine(Protocol):
    """Something that runs modules."""

    def start(self, data: bytes, provider: bytes | None) -> Outcome:
        """Instantiate a module, and before it the one that has its imports."""

    def call(self, name: str, *args: int) -> Outcome:
        """Call a function of it."""

    def memory(self, name: str) -> bytes:
        """What a memory of it holds."""


def history(machine: Machine, subject: Subject) -> History:
    """All that happens: each call, and then what is in the globals, tables and memories."""
    return list(_steps(machine, subject))


def _steps(machine: Machine, subject: Subject) -> Iterator[tuple[str, Outcome]]:
    started = machine.start(subject.data, subject.provider)
    yield "start", started
    if started[0] != "values":
        return
    for name in (*subject.calls, *subject.globals):
        yield name, machine.call(name)
    for name in subject.tables:
        size = machine.call(f"{name} size")
        yield f"{name} size", size
        for index in range(min(size[1], _ELEMENTS)):
            yield f"{name}[{index}]", machine.call(name, index)
    for name in subject.memories:
        yield name, _contents(machine.memory(name))


def _contents(data: bytes) -> Outcome:
    """The size, and what is not zero."""
    chunks = [(start, data[start : start + _CHUNK]) for start in range(0, len(data), _CHUNK)]
    return "holds", len(data), *[(start, chunk) for start, chunk in chunks if any(chunk)]


def difference(one: History, other: History) -> str | None:
    """The first thing that was not the same; nothing after the end of a resource counts, as that is nobody's fault."""
    for (name, mine), (also, yours) in zip(one, other, strict=False):
        if "exhausted" in (mine[0], yours[0]):
            return None
        if (name, mine) != (also, yours) and not (name == also and {mine, yours} == _EITHER):
            return f"{name}: {mine} against {yours}" if name == also else f"{name} against {also}"
    return None if len(one) == len(other) else f"{len(one)} steps against {len(other)}"
