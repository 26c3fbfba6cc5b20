"""`inspect`: the sections of a module, and lists of what is in it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from itertools import compress
from typing import Any

import click

from wasm_construct.binary.frames import frames
from wasm_construct.cli.common import (
    MODULE_ERROR,
    CommandError,
    Paint,
    common_options,
    complain,
    emit,
    label,
    painter,
    read_binary,
)
from wasm_construct.cli.facts import LISTINGS, Facts, Rows, Subject, overview, uses
from wasm_construct.cli.tables import listing, print_table, short_table
from wasm_construct.display.words import count_of, name_text, quoted, shown
from wasm_construct.features import Feature
from wasm_construct.module import Module
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.module import SPACES

_BAR = 20
_EIGHTHS = " ▏▎▍▌▋▊▉"


_KEYS = """\b
The keys of the JSON object (null: there is none):
  file, size            the name as it was given; the bytes
  name, start           the module's debug name; the index of the start function
  counts                types, imports, functions, tables, memories, globals,
                        tags, exports, elems, datas, customs
  sections              number, id, kind, name (of a custom section), offset,
                        size, content_offset, content_size, count, share,
                        malformed
  errors                message, offset, path
and with the option of the same name:
  types                 index, group (in the type section), name, type
  imports               kind, index, module, name, type
  exports               kind, index, name, debug_name, type
  functions             index, name, import (module and name), exports,
                        type_index, type, locals, offset, size
  names                 space, within (a function or type), index, name
  customs (--custom)    number, name, offset, size, content, error
  used (--uses)         space, index, name
  uses                  owner, index, names (of the owner), where (in it),
                        instr (its number), text, offset, implied
