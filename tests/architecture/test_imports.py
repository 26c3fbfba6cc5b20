"""Which part of the library may import which: every arrow that is not in the tables below fails.

Imports within functions and under TYPE_CHECKING count like any other.
"""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.sources import PACKAGES, ROOT, Source, snippet, sources

_LEAVES = {"errors", "features", "lazy"}
_SYNTAX = {"opcodes", "syntax", *_LEAVES}
_FORMAT = {"binary", "text", "validation", *_SYNTAX}
_FACADE = {"module", "", "everything", "display", *_FORMAT}
LAYERS: dict[str, set[str]] = {
    "lazy": set(),
    "errors": set(),
    "features": {"opcodes"},
    "opcodes": _LEAVES,
    "syntax": {"opcodes", *_LEAVES},
    "binary": _SYNTAX,
    "text": _SYNTAX,
    "validation": _SYNTAX,
    "display": {"text", *_SYNTAX},
    "module": {"display", *_FORMAT},
    "everything": {"module", *_FORMAT},
    "": {"everything", "lazy"},  # wasm_construct itself
    "strategies": _FACADE,
    "cli": _FACADE,
    "__main__": {"cli"},
}
"""What each part of wasm_construct may import from the other parts."""
_INSTANCES = {"errors", "numerics", "runtime"}
_RUNNING = {"engines", "executor", "operations", *_INSTANCES}
RUNTIME: dict[str, set[str]] = {
    "errors": set(),
    "numerics": set(),
    "runtime": {"errors", "numerics"},
    "operations": _INSTANCES,
    "engines": {"operations", *_INSTANCES},
    "executor": {"engines", "operations", *_INSTANCES},
    "host": _INSTANCES,
    "wasi": {"host", *_INSTANCES},
    "wast": _RUNNING | {"host"},
    "api": _RUNNING | {"host", "wasi"},
    "cli": _RUNNING | {"api", "host", "wasi", "wast"},
    "__main__": {"cli"},
    "": _RUNNING | {"api", "host"},  # interpreter itself
}
"""What each part of interpreter may import from the other parts."""
CIRCLES: dict[tuple[str, str], str] = {}
"""Imports (who, whom) that may close a circle of modules, and the words in bold in docs/rationale.md that say why."""
FORMAT_FOR: dict[str, set[str]] = {"numerics": {"opcodes"}}
"""What of wasm_construct a part of interpreter may import, where that is not everything."""
OUTSIDE: dict[str, set[str]] = {
    "wasm_construct.binary": {"construct"},
    "wasm_construct.strategies": {"hypothesis"},
    "wasm_construct.cli": {"click", "rich"},
    "interpreter.cli": {"click", "rich"},
}
"""What each part may import beyond the standard library."""


_NAMES_FROM = "wasm_construct.lazy"
"""It imports the module that a package names; the rule checks the import for type checkers in that package."""


