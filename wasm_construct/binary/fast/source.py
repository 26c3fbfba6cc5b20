"""Python source under construction: what the two compilers of schemas share."""

from __future__ import annotations

from typing import Any

from wasm_construct.features import Feature

Features = frozenset[Feature]


class Source:
    """The source under construction, and the objects that it refers to."""

    def __init__(self, features: Features, namespace: dict[str, Any]) -> None:
        self.features = features
        self.namespace = namespace
        self.functions: list[str] = []
        self.made: dict[int, str] = {}
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

    def table(self, functions: dict[int, str]) -> str:
        """A dict from tag to function; its source follows that of the functions."""
        table = self.new("cases")
        self.functions.append(f"{table} = {{{', '.join(f'{tag}: {name}' for tag, name in functions.items())}}}")
        return table

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
