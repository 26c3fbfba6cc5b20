"""The page that a notebook shows of a module: HTML to unfold, without scripts, colours or anything from elsewhere.

Its size is bounded: long lists, functions and texts are cut, with a note of how much is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import Any

from wasm_construct.display.contents import content_text
from wasm_construct.display.instructions import instr_text
from wasm_construct.display.items import KIND_OF, Described, locals_text, type_text
from wasm_construct.display.words import count_of, name_text, quoted, shown
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.module import Item, Module
from wasm_construct.syntax.modules import Active, Code, Data, Elem, ElemExprs, ExternKind
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import ExternFunc, FuncType

ROWS = 200
"""The most rows of a list on the page."""
FUNCS = 100
"""The most functions with their code."""
INSTRS = 40
"""The most instructions of a function."""
TEXT = 200
"""The most characters of a name, a type or an instruction."""
_DEEPEST = 20
_BYTES = 48
_PLAIN = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')

_STYLE = (
    ".wasm-construct table th, .wasm-construct table td"
    " {padding: 0 1em 0 0; text-align: left; vertical-align: top; overflow-wrap: anywhere}"
    " .wasm-construct pre {margin: 0; white-space: pre-wrap; background: none; color: inherit}"
    " .wasm-construct details > * {margin-left: 1em} .wasm-construct summary {margin-left: 0}"
    " .wasm-construct summary {cursor: pointer}"
)


def page(module: Module) -> str:
    """A module, valid or not, as a page of HTML."""
    return "".join(_parts(module))


def _parts(module: Module) -> Iterator[str]:
    described = Described(module)
    names = module.names
    name = names.module if names else None
    yield f'<div class="wasm-construct"><style>{_STYLE}</style>'
    yield f"<div><b>Module</b>{'' if name is None else ' ' + _text(name_text(name))}</div>"
    sections = module.sections
    yield _table("Sections", ("#", "Section", "Entries"), map(_section, range(len(sections)), sections), len(sections))
    yield from _items(module, described)
    if module.start is not None:
        yield f"<div>Start function: {int(module.start)}</div>"
    yield _table("Element segments", ("#", "Mode", "Elements"), map(_elem, *_counted(module.elems)), len(module.elems))
    yield _table("Data segments", ("#", "Mode", "Bytes", ""), map(_data, *_counted(module.datas)), len(module.datas))
    customs = module.customs()
    yield _table("Custom sections", ("Name", "Bytes", "Content"), map(_custom, customs), len(customs))
    yield "</div>"


def _items(module: Module, described: Described) -> Iterator[str]:
    """The types, and the lists of the index spaces."""
    types, imports, exports = described.types, module.imports, module.exports
    rows: Iterable[Sequence[object]] = (
        (index, name_text(described.name(IndexSpace.TYPE, index)), type_text(sub)) for index, sub in enumerate(types)
    )
    yield _table("Types", ("#", "Name", "Type"), rows, len(types))
    rows = (
        (KIND_OF[type(i.type)].value, name_text(i.module), name_text(i.name), described.extern_type(i.type))
        for i in imports
    )
    yield _table("Imports", ("Kind", "Module", "Name", "Type"), rows, len(imports))
    spaces = {kind: module.space(kind) for kind in ExternKind}
    spaces[ExternKind.FUNC] = described.funcs
    rows = ((e.kind.value, int(e.index), name_text(e.name), _type(described, spaces[e.kind], e.index)) for e in exports)
    yield _table("Exports", ("Kind", "#", "Name", "Type"), rows, len(exports))
    yield _folded("Functions", len(described.funcs), _functions(described))
    for kind, title in _SPACES.items():
        items = spaces[kind]
        rows = (
            (item.index, name_text(item.name), _ways(described, item), described.extern_type(item.type))
            for item in items
        )
        yield _table(title, ("#", "Name", "Import or exports", "Type"), rows, len(items))


_SPACES = {
    ExternKind.TABLE: "Tables",
    ExternKind.MEMORY: "Memories",
    ExternKind.GLOBAL: "Globals",
    ExternKind.TAG: "Tags",
}


# ---- rows


def _counted(items: Sequence[Any]) -> tuple[range, Sequence[Any]]:
    return range(len(items)), items


def _section(number: int, section: Section) -> tuple[object, ...]:
    name = type(section).__name__
    if isinstance(section, CustomSec):
        return number, f"{name} {quoted(section.name[:TEXT])}", ""
    lists = (getattr(section, field) for field in type(section).__slots__)
    return number, name, next((f"{len(value):,}" for value in lists if isinstance(value, list)), "")


def _type(described: Described, space: tuple[Item, ...], index: int) -> str:
    return described.extern_type(space[index].type) if index < len(space) else "(there is no such item)"


def _ways(described: Described, item: Item) -> str:
    """Where an item is imported from, and the names that it is exported under."""
    from_ = item.imported
    ways = [f"import {quoted(from_.module[:TEXT])} {quoted(from_.name[:TEXT])}"] if from_ else []
    exports = described.exports.get((item.kind, item.index), ())
    ways += [f"export {quoted(name[:TEXT])}" for name in exports[:ROWS]]
    return ", ".join(ways)


def _elem(number: int, elem: Elem) -> tuple[object, ...]:
    return number, _mode(elem.mode, "table"), f"{len(elem.exprs if isinstance(elem, ElemExprs) else elem.funcs):,}"


def _data(number: int, data: Data) -> tuple[object, ...]:
    first = "".join(chr(b) if b in _PLAIN else f"\\{b:02x}" for b in data.init[:_BYTES])
    rest = "…" if len(data.init) > _BYTES else ""
    return number, _mode(data.mode, "memory"), f"{len(data.init):,}", f'"{first}"{rest}'


def _mode(mode: Any, kind: str) -> str:
    if not isinstance(mode, Active):
        return type(mode).__name__.lower()
    offset = " ".join(instr_text(instr) for instr in mode.offset.peek()[:4] if instr.name != "end")
    return f"{kind} {int(mode.index)} at {offset}"


def _custom(section: CustomSec) -> tuple[object, ...]:
    return name_text(section.name), f"{len(section.data):,}", shown((content_text(section.content) or "")[:TEXT])


# ---- functions


def _functions(described: Described) -> Iterator[str]:
    funcs = described.funcs
    for item in funcs[:FUNCS]:
        type_ = described.extern_type(item.type)
        head = f"{item.index} {_text(' '.join(filter(None, (name_text(item.name), _ways(described, item)))))}"
        head = f"{head} <code>{_text(type_)}</code>"
        if isinstance(item.defined, Code):
            yield f"<details><summary>{head}</summary><pre>"
            yield escape("\n".join(_code(described, item, item.defined)))
            yield "</pre></details>"
        else:
            yield f"<div>{head}</div>"
    yield _rest(len(funcs) - FUNCS, "function")


def _code(described: Described, item: Item, code: Code) -> Iterator[str]:
    """The first lines of a function."""
    comp = described.comp_type(item.type.type) if isinstance(item.type, ExternFunc) else None
    runs = locals_text(code.locals[:TEXT], len(comp.params) if isinstance(comp, FuncType) else 0)
    if runs:
        yield _cut(f"locals {runs}")
    instrs = code.body.peek()
    depth = 0
    for instr in instrs[:INSTRS]:
        inner = _MIDDLE.get(instr.name, 0)
        depth -= inner != 0
        yield "  " * min(max(depth, 0), _DEEPEST) + _cut(instr_text(instr))
        depth += inner == 1 or "blocktype" in instr.row.immediates
    if len(instrs) > INSTRS:
        yield f"… and {count_of(len(instrs) - INSTRS, 'more instruction')}"


_MIDDLE = {"else": 1, "catch": 1, "catch_all": 1, "end": -1, "delegate": -1}
"""What ends a part of a block; 1 where another one follows."""


# ---- HTML


def _text(text: str) -> str:
    return escape(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= TEXT else f"{text[:TEXT]}…"


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], count: int) -> str:
    """A folded list; nothing when it is empty."""
    head = "".join(f"<th>{escape(head)}</th>" for head in heads)
    lines = (
        f"<tr>{''.join(f'<td>{_text(str(cell))}</td>' for cell in row)}</tr>" for row in islice(rows, min(count, ROWS))
    )
    body = ["<table><thead><tr>", head, "</tr></thead><tbody>", *lines, "</tbody></table>", _rest(count - ROWS, "row")]
    return _folded(title, count, body)


def _folded(title: str, count: int, body: Iterable[str]) -> str:
    if not count:
        return ""
    return f"<details><summary>{escape(title)} ({count:,})</summary>{''.join(body)}</details>"


def _rest(count: int, noun: str) -> str:
    return f"<div>… and {count_of(count, f'more {noun}')}</div>" if count > 0 else ""
