"""The reference of the runtime is what its docstrings say, and leaves nothing out."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.docs.reference import MODULES, PAGE, page

NAMES = [name for module in MODULES for name in import_module(module).__all__]


def test_the_committed_page_is_what_the_docstrings_make() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.reference writes it anew"


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_every_public_name(name: str) -> None:
    text = page()
    assert f"#### `{name}" in text or f"- `{name}" in text
