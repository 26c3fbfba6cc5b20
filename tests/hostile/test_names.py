"""Names that are no names: nothing of them gets into source, and everything can be shown."""

from __future__ import annotations

import copy
import traceback
from collections.abc import Callable

import pytest

from interpreter import Instance, Trap
from wasm_construct.text.printer.literals import name as quoted

Run = Callable[..., Instance]
NAMES = [
    "",
    "\0",
    "a\nimport os",
    "'''\"\"\"\\",
    "{0}%s{name}",
    "\u202etxt.exe",
    "\U0001f600",
    "\ufeff",
    "__class__",
    "__dict__",
    "keys",
    "self",
    "x" * 100_000,
    "None",
    "def",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:12]))
def test_a_name_is_only_a_name(run: Run, name: str) -> None:
    text = f"""(import {quoted(name)} {quoted(name)} (func $h (param i32)))
        (func $f (export {quoted(name)}) (param i32) (call $h (local.get 0)) unreachable)"""
    seen: list[int] = []
    instance = run(text, {name: {name: seen.append}})
    with pytest.raises(Trap) as caught:
        instance.exports[name](7)
    assert seen == [7]
    assert caught.value.frames[0].func == 1
    assert repr(instance) and repr(instance.exports) and str(caught.value)
    assert "".join(traceback.format_exception(caught.value))
    assert list(instance.exports) == [name]


def test_exports_that_are_called_like_methods(run: Run) -> None:
    names = ["keys", "get", "items", "__class__", "__dict__", "__getattr__", "__len__", "__iter__", "__reduce__"]
    fields = "".join(f'(func (export "{name}") (result i32) (i32.const {number}))' for number, name in enumerate(names))
    exports = run(fields).exports
    assert [exports[name]() for name in names] == list(range(len(names)))
    assert exports.keys() == 0
    assert len(exports) == len(names) and set(exports) == set(names)
    assert repr(exports).startswith("<Exports")


def test_copies_of_hostile_instances(run: Run) -> None:
    instance = run('(memory (export "\\00") 1) (func (export "__reduce__") (result i32) (i32.const 1))')
    instance.exports["\0"].write(b"x", 0)
    twin = copy.deepcopy(instance)
    assert twin.exports["\0"].read(0, 1) == b"x"
    assert twin.exports["__reduce__"]() == 1
