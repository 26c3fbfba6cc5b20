"""Text of unknown origin, made safe to show; numbers with nouns."""

from __future__ import annotations

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def shown(text: str) -> str:
    r"""A text with nothing in it that a terminal obeys: an escape character becomes `\u{1b}`."""
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(_ESCAPES.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text)


def quoted(text: str) -> str:
    """The same, in quotation marks."""
    return '"' + shown(text).replace('"', '\\"') + '"'


def name_text(name: str | None) -> str:
    """A name in a table or a comment: in quotation marks if it is empty, or has blanks at an end; nothing for None."""
    if name is None:
        return ""
    return quoted(name) if not name or name != name.strip() else shown(name)


def count_of(count: int, noun: str, plural: str = "") -> str:
    """A number and what it counts: `1 file`, `2,000 files`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