"""


def _read_item(_: click.Context, __: click.Parameter, value: str | None) -> tuple[IndexSpace, int | str] | None:
    if value is None:
        return None
    kind, colon, which = value.partition(":")
    if not colon or kind not in _KINDS:
        hint = "".join(f" Did you mean {close}:{which}?" for close in get_close_matches(kind, _KINDS, n=1) if colon)
        raise click.BadParameter(f"{quoted(value)} is not KIND:WHICH, with a kind of {', '.join(_KINDS)}.{hint}")
    return IndexSpace(kind), int(which) if _INDEX.fullmatch(which) else which


_INDEX = re.compile("[0-9]{1,10}")
_KINDS = [space.value for space in SPACES]


@click.command(epilog=_KEYS)
@click.argument("file")
@click.option("--types", is_flag=True, help="List the types.")
@click.option("--imports", is_flag=True, help="List the imports.")
@click.option("--exports", is_flag=True, help="List the exports.")
@click.option("--functions", is_flag=True, help="List the functions, imported ones first.")
@click.option("--names", is_flag=True, help="List the debug names.")
@click.option("--custom", "customs", is_flag=True, help="List the custom sections and what is in them.")
@click.option(
    "--uses",
    "used",
    metavar="KIND:WHICH",
    callback=_read_item,
    help="List who refers to an item, such as func:main or memory:0: by index, export name or debug name.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the same facts as JSON.")
@common_options
def inspect(
    file: str,
    as_json: bool,
    features: frozenset[Feature],
    used: tuple[IndexSpace, int | str] | None,
    **wanted: bool,
) -> None:
    """Show the sections of FILE, and lists of what is in it.

    Offset is where a section begins, Size counts all its bytes. Of a damaged file, the sections that can be read are
    shown, what is wrong with the others stands on the standard error, and the exit code is 1.

    Of an item, --uses lists the exports, segments, instructions and so on that name it, but not its debug name.
    "(implied)" stands where its index is 0 and not written.
    """
    data = read_binary(file, features)
    module, errors = Module.parse_lenient(data, features)
    is_module = not errors or errors[0].path != "module" or errors[0].offset >= 8
    subject = Subject(file, data, list(frames(data)) if is_module else [], module, errors)
    facts = overview(subject) | {key: LISTINGS[key](subject) for key, asked in wanted.items() if asked}
    if used is not None:
        facts |= _uses(subject, *used)
    if as_json:
        click.echo(json.dumps(facts, indent=2))
    elif is_module:
        _print(facts)
    for error in errors:
        complain(f"{label(file)}: {shown(str(error))}")
    if errors:
        click.get_current_context().exit(MODULE_ERROR)


def _uses(subject: Subject, space: IndexSpace, which: int | str) -> Facts:
    try:
        return uses(subject, space, which)
    except KeyError as error:
        raise CommandError(f"{label(subject.file)}: {error.args[0]}") from None


def _print(facts: Facts) -> None:
    paint = painter()
    emit(_headline(facts, paint))
    if facts["sections"]:
        click.echo()
        _print_sections(facts["sections"])
    for key in filter(facts.__contains__, _LISTS):
        click.echo()
        emit(_list(key, facts, paint))


def _headline(facts: Facts, paint: Paint) -> Iterator[str]:
    sections = count_of(len(facts["sections"]), "section")
    yield f"{paint(label(facts['file']), 'bold')}: {count_of(facts['size'], 'byte')}, {sections}"
    counts = [count_of(facts["counts"][key], *noun) for key, noun in _NOUNS.items() if facts["counts"][key]]
    yield from _folded(counts)
    if facts["name"] is not None:
        yield f"module name: {shown(facts['name'])}"
    if facts["start"] is not None:
        yield f"start function: {facts['start']}"
    if any(section["malformed"] and section["kind"] == "import" for section in facts["sections"]):
        yield paint("without the imports, the indices below are too small", "yellow")


def _folded(items: list[str]) -> Iterator[str]:
    """Items with commas between them, on lines of at most 80 characters."""
    line = ""
    for item in items:
        if line and len(line) + len(item) > 77:
            yield f"{line},"
            line = item
        else:
            line = f"{line}, {item}" if line else item
    if line:
        yield line


_NOUNS: dict[str, tuple[str, ...]] = {
    "types": ("type",),
    "imports": ("import",),
    "functions": ("function",),
    "tables": ("table",),
    "memories": ("memory", "memories"),
    "globals": ("global",),
    "tags": ("tag",),
    "exports": ("export",),
    "elems": ("element segment",),
    "datas": ("data segment",),
}


def _print_sections(sections: Rows) -> None:
    from rich.text import Text

    table = short_table(">#", "Section", ">Offset", ">Size", ">Count", ">Share", "")
    for section in sections:
        name = Text(section["kind"], style="red" if section["malformed"] else "cyan")
        if section["name"] is not None:
            name.append(" " + quoted(section["name"]), style="default")
        if section["malformed"]:
            name.append(" (malformed)", style="red")
        table.add_row(
            str(section["number"]),
            name,
            f"{section['offset']:#x}",
            f"{section['size']:,}",
            "" if section["count"] is None else f"{section['count']:,}",
            f"{section['share']:.1%}",
            Text(_bar(section["share"]), style="green"),
        )
    print_table(table)


def _bar(share: float) -> str:
    if not (sys.stdout.encoding or "").lower().startswith("utf"):
        return "#" * round(share * _BAR)
    eighths = round(share * _BAR * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _list(key: str, facts: Facts, paint: Paint) -> Iterator[str]:
    title, columns, row = _LISTS[key]
    if key == "uses":
        title = f"{title} of {_used(facts['used'])}"
    rows: Rows = facts[key]
    if not rows:
        yield f"no {title[0].lower()}{title[1:]}"
        return
    yield paint(title, "bold")
    cells = [["" if cell is None else str(cell) for cell in row(item)] for item in rows]
    used = [any(column) for column in zip(*cells, strict=True)]
    yield from listing(list(compress(columns, used)), (list(compress(line, used)) for line in cells), paint)


def _used(r: Facts) -> str:
    return f"{r['space']} {r['index']} {name_text(r['name'])}".rstrip()


Cells = tuple[Any, ...]


def _type(r: Facts) -> Cells:
    return r["index"], r["group"] if r["group"] != r["index"] else "", name_text(r["name"]), r["type"]


def _import(r: Facts) -> Cells:
    return r["kind"], r["index"], name_text(r["module"]), name_text(r["name"]), r["type"]


def _export(r: Facts) -> Cells:
    debug_name = "" if r["debug_name"] == r["name"] else name_text(r["debug_name"])
    return r["kind"], r["index"], name_text(r["name"]), debug_name, r["type"] or "(there is no such item)"


def _function(r: Facts) -> Cells:
    ways = [f"export {quoted(name)}" for name in r["exports"]]
    if r["import"]:
        ways.insert(0, "import " + " ".join(map(quoted, r["import"])))
    place = ("", "", "") if r["offset"] is None else (f"{r['offset']:#x}", f"{r['size']:,}", f"{r['locals']:,}")
    return r["index"], *place, name_text(r["name"]), ", ".join(ways), r["type"]


def _name(r: Facts) -> Cells:
    index = r["index"] if r["within"] is None else f"{r['within']}.{r['index']}"
    return r["space"], index, name_text(r["name"])


def _custom(r: Facts) -> Cells:
    content = f"malformed: {r['error']}" if r["error"] else r["content"] or ""
    return r["number"], f"{r['offset']:#x}", f"{r['size']:,}", name_text(r["name"]), shown(content)


def _use(r: Facts) -> Cells:
    text = f"{r['text'] or ''}{' (implied)' if r['implied'] else ''}".strip()
    offset = "" if r["offset"] is None else f"{r['offset']:#x}"
    return r["owner"], r["index"], " ".join(map(name_text, r["names"])), offset, r["where"], text


_LISTS: dict[str, tuple[str, tuple[str, ...], Callable[[Facts], Cells]]] = {
    "types": ("Types", (">#", ">Group", "Name", "Type"), _type),
    "imports": ("Imports", ("Kind", ">#", "Module", "Name", "Type"), _import),
    "exports": ("Exports", ("Kind", ">#", "Name", "Debug name", "Type"), _export),
    "functions": (
        "Functions",
        (">#", ">Offset", ">Size", ">Locals", "Name", "Import or exports", "Type"),
        _function,
    ),
    "names": ("Debug names", ("Space", ">#", "Name"), _name),
    "customs": ("Custom sections", (">#", ">Offset", ">Size", "Name", "Content"), _custom),
    "uses": ("Uses", ("Owner", ">#", "Name", ">Offset", "Where", "Instruction"), _use),
}
"""The title and the columns of each list, and what stands in them; columns with nothing in them are left out."""
