"""`roundtrip`: whether modules come out as they went in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import click

from wasm_construct.binary.reader import read_reference
from wasm_construct.binary.trace import trace_module
from wasm_construct.binary.writer import write_reference
from wasm_construct.cli.batch import expanded, progress
from wasm_construct.cli.common import (
    COMMAND_ERROR,
    MODULE_ERROR,
    CommandError,
    common_options,
    label,
    painter,
    read_input,
)
from wasm_construct.display.words import count_of, shown
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.features import Feature
from wasm_construct.module import Module
from wasm_construct.syntax.instructions import Expr
from wasm_construct.syntax.modules import Active, ElemExprs

Features = frozenset[Feature]


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--reference", is_flag=True, help="Also through the reference schemas alone, which is slow.")
@common_options
def roundtrip(files: tuple[str, ...], reference: bool, features: Features) -> None:
    """Parse and build each FILE, and compare the bytes.

    Every module is built as it was read, then with every instruction decoded; with --reference, the schemas that
    define the format also read and write it without the fast ways. In a folder, all *.wasm files are taken.

    There is one line for each file that differs or is malformed, and a summary. Exit code 1 if there is such a file,
    2 if one cannot be read.
    """
    ways: dict[str, _Way] = {"untouched": _untouched, "decoded": _decoded}
    if reference:
        ways["reference"] = _reference
    tally = Counter[str]()
    size = 0
    paths = list(expanded(files))
    paint = painter()
    with progress(len(paths)) as (step, say, warn):
        for file in paths:
            try:
                data = read_input(file)
            except CommandError as error:
                warn(error.message)
                tally["unreadable"] += 1
            else:
                size += len(data)
                outcome, problem = _check(data, features, ways)
                tally[outcome] += 1
                if problem:
                    say(f"{paint(label(file), 'bold')}: {problem}")
            step()
    outcomes = ", ".join(f"{tally[outcome]:,} {outcome}" for outcome in _CODES if tally[outcome]) or "nothing to do"
    click.echo(f"{count_of(len(paths), 'file')}, {count_of(size, 'byte')}: {outcomes} ({', '.join(ways)})")
    click.get_current_context().exit(max((_CODES[outcome] for outcome in tally), default=0))


_CODES = {"the same": 0, "different": MODULE_ERROR, "malformed": MODULE_ERROR, "unreadable": COMMAND_ERROR}
"""The exit code for each outcome."""


def _check(data: bytes, features: Features, ways: dict[str, _Way]) -> tuple[str, str]:
    """The outcome for a module, and what went wrong in each way that something did."""
    outcome = "the same"
    found: dict[str, list[str]] = {}
    for name, way in ways.items():
        try:
            built = way(data, features)
            problem = "" if built == data else _difference(data, built, features)
        except MalformedError as error:
            outcome, problem = "malformed", f"malformed: {shown(str(error))}"
        except BuildError as error:
            problem = f"cannot be built: {shown(str(error))}"
        if problem:
            found.setdefault(problem, []).append(name)
    if found and outcome == "the same":
        outcome = "different"
    parts = (text if len(names) == len(ways) else f"{', '.join(names)}: {text}" for text, names in found.items())
    return outcome, "; ".join(parts)


def _difference(data: bytes, built: bytes, features: Features) -> str:
    """Where two files begin to differ, and what stands there in the first."""
    at = next((at for at, (one, other) in enumerate(zip(data, built, strict=False)) if one != other), None)
    if at is None:
        return f"differs: {count_of(len(data), 'byte')} became {len(built):,}"
    leaves = trace_module(data, features)
    path = next((leaf.path for leaf in leaves if leaf.offset <= at < leaf.offset + leaf.size), "module")
    return f"differs: {data[at]:02x} became {built[at]:02x} (at offset {at:#x}, in {path})"


_Way = Callable[[bytes, Features], bytes]


def _untouched(data: bytes, features: Features) -> bytes:
    return Module.parse(data, features).build()


def _decoded(data: bytes, features: Features) -> bytes:
    module = Module.parse(data, features)
    for expr in _exprs(module):
        expr.instrs  # noqa: B018  # it keeps what it decodes
    for section in module.customs():
        section.content  # noqa: B018  # likewise
    return module.build()


def _reference(data: bytes, features: Features) -> bytes:
    return write_reference(read_reference(data, features))


def _exprs(module: Module) -> Iterator[Expr]:
    """All expressions of a module."""
    yield from (item.code.body for item in module.funcs if item.imported is None)
    yield from (item.defined.init for item in module.globals if item.imported is None)
    yield from (item.defined.init for item in module.tables if item.imported is None and item.defined.init is not None)
    for segment in (*module.elems, *module.datas):
        if isinstance(segment.mode, Active):
            yield segment.mode.offset
        if isinstance(segment, ElemExprs):
            yield from segment.exprs
