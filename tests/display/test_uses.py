"""Who refers to an item of a module."""

from __future__ import annotations

import pytest
from hypothesis import given

from wasm_construct import ALL, Module
from wasm_construct.strategies import modules
from wasm_construct.syntax import (
    BranchHint,
    CodeMetadata,
    CustomSec,
    Export,
    ExportSec,
    ExternKind,
    FuncMetadata,
    IndexSpace,
    IndexSymbol,
    Linking,
    Place,
    SymbolKind,
    SymbolTable,
)
from wasm_construct.syntax.module import SPACES

_WAT = """
(module
  (type $f (func (param i32)))
  (rec (type $s (struct (field (ref null $f)))) (type $t (sub $s (struct))))
  (import "env" "imported" (func $imported (type $f)))
  (import "env" "base" (global $base i32))
  (table $table 1 (ref null $f) (ref.func $imported))
  (memory $one 1)
  (tag $tag (type $f))
  (global $g i32 (global.get $base))
  (export "main" (func $main))
  (start $main)
  (elem $e (table $table) (global.get $base) func $main $imported)
  (elem $other funcref (ref.func $main) (ref.null func))
  (func $main
    (local $x (ref null $t))
    (drop (i32.load (i32.const 0)))
    (call $imported (global.get $base))
    (call_indirect $table (type $f) (i32.const 0) (i32.const 0)))
  (data $d (global.get $base) "data")
)
"""
_MODULE = Module.from_wat(_WAT)
_LOAD = _MODULE.build().index(b"\x28\x02\x00\x1a\x23\x00\x10\x00")  # i32.load; drop; global.get 0; call 0


@pytest.mark.parametrize(
    ("space", "which", "uses"),
    [
        (
            "func",
            "main",
            ['export "main"', "start", 'elem 0 "e": funcs[0]', 'elem 1 "other": exprs[0][0] ref.func 1'],
        ),
        (
            ExternKind.FUNC,
            0,
            [
                'table 0 "table": init[0] ref.func 0',
                'elem 0 "e": funcs[1]',
                f'func 1 "main": body[4] call 0 at {_LOAD + 6:#x}',
            ],
        ),
        (
            IndexSpace.GLOBAL,
            "base",
            [
                'global 1 "g": init[0] global.get 0',
                'elem 0 "e": mode.offset[0] global.get 0',
                f'func 1 "main": body[3] global.get 0 at {_LOAD + 4:#x}',
                'data 0 "d": mode.offset[0] global.get 0',
            ],
        ),
        ("type", "s", ['type 2 "t": supers[0]']),
        ("type", "t", ['func 1 "main": locals[0].type.heap']),
        (
            "type",
            "f",
            [
                'type 1 "s": fields[0].storage.heap',
                'import "env" "imported": type.type',
                'table 0 "table": type.elem.heap',
                'tag 0 "tag": type',
                f'func 1 "main": body[7] call_indirect (type 0) at {_LOAD + 12:#x}',
            ],
        ),
        (
            "memory",
            "one",
            [f'func 1 "main": body[1] i32.load at {_LOAD:#x} (implied)', 'data 0 "d": mode.index (implied)'],
        ),
        (
            "table",
            0,
            ['elem 0 "e": mode.index', f'func 1 "main": body[7] call_indirect (type 0) at {_LOAD + 12:#x}'],
        ),
        ("tag", "tag", []),
        ("elem", "other", []),
    ],
    ids=str,
)
def test_uses(space: str, which: str, uses: list[str]) -> None:
    assert list(map(str, _MODULE.uses(space, which))) == uses


def test_custom_sections() -> None:
    hints = CodeMetadata[BranchHint]([FuncMetadata(0)])
    linking = Linking([SymbolTable([IndexSymbol(SymbolKind.FUNCTION, 0)])])
    module = Module.from_wat('(module (func $f) (@custom "name" ""))')
    module.add(CustomSec("metadata.code.branch_hint", content=hints))
    module.add(CustomSec("linking", content=linking))
    assert list(map(str, module.uses("func", 0))) == [
        'custom "metadata.code.branch_hint": funcs[0].func',
        'custom "linking": subsections[0].symbols[0].index',
    ]


def test_a_use_has_parts() -> None:
    use = _MODULE.uses("func", 0)[-1]
    assert (use.owner.kind, use.owner.index, use.owner.names) == ("func", 1, ("main",))
    assert (use.where, use.text, use.offset, use.place.index) == ("body[4]", "call 0", _LOAD + 6, 0)


def test_names_with_strange_characters() -> None:
    module = Module([*Module.from_wat("(module (func))").sections, ExportSec([Export('"\x1b', ExternKind.FUNC, 0)])])
    assert list(map(str, module.uses("func", '"\x1b'))) == [r'export "\"\u{1b}"']


def test_what_there_is_not() -> None:
    with pytest.raises(KeyError, match='the module has no func "mein": did you mean "main"'):
        _MODULE.uses("func", "mein")
    with pytest.raises(KeyError, match="there is no global 2: the module has 2"):
        _MODULE.uses("global", 2)
    with pytest.raises(ValueError, match="a local has its index within a func"):
        _MODULE.uses("local", 0)


@given(modules(ALL))
def test_any_module(drawn: Module) -> None:
    built = drawn.build()
    module = Module.parse(built, ALL)
    for space in ("type", "func", "table", "memory", "global", "tag", "elem", "data"):
        places = module.indices(space)
        for index in range(len(getattr(module, SPACES[IndexSpace.of(space)]))):
            uses = module.uses(space, index)
            named = [place for place in places if place.index == index]
            assert len(uses) == sum(not is_name(module, place) for place in named)
            for use in uses:
                assert str(use)
                assert (use.offset is None) == (use.place.instr is None)
                if use.offset is not None and use.instr is not None:
                    assert built.startswith(use.instr.raw or b"made", use.offset)


def is_name(module: Module, place: Place) -> bool:
    section = module.sections[place.section]
    return isinstance(section, CustomSec) and section.name == "name"
