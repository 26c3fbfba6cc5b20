"""Python source under construction: what the two compilers of schemas share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from wasm_construct.features import Feature

Features = frozenset[Feature]
_Rule = TypeVar("_Rule")
_NEUTRAL = {"__doc__", "__init__", "__module__", "__parameters__", "__static_attributes__", "__firstlineno__", "gives"}


def rule_for(rules: Mapping[type, _Rule], schema: object) -> _Rule | None:
    """The rule for the class of a schema: its own, or that of a base class whose methods it leaves alone."""
    changed: set[str] = set()
    for cls in type(schema).__mro__:
        if cls in rules:
            return rules[cls] if changed.isdisjoint(vars(cls)) else None
        changed |= vars(cls).keys() - _NEUTRAL
    return None


class Source:
    """The source under construction, and the objects that it refers to."""

    def __init__(self, features: Features, namespace: dict[str, Any]) -> None:
        self.features = features
        self.namespace = namespace
        self.functions: list[str] = []
        self.made: dict[int, str] = {}
        self.decisions: dict[int, Any] = {}
        self.count = 0

    def new(self, prefix: str) -> str:
        """A name that was not used before."""
        self.count += 1
        return f"{prefix}{self.count}"

    def bind(self, value: Any, prefix: str) -> str:
        """A name that stands for this object."""
        name = self.new(prefix)
        self.namespace[name] = value
        return name

    def literal(self, value: Any) -> str:
        """The value as source, or a name that stands for it."""
        return repr(value) if type(value) in (bool, int, bytes, str) else self.bind(value, "constant")

    def table(self, functions: dict[int, str]) -> str:
        """A dict from tag to function; its source follows that of the functions."""
        table = self.new("cases")
        self.functions.append(f"{table} = {{{', '.join(f'{tag}: {name}' for tag, name in functions.items())}}}")
        return table

    def deferred(self, make: Callable[[], Callable[..., Any]]) -> str:
        """A name for a function that is made when it is first called."""
        made: list[Callable[..., Any]] = []

        def call(*args: Any) -> Any:
            if not made:
                made.append(make())
            return made[0](*args)

        return self.bind(call, "deferred")

    def finish(self, name: str) -> Any:
        """The function of this name, compiled."""
        source = "\n\n".join(self.functions)
        exec(compile(source, "<compiled schema>", "exec"), self.namespace)
        function = self.namespace[name]
        function.source = source
        return function


class Body:
    """The lines of one function."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines: list[str] = []
        self.indent = "    "

    def line(self, text: str) -> None:
        """Add a line."""
        self.lines.append(self.indent + text)

    def within(self, head: str) -> Body:
        """Add the head of a block; the body of the block shares the lines."""
        self.line(head)
        inner = Body(self.source)
        inner.lines = self.lines
        inner.indent = self.indent + "    "
        return inner
