"""Strings and identifiers as the text format writes them.

Spec: §6.3.3 (text-string), §6.3.5 (text-id)
"""

from __future__ import annotations

import re

_LEGAL = re.compile(r"[0-9A-Za-z!#$%&'*+\-./:<=>?@\\^_`|~]+")
_BYTES = {code: f"\\{code:02x}" for code in range(256) if not 32 <= code < 127 or chr(code) in '"\\'}
_LINE = 64  # the bytes of long data that stand on one line


def string(data: bytes) -> str:
    """A string literal with these bytes."""
    return f'"{data.decode("latin-1").translate(_BYTES)}"'


def strings(data: bytes, indent: str) -> str:
    """One string literal, or, for long data, several ones on lines of their own."""
    if len(data) <= _LINE:
        return " " + string(data) if data else ""
    return "".join(indent + string(data[at : at + _LINE]) for at in range(0, len(data), _LINE))


def name(text: str) -> str:
    """A string literal with these characters, those that can be seen unescaped. Spec: §6.3.4 (text-name)"""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{"".join(_character(char) for char in text)}"'


def _character(char: str) -> str:
    if ord(char) < 128:
        return _BYTES.get(ord(char), char)
    return char if char.isprintable() else f"\\u{{{ord(char):x}}}"


def identifier(text: str) -> str:
    """The identifier for a name that is not empty. Spec: §6.3.5 (text-id)"""
    return f"${text}" if _LEGAL.fullmatch(text) else f"${name(text)}"


def comment(text: str) -> str:
    """A comment that shows a name."""
    shown = text if _LEGAL.fullmatch(text) else name(text).replace(";", "\\3b")
    return f"(;${shown};)"