def imported(source: Source, modules: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The line and the full name of every module that this one imports; `modules` are those of the project."""
    known = set(modules)
    package = source.module.split(".") if source.is_package else source.module.split(".")[:-1]
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package[: len(package) - level + 1] if level else []
                base = ".".join([*above, *([module] if module else [])])
                for alias in names:
                    name = f"{base}.{alias.name}"
                    yield node.lineno, name if name in known else base
            case ast.Call(func=ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module")):
                match node.args:
                    case [ast.Constant(str(name)), *_]:
                        yield node.lineno, name
                    case _ if source.module != _NAMES_FROM:
                        yield node.lineno, "(a computed name)"


def part_of(module: str) -> str:
    """The part of wasm_construct that a module belongs to: `binary` for `wasm_construct.binary.custom.names`."""
    return module.partition(".")[2].partition(".")[0]


def findings(source: Source, modules: Iterable[str]) -> list[str]:
    """The imports of this file that are not allowed."""
    package, part = source.module.partition(".")[0], part_of(source.module)
    layers = LAYERS if package == "wasm_construct" else RUNTIME
    if part not in layers:
        return [source.at(1, f"{part!r} is not in the table of layers")]
    found = []
    for line, name in imported(source, modules):
        top, other = name.partition(".")[0], part_of(name)
        if top == package:
            allowed = (other == part or other in layers[part]) and not _foreign_engine(source.module, name)
        elif top == "wasm_construct":
            allowed = other in FORMAT_FOR.get(part, LAYERS)
        elif top == "interpreter":
            allowed = False
        else:
            allowed = top in sys.stdlib_module_names or top in OUTSIDE.get(f"{package}.{part}", ())
        if not allowed:
            found.append(source.at(line, f"{source.module} must not import {name}"))
    return found


_OF_ALL_ENGINES = {"chain", "engine", "meter", "table"}
"""The modules of interpreter.engines that belong to no engine."""


def _foreign_engine(module: str, name: str) -> bool:
    """Whether this is another engine: all that others may know of one is the protocol."""
    engine = name.split(".")[:3]
    if engine[:2] != ["interpreter", "engines"] or len(engine) < 3 or engine[2] in _OF_ALL_ENGINES:
        return False
    return (
        module.split(".")[:3] != engine
        and part_of(module) in {"engines", "executor"}
        and module != "interpreter.engines.table"
    )


def arrows(files: Iterable[Source]) -> dict[str, set[str]]:
    """Which part of a package does import which other of the same package."""
    files = list(files)
    modules = [source.module for source in files]
    graph: dict[str, set[str]] = {}
    for source in files:
        part = part_of(source.module)
        package = source.module.partition(".")[0]
        others = {part_of(name) for _, name in imported(source, modules) if name.partition(".")[0] == package}
        graph.setdefault(part, set()).update(others - {part})
    return graph


def module_graph(files: Iterable[Source]) -> dict[str, set[str]]:
    """Which module imports which others, within functions and under TYPE_CHECKING, too."""
    files = list(files)
    modules = {source.module for source in files}
    return {
        source.module: {name for _, name in imported(source, modules)} & modules - {source.module} for source in files
    }


def circle(graph: dict[str, set[str]], without: Iterable[tuple[str, str]] = ()) -> list[str]:
    """The modules of a circle, the first one twice; none when there is no circle without these imports."""
    left_out = set(without)
    sorter = graphlib.TopologicalSorter(
        {who: {whom for whom in others if (who, whom) not in left_out} for who, others in graph.items()}
    )
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        modules: list[str] = error.args[1]
        return modules[::-1]
    return []


FILES = sources()
MODULES = {source.module for source in FILES}


def test_there_are_files_to_look_at() -> None:
    assert {source.module.partition(".")[0] for source in FILES} == set(PACKAGES)


@pytest.mark.parametrize("source", FILES, ids=lambda source: source.module)
def test_every_import_is_allowed(source: Source) -> None:
    assert not findings(source, MODULES)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_parts_form_no_cycle(package: str) -> None:
    graphlib.TopologicalSorter(arrows(sources(package))).prepare()


def test_the_modules_form_no_circle() -> None:
    assert not circle(module_graph(FILES), CIRCLES)


def test_a_circle_that_is_allowed_is_there() -> None:
    for arrow in CIRCLES:
        assert circle(module_graph(FILES), {*CIRCLES} - {arrow}), f"{arrow} closes no circle: take it off the list"


def test_a_circle_that_is_allowed_has_a_reason() -> None:
    rationale = (ROOT / "docs" / "rationale.md").read_text("utf-8")
    assert not [reason for reason in CIRCLES.values() if f"**{reason}**" not in rationale]


@pytest.mark.parametrize(
    "text",
    [
        "from wasm_construct.b import f",
        "def g():\n    from wasm_construct.b import f",
        "if TYPE_CHECKING:\n    import wasm_construct.b",
        "from wasm_construct import b",
    ],
)
def test_a_circle_is_found(text: str) -> None:
    files = [
        snippet(text, "wasm_construct.a"),
        snippet("import wasm_construct.c", "wasm_construct.b"),
        snippet("import wasm_construct.a, enum", "wasm_construct.c"),
    ]
    found = circle(module_graph(files))
    assert (len(found), found[0], set(found)) == (4, found[-1], {f"wasm_construct.{name}" for name in "abc"})
    assert not circle(module_graph(files), {("wasm_construct.c", "wasm_construct.a")})


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("wasm_construct.syntax.types", "from wasm_construct.binary.leaves import name"),
        ("wasm_construct.opcodes.row", "import wasm_construct.syntax.types"),
        ("wasm_construct.text.lexer", "from wasm_construct import binary"),
        ("wasm_construct.text.lexer", "from ..binary import leaves"),
        ("wasm_construct.text.lexer", "from .. import binary"),
        ("wasm_construct.validation.types", "def f():\n    from wasm_construct.text import lexer"),
        ("wasm_construct.syntax.types", "if TYPE_CHECKING:\n    from wasm_construct.validation import types"),
        ("wasm_construct.syntax.types", "import importlib\nimportlib.import_module('wasm_construct.binary')"),
        ("wasm_construct.syntax.types", "import_module(f'wasm_construct.{name}')"),
        ("wasm_construct.binary.types", "from wasm_construct import Module"),
        ("wasm_construct.errors", "from wasm_construct.features import Feature"),
        ("wasm_construct.module", "from wasm_construct.cli import main"),
        ("wasm_construct.cli.dump", "from wasm_construct.strategies import modules"),
        ("wasm_construct.cli.dump", "import interpreter"),
        ("wasm_construct.text.lexer", "from construct import Construct"),
        ("wasm_construct.module", "import construct.core"),
        ("wasm_construct.binary.types", "from hypothesis import strategies"),
        ("wasm_construct.module", "import click"),
        ("wasm_construct.validation.types", "from rich.console import Console"),
        ("wasm_construct.binary.types", "import numpy"),
        ("wasm_construct.surprise", ""),
        ("interpreter.runtime.caller", "from construct import Construct"),
        ("interpreter.runtime.func", "from interpreter.engines import Engine"),
        ("interpreter.executor.linking", "from interpreter.engines.python import PythonEngine"),
        ("interpreter.engines.llvm.engine", "import interpreter.engines.python.rules"),
        ("interpreter.surprise", ""),
        ("interpreter.numerics.ints", "from wasm_construct import Module"),
        ("interpreter.numerics.ints", "import interpreter.errors"),
    ],
)
def test_a_forbidden_import_is_found(module: str, text: str) -> None:
    assert findings(snippet(text, module), {*MODULES, "wasm_construct.binary", "wasm_construct.text"})


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("wasm_construct.binary.types", "import io\nfrom construct import Construct\nfrom . import leaves"),
        ("wasm_construct.opcodes.row", "from wasm_construct.features import Feature"),
        ("wasm_construct.features", "from wasm_construct.opcodes import ROWS"),
        (
            "wasm_construct.validation.types",
            "from wasm_construct import errors\nfrom wasm_construct.syntax import types",
        ),
        ("wasm_construct.strategies.modules", "import hypothesis\nfrom wasm_construct import Module"),
        ("wasm_construct.cli.dump", "import click\nimport rich.console\nfrom wasm_construct.module import Module"),
        (
            "interpreter.numerics",
            "import struct\nfrom interpreter.numerics import ints\nfrom wasm_construct.opcodes import ROWS",
        ),
        (
            "interpreter.executor.linking",
            "from interpreter.engines.engine import Engine\nfrom wasm_construct import Module",
        ),
        ("interpreter.engines.python.rules", "import interpreter.engines.python.source"),
    ],
)
def test_an_allowed_import_is_not(module: str, text: str) -> None:
    assert not findings(snippet(text, module), MODULES)


def test_a_relative_import_in_a_package_starts_at_the_package() -> None:
    package = snippet("from . import leaves", "wasm_construct.binary", "binary/__init__.py")
    assert list(imported(package, ["wasm_construct.binary.leaves"])) == [(1, "wasm_construct.binary.leaves")]


def test_a_cycle_is_found() -> None:
    files = [
        snippet("import wasm_construct.opcodes", "wasm_construct.features"),
        snippet("import wasm_construct.features", "wasm_construct.opcodes"),
    ]
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(arrows(files)).prepare()


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        (
            "from wasm_construct import Module",
            {
                "wasm_construct.text",
                "wasm_construct.display.page",
                "wasm_construct.syntax.everything",
                "wasm_construct.validation.facts",
                "asyncio",
            },
        ),
        ("import wasm_construct", {"wasm_construct.module", "construct"}),
        ("import interpreter", {"interpreter.api", "wasm_construct.module", "construct"}),
        (
            "from interpreter import *; Module, Vm",
            {"asyncio", "difflib", "wasm_construct.text", "interpreter.engines.python"},
        ),
        ("from interpreter.cli import group\ntry: group(['--help'])\nexcept SystemExit: pass", {"interpreter.api"}),
    ],
)
def test_what_is_not_imported_before_it_is_needed(code: str, unwanted: set[str]) -> None:
    check = f"{code}\nimport sys; print(*{unwanted!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.stdout.split("\n")[-2], done.stderr) == ("", "")
