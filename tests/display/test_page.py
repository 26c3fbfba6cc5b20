"""The page that a notebook shows of a module: well-formed, complete, harmless, bounded."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from tests.cli.conftest import EVIL
from wasm_construct import ALL, Module, strategies
from wasm_construct.display.page import FUNCS, INSTRS, ROWS, TEXT
from wasm_construct.syntax import (
    I32,
    Code,
    CodeSec,
    CustomSec,
    Export,
    ExportSec,
    Expr,
    ExternFunc,
    ExternKind,
    FuncSec,
    FuncType,
    Import,
    ImportSec,
    ModuleName,
    TypeSec,
)

TALLY = Path(__file__).resolve().parents[2] / "docs" / "examples" / "tally.wasm"
MARKUP = "<script>alert(1)</script><img src='x' onerror=\"y\">&amp;"
TAGS = {"div", "style", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "b", "code", "pre"}


def tree(module: Module) -> ElementTree.Element:
    """The elements of the page, which is well-formed and has none that does something."""
    root = ElementTree.fromstring(module._repr_html_())
    assert {element.tag for element in root.iter()} <= TAGS
    assert {name for element in root.iter() for name in element.attrib} <= {"class"}
    return root


def titles(module: Module) -> list[str]:
    """What can be unfolded at once."""
    return ["".join(summary.itertext()) for summary in tree(module).findall("details/summary")]


def text(module: Module) -> str:
    """All that can be read."""
    return "".join(tree(module).itertext())


def test_a_real_module() -> None:
    module = Module.parse_file(TALLY)
    assert titles(module) == [
        "Sections (13)", "Types (5)", "Imports (1)", "Exports (7)", "Functions (12)", "Tables (1)", "Memories (1)",
        "Globals (2)", "Element segments (1)", "Data segments (1)", "Custom sections (3)",
    ]  # fmt: skip
    shown = text(module)
    assert 'import "env" "log"' in shown
    assert "\nloop\n  local.get 3\n  i32.const 6\n" in shown
    assert '"Hello from wasm!\\00\\00' in shown
    assert "table 0 at i32.const 1" in shown
    assert module.build() == TALLY.read_bytes()


def test_every_kind_of_thing() -> None:
    module = Module.from_wat(
        """(module $m (import "a" "b" (global $g i32)) (rec (type $s (struct (field i32)))) (tag $t (export "tag"))
          (global $x i32 (i32.const 0))
          (memory i64 1 2) (table 1 funcref) (func $f if nop else nop end) (start $f) (elem declare func $f)
          (elem funcref (ref.func $f)) (data "\\22<") (data (i64.const 5) ""))"""
    )
    shown = text(module)
    for part in ("Module m", "struct", 'export "tag"', 'import "a" "b"', "Start function: 0", "declarative", "passive",
                 "memory 0 at i64.const 5", '"\\22<"', "if\n  nop\nelse\n  nop\nend\nend"):  # fmt: skip
        assert part in shown
    assert titles(Module()) == []


@pytest.mark.parametrize("name", [EVIL, MARKUP])
def test_names_are_shown_and_do_nothing(name: str) -> None:
    module = Module([TypeSec(types=[FuncType()])])
    module.ensure(ImportSec).imports.append(Import(name, name, ExternFunc(0)))
    module.ensure(FuncSec).types.append(0)
    module.ensure(CodeSec).codes.append(Code([], Expr.of()))
    module.add_export(name, ExternKind.FUNC, 1)
    module.rename_func(1, name)
    assert module.names is not None
    module.names.subsections.insert(0, ModuleName(name))
    module.add(CustomSec(name, b""))
    shown = text(module)
    assert shown.count("[bold]x[/bold]" if name is EVIL else "<script>alert(1)</script>") == 11
    assert not {unicodedata.category(char) for char in shown.replace("\n", "")} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def test_nothing_comes_from_elsewhere_and_no_colour_is_fixed() -> None:
    page = Module.parse_file(TALLY)._repr_html_()
    assert not re.search(r"https?:|url\(|@import|src=|href=|#[0-9a-f]{3}|rgb", page)
    assert set(re.findall(r"(?:color|background): (\w+)", page)) <= {"none", "inherit"}


def test_the_page_is_bounded() -> None:
    count, long = 3000, "n" * 10_000
    module = Module([TypeSec(types=[FuncType((I32,) * 1000)] * count), FuncSec(types=[0] * count)])
    body = Module.from_wat(f"(func {'nop ' * 1000})").funcs[0].code
    module.add(CodeSec(codes=[body] * count))
    module.add(ExportSec(exports=[Export(f"{number}{long}", ExternKind.FUNC, 0) for number in range(count)]))
    module.rename_func(0, long)
    shown = text(module)
    assert len(module._repr_html_()) < 400_000
    assert f"… and {count - ROWS:,} more rows" in shown
    assert f"… and {count - FUNCS:,} more functions" in shown
    assert shown.count(f"… and {1001 - INSTRS:,} more instructions") == FUNCS
    assert "n" * TEXT in shown
    assert "n" * (TEXT + 1) not in shown


def test_a_damaged_module() -> None:
    sections = bytes.fromhex("0104 01600000 030302 0005 0705 010161 0009 0a05 0102 00")
    module, errors = Module.parse_lenient(b"\0asm\1\0\0\0" + sections)
    assert errors
    assert "(there is no such item)" in text(module)
    assert "(there is no type 5)" in text(module)


@given(strategies.modules())
def test_any_module(module: Module) -> None:
    tree(module)


def test_all_features() -> None:
    tree(Module.from_wat("(func (param v128) try catch_all end local.get 0 drop)", ALL))
