"""Text of unknown origin, and numbers, as they can be shown anywhere."""

from __future__ import annotations

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def shown(text: str) -> str:
    r"""Text of unknown origin in a form that no terminal acts upon: `\u{1b}` for an escape character."""
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(_ESCAPES.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text)


def quoted(text: str) -> str:
    """The same as a string of the text format."""
    return '"' + shown(text).replace('"', '\\"') + '"'


def name_text(name: str | None) -> str:
    """A name in a table or a comment: in quotes where one could not see it, or not see where it ends."""
    if name is None:
        return ""
    return quoted(name) if not name or name != name.strip() else shown(name)


def count_of(count: int, noun: str, plural: str = "") -> str:
    """A number and what it counts: `1 file`, `2,000 files`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
