"""The drawing of who imports whom is that of the code."""

from __future__ import annotations

from tests.architecture.picture import PAGE, direct, with_drawing


def test_the_drawing_is_that_of_today() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_drawing(page), "python -m tests.architecture.picture draws it anew"


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    graph = {"cli": {"module", "syntax"}, "module": {"syntax"}, "syntax": set[str]()}
    assert direct(graph) == [("cli", "module"), ("module", "syntax")]
