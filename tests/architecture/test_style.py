"""What the text of the library's files must look like, beyond what the linter says."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.architecture.sources import ROOT, Source, snippet, sources

MAX_LINES = 600
BANNED = frozenset(
    "Enum FlagsEnum GreedyRange GreedyString LazyBound Optional PascalString Peek Pointer Prefixed PrefixedArray Select"
    " Switch VarInt ZigZag".split()
)
"""Constructs that swallow errors, ignore bytes or lose an encoding."""
WRAPPERS: dict[str, str] = {}
"""For a banned construct that is wrapped somewhere: the one file, from the root, that may use it."""

_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_BROAD = ("Exception", "BaseException")


def long_files(source: Source) -> Iterator[str]:
    """Files that have grown too long."""
    lines = len(source.text.splitlines())
    if lines > MAX_LINES:
        yield source.at(MAX_LINES + 1, f"{lines} lines: split the file, {MAX_LINES} are enough")


def banned_constructs(source: Source) -> Iterator[str]:
    """Lenient constructs, wherever construct's name for them is used."""
    modules = {"construct"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            modules |= {alias.asname for alias in node.names if _is_construct(alias.name) and alias.asname}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and _is_construct(node.module or ""):
            modules |= {alias.asname or alias.name for alias in node.names if alias.name in ("core", "lib")}
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value).partition(".")[0] in modules:
            names = [node.attr]
        else:
            continue
        for name in names:
            if name == "*":
                yield source.at(node.lineno, "import the names of construct one by one")
            elif name in BANNED and not _wraps(source, name):
                yield source.at(node.lineno, f"construct's {name} is too lenient: use what stands in for it")


def _is_construct(module: str) -> bool:
    return module.partition(".")[0] == "construct"


def _wraps(source: Source, name: str) -> bool:
    return name in WRAPPERS and source.path == ROOT / WRAPPERS[name]


def assertions(source: Source) -> Iterator[str]:
    """Assert statements, which `python -O` removes."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assert):
            yield source.at(node.lineno, "raise an error instead of asserting")


def swallowed_errors(source: Source) -> Iterator[str]:
    """Handlers that catch what they do not know, and drop it."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                yield source.at(node.lineno, "name the errors that are caught")
            elif _is_broad(node.type) and all(map(_does_nothing, node.body)):
                yield source.at(node.lineno, "do not swallow every error")
        elif _is_suppress(node) and any(map(_is_broad, node.args)):
            yield source.at(node.lineno, "do not swallow every error")


