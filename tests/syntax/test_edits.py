"""Modules that are read, changed and built: another engine must accept them, and they must do what the change says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import wasmtime

from wasm_construct import Module
from wasm_construct.syntax import (
    I32,
    Active,
    Code,
    CodeSec,
    CustomSec,
    Data,
    Export,
    ExportSec,
    Expr,
    ExternKind,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Limits,
    Locals,
    MemArg,
    MemSec,
    MemType,
    Passive,
    StartSec,
    TypeSec,
    instr,
)

TEXT = r"""
(module $original
  (import "env" "twice" (func $twice (param i32) (result i32)))
  (memory (export "memory") 1)
  (global $counter (export "counter") (mut i32) (i32.const 0))
  (func $answer (export "answer") (result i32) (i32.const 42))
  (func $byte (export "byte") (param $at i32) (result i32) (i32.load8_u (local.get $at)))
  (func $hidden (param i32) (result i32) (call $twice (local.get 0)))
  (func $dropped (memory.init $later (i32.const 16) (i32.const 0) (i32.const 3)) (data.drop $later))
  (data (i32.const 0) "hello")
  (data $later "xyz")
  (@custom "note" (after last) "kept"))
"""
_ENGINE = wasmtime.Engine()


@pytest.fixture
def original() -> Module:
    return Module.parse(wasmtime.wat2wasm(TEXT))


class Running:
    """An instance of a built module in another engine."""

    def __init__(self, built: bytes) -> None:
        wasmtime.Module.validate(_ENGINE, built)
        self.store = wasmtime.Store(_ENGINE)
        i32 = wasmtime.ValType.i32()
        twice = wasmtime.Func(self.store, wasmtime.FuncType([i32], [i32]), lambda number: 2 * number)
        compiled = wasmtime.Module(_ENGINE, built)
        self.exports = wasmtime.Instance(self.store, compiled, [twice] if compiled.imports else []).exports(self.store)

    def call(self, name: str, *args: int) -> Any:
        """Call an exported function."""
        func = self.exports[name]
        assert isinstance(func, wasmtime.Func)
        return func(self.store, *args)


def _run(changed: Module) -> Running:
    """Build a module, check that it comes back as it was, and start it."""
    built = changed.build()
    again = Module.parse(built)
    assert again == changed
    assert again.build() == built
    return Running(built)


def test_the_original_runs(original: Module) -> None:
    running = _run(original)
    assert running.call("answer") == 42
    assert bytes(running.call("byte", at) for at in range(5)) == b"hello"


def test_change_a_data_segment(original: Module) -> None:
    original.datas[0].init = b"HELLO, everybody"
    running = _run(original)
    assert bytes(running.call("byte", at) for at in range(16)) == b"HELLO, everybody"


def test_move_a_data_segment(original: Module) -> None:
    mode = original.datas[0].mode
    assert isinstance(mode, Active)
    mode.offset = Expr.of(("i32.const", 1000))
    running = _run(original)
    assert [running.call("byte", at) for at in (0, 1000)] == [0, ord("h")]


def test_add_a_data_segment(original: Module) -> None:
    assert original.add_data(Data(Active(Expr.of(("i32.const", 5))), b"!")) == 2
    assert original.add_data(Data(Passive(), b"never used")) == 3
    assert _run(original).call("byte", 5) == ord("!")


def test_add_an_export(original: Module) -> None:
    hidden = original.func("hidden")
    original.add_export("visible", ExternKind.FUNC, hidden.index)
    assert original.exported("visible") == hidden
    assert _run(original).call("visible", 21) == 42


def test_remove_and_rename_exports(original: Module) -> None:
    exports = original.ensure(ExportSec).exports
    exports.remove(Export("byte", ExternKind.FUNC, 2))
    exports[-1].name = "result"
    running = _run(original)
    assert sorted(running.exports) == ["counter", "memory", "result"]
    assert running.call("result") == 42


def test_rename_a_function(original: Module) -> None:
    original.rename_func("answer", "the_answer")
    original.rename_func(0, "doubled")
    again = Module.parse(original.build())
    assert again.func("the_answer").index == again.func("answer").index == 1  # by name and by export
    assert again.funcs[0].name == "doubled"
    assert again.names is not None
    assert again.names.module == "original"
    assert _run(original).call("answer") == 42


def test_replace_a_body(original: Module) -> None:
    code = original.func("answer").code
    code.body = Expr.of(("i32.const", 6), ("i32.const", 7), "i32.mul", ("local.set", 0), ("local.get", 0))
    code.locals = [Locals(1, I32)]
    assert _run(original).call("answer") == 42
    code.body = Expr.of(
        *(("block", I32), ("loop", None)),
        *(("local.get", 0), ("i32.const", 1), "i32.add", ("local.tee", 0)),
        *(("i32.const", 100), "i32.ne", ("br_if", 0), "end", ("local.get", 0), "end"),
    )
    assert _run(original).call("answer") == 100


def test_change_one_instruction(original: Module) -> None:
    body = original.func("answer").code.body
    body.instrs = [instr("i32.const", 43) if each.name == "i32.const" else each for each in body]
    assert _run(original).call("answer") == 43


def test_count_the_calls_of_every_function(original: Module) -> None:
    for func in original.funcs:
        if func.imported is None:
            func.code.body.instrs[:0] = [
                *(instr("global.get", 0), instr("i32.const", 1), instr("i32.add"), instr("global.set", 0))
            ]
    running = _run(original)
    for at in range(3):
        running.call("byte", at)
    running.call("answer")
    counter = running.exports["counter"]
    assert isinstance(counter, wasmtime.Global)
    assert counter.value(running.store) == 4


def test_drop_custom_sections(original: Module) -> None:
    before = original.build()
    assert {item.name for item in original.customs()} == {"note", "name"}
    original.drop_customs("name")
    assert [item.name for item in original.customs()] == ["note"]
    _run(original)
    original.drop_customs()
    assert original.customs() == []
    assert original.names is None
    stripped = original.build()
    assert len(stripped) < len(before)
    assert before.startswith(stripped)  # they all stood at the end
    assert _run(original).call("answer") == 42


def test_append_a_custom_section(original: Module) -> None:
    before = original.build()
    original.add(CustomSec("more", b"\0\1\2"))
    assert original.build() == before + b"\0\x08\4more\0\1\2"
    assert _run(original).call("answer") == 42


def test_append_a_section_that_was_missing(original: Module) -> None:
    assert original.section(StartSec) is None
    original.add(StartSec(original.func("dropped").index))
    assert bytes(map(_run(original).call, ["byte"] * 3, range(16, 19))) == b"xyz"


def test_add_a_function(original: Module) -> None:
    types = original.ensure(TypeSec).types
    types.append(FuncType((I32, I32), (I32,)))
    original.ensure(FuncSec).types.append(len(types) - 1)
    original.ensure(CodeSec).codes.append(Code([], Expr.of(("local.get", 0), ("local.get", 1), "i32.sub")))
    added = original.funcs[-1]
    original.add_export("minus", ExternKind.FUNC, added.index)
    assert original.func_type(added) == FuncType((I32, I32), (I32,))
    assert _run(original).call("minus", 50, 8) == 42


def test_make_the_memory_larger(original: Module) -> None:
    memories = original.section(MemSec)
    assert memories is not None
    memories.mems[0] = MemType(Limits(3, 4))
    running = _run(original)
    memory = running.exports["memory"]
    assert isinstance(memory, wasmtime.Memory)
    assert memory.type(running.store).limits == wasmtime.Limits(3, 4)


def test_only_what_was_changed_changes(original: Module) -> None:
    before = original.build()
    original.datas[0].init = b"HELLO"  # as long as before
    after = original.build()
    assert [at for at in range(len(before)) if before[at] != after[at]] == [
        *range(before.index(b"hello"), before.index(b"hello") + 5)
    ]


def test_a_module_made_by_hand_runs() -> None:
    made = Module()
    made.ensure(TypeSec).types.append(FuncType((I32,), (I32,)))
    made.ensure(CodeSec).codes.append(
        Code([], Expr.of(("local.get", 0), ("i32.load", MemArg(2, 4)), ("global.get", 0), "i32.add"))
    )
    made.ensure(FuncSec).types.append(0)
    made.ensure(GlobalSec).globals.append(Global(GlobalType(I32), Expr.of(("i32.const", 2))))
    made.ensure(MemSec).mems.append(MemType(Limits(1)))
    made.add_export("load", ExternKind.FUNC, 0)
    made.add_data(Data(Active(Expr.of(("i32.const", 8))), b"\x28\0\0\0"))
    made.ensure(ExportSec)
    assert [item.id for item in made] == [1, 3, 5, 6, 7, 10, 11]
    assert _run(made).call("load", 4) == 42


def test_files(original: Module, tmp_path: Path) -> None:
    path = tmp_path / "module.wasm"
    original.write_file(path)
    assert path.read_bytes() == original.build()
    assert Module.parse_file(path) == Module.parse_file(str(path)) == original
    with pytest.raises(FileNotFoundError):
        Module.parse_file(tmp_path / "nothing.wasm")
