"""The sections of a file that have errors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wasm_construct.errors import MalformedError

_SECTION = re.compile(r"module\.sections\[(\d+)\]")


def bad_sections(errors: Iterable[MalformedError]) -> dict[int, MalformedError]:
    """The errors that are about one section, by its number."""
    found = ((error, _SECTION.match(error.path)) for error in errors)
    return {int(match[1]): error for error, match in found if match}