def _is_suppress(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "suppress"


def _is_broad(node: ast.expr) -> bool:
    return any(isinstance(name, ast.Name) and name.id in _BROAD for name in ast.walk(node))


def _does_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass | ast.Continue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def open_ends(source: Source) -> Iterator[str]:
    """Notes on what is still to be done."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME)\b", line):
            yield source.at(number, "finish it, or open an issue")


def undocumented(source: Source) -> Iterator[str]:
    """Public modules, classes, functions and methods without a docstring."""
    if any(part.startswith("_") and not part.startswith("__") for part in source.module.split(".")):
        return
    if not ast.get_docstring(source.tree):
        yield source.at(1, "the module has no docstring")
    for name, node in _public(source.tree):
        if not ast.get_docstring(node):
            yield source.at(node.lineno, f"{name} has no docstring")


def _public(scope: ast.AST, prefix: str = "") -> Iterator[tuple[str, _Definition]]:
    """The public definitions of a module or class, also under `if` and `try`; functions keep theirs to themselves."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, _Definition):
            yield from _public(node, prefix)
        elif not node.name.startswith("_") and not _has_it_elsewhere(node):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{prefix}{node.name}.")


def _has_it_elsewhere(node: _Definition) -> bool:
    """Whether this is a setter, an overload or an override, whose docstring is that of another function."""
    marks = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return not marks.isdisjoint({"setter", "deleter", "overload", "override"})


Checker = Callable[[Source], Iterator[str]]
CHECKERS: list[Checker] = [long_files, banned_constructs, assertions, swallowed_errors, open_ends, undocumented]
FILES = sources()


@pytest.mark.parametrize("source", FILES, ids=lambda source: source.module)
def test_style(source: Source) -> None:
    assert not [finding for checker in CHECKERS for finding in checker(source)]


def test_the_wrappers_exist() -> None:
    assert {ROOT / file for file in WRAPPERS.values()} <= {source.path for source in FILES}


_DOCUMENTED = '"""A module."""\n'
_CASES: list[tuple[Checker, str, int]] = [
    (long_files, "\n" * MAX_LINES, 0),
    (long_files, "\n" * (MAX_LINES + 1), 1),
    (banned_constructs, "from construct import Construct, Switch, GreedyRange", 2),
    (banned_constructs, "from construct import Switch as Harmless", 1),
    (banned_constructs, "from construct.core import VarInt", 1),
    (banned_constructs, "from construct import *", 1),
    (banned_constructs, "import construct\nx = construct.Prefixed(a, b)", 1),
    (banned_constructs, "import construct.core\nx = construct.core.Prefixed(a, b)", 1),
    (banned_constructs, "import construct as c\nx = c.Enum(c.Byte)", 1),
    (banned_constructs, "from construct import core\nx = core.Peek(a)", 1),
    (banned_constructs, "from enum import Enum\nfrom typing import Optional\nfrom construct import Computed", 0),
    (assertions, "def f(x):\n    assert x", 1),
    (assertions, "'assert x'  # assert x", 0),
    (swallowed_errors, "try:\n    f()\nexcept:\n    raise", 1),
    (swallowed_errors, "try:\n    f()\nexcept Exception:\n    pass", 1),
    (swallowed_errors, "try:\n    f()\nexcept (ValueError, BaseException):\n    ...", 1),
    (swallowed_errors, "for x in y:\n    try:\n        f()\n    except Exception:\n        continue", 1),
    (swallowed_errors, "with contextlib.suppress(Exception):\n    f()", 1),
    (swallowed_errors, "try:\n    f()\nexcept KeyError:\n    pass", 0),
    (swallowed_errors, "try:\n    f()\nexcept Exception as error:\n    raise WasmError from error", 0),
    (open_ends, "# TODO: more\nx = 1  # FIXME", 2),
    (open_ends, "todos = 1", 0),
    (undocumented, "", 1),
    (undocumented, _DOCUMENTED + "class A:\n    def b(self): ...", 2),
    (undocumented, _DOCUMENTED + "if x:\n    def f(): ...\nasync def g(): ...", 2),
    (undocumented, _DOCUMENTED + "class _A:\n    def b(self): ...\ndef _f(): ...", 0),
    (undocumented, _DOCUMENTED + "def f():\n    '''F.'''\n    def inner(): ...", 0),
    (
        undocumented,
        _DOCUMENTED + "class A:\n    '''A.'''\n    def __len__(self): ...\n    @x.setter\n    def x(self): ...",
        0,
    ),
]


@pytest.mark.parametrize(("checker", "text", "count"), _CASES)
def test_a_checker_finds_what_it_is_for(checker: Checker, text: str, count: int) -> None:
    assert len(list(checker(snippet(text)))) == count


def test_a_wrapper_may_use_what_it_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WRAPPERS, "Switch", "wasm_construct/binary/switch.py")
    text = "from construct import Switch"
    assert not list(banned_constructs(snippet(text, file=f"{ROOT}/wasm_construct/binary/switch.py")))
    assert list(banned_constructs(snippet(text, file=f"{ROOT}/wasm_construct/binary/other.py")))


def test_private_modules_need_no_docstring() -> None:
    assert not list(undocumented(snippet("", module="wasm_construct._private")))
    assert list(undocumented(snippet("", module="wasm_construct.__main__")))


def test_a_finding_names_file_and_line() -> None:
    assert list(assertions(snippet("\nassert x", file="a/b.py"))) == [
        f"{Path('a/b.py')}:2: raise an error instead of asserting"
    ]
