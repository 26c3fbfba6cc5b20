"""Compiling ahead of time: row A1.20 `Compiler`."""

from __future__ import annotations

import marshal
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from interpreter import Compiler, Config, Executor, Exhaustion, Instance, InvalidError, MalformedError, Module, Trap, Vm
from interpreter.api.imports import resolver
from interpreter.engines.python import PythonEngine, artifact, source
from interpreter.executor.instantiation import instantiate
from wasm_construct import wat2wasm
from wasm_construct.opcodes import Row
from wasm_construct.syntax import CodeSec, CustomSec, Expr

TRUSTING = Config(trust_compiled_code=True)
PLAIN = wat2wasm("""(module
  (import "env" "add" (func $add (param i32 i32) (result i32)))
  (memory 1)
  (table funcref (elem $twice))
  (tag $tag (param i32))
  (func $twice (export "twice") (param i32) (result i32) local.get 0 local.get 0 call $add)
  (func $fib (export "fib") (param i32) (result i32)
    (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
      (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
        (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
  (func (export "indirect") (param i32) (result i32)
    (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))
  (func $tail (export "tail") (param i32) (result i32)
    (if (local.get 0) (then (return_call $tail (i32.sub (local.get 0) (i32.const 1))))) (i32.const 7))
  (func (export "float") (result f64 f32) f64.const -0x1.8p-3 f32.const nan:0x200001)
  (func (export "catch") (param i32) (result i32)
    (block $caught (result i32) (try_table (catch $tag $caught) (throw $tag (local.get 0))) unreachable))
  (func $read (export "read") (param i32) (result i32) i32.const 1 drop local.get 0 i32.load)
  (func $deep (export "deep") (result i32) call $deep i32.const 1 i32.add))""")
IMPORTS = {"env": {"add": lambda x, y: x + y}}


@pytest.fixture(scope="module")
def compiled() -> bytes:
    return Compiler().compile_from_bytes(PLAIN)


@pytest.fixture
def no_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when a function of a module is compiled."""

    def fail(*_: object) -> None:
        raise AssertionError("a function was compiled")

    monkeypatch.setattr(source, "write", fail)


@pytest.fixture
def no_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when code of a file is read."""

    def fail(*_: object) -> None:
        raise AssertionError("code was read from the module")

    monkeypatch.setattr(marshal, "loads", fail)


def started(data: bytes, config: Config | None = None) -> Instance:
    return Module.from_bytes(data, config).instantiate(IMPORTS)


def test_a1_20_the_module_and_one_custom_section(compiled: bytes) -> None:
    assert compiled.startswith(PLAIN)
    *sections, last = Module.parse(compiled).sections
    assert Module.parse(PLAIN).sections == sections
    assert isinstance(last, CustomSec)
    assert last.name == artifact.SECTION


def test_a1_20_from_file_to_file(tmp_path: Path) -> None:
    text, out = tmp_path / "a.wat", tmp_path / "a.wasm"
    text.write_text('(func (export "f") (result i32) i32.const 42)')
    compiler = Compiler(Config())
    assert compiler.compile_from_file(text, out) == out.read_bytes()
    assert compiler.problem(out.read_bytes()) is None
    assert Vm(TRUSTING).run_func_from_file(out, "f")[0].to_i32() == 42
    compiler.compile_from_bytes(out.read_bytes(), str(text))
    assert text.read_bytes()[:4] == b"\0asm"


def test_a1_20_paddings_stay() -> None:
    data = b"\0asm\1\0\0\0\1\x84\0\1\x60\0\0"
    assert Compiler().compile_from_bytes(data).startswith(data)


@pytest.mark.parametrize("data", [b"\0asm\1\0\0\0\7", b"\0asm\1\0\0\0\3\2\1\0", b"(func i32.add)", "(", "(func drop)"])
def test_a1_20_what_is_no_module(data: bytes | str) -> None:
    with pytest.raises((MalformedError, InvalidError)):
        Compiler().compile_from_bytes(data)


def test_a1_20_features_count() -> None:
    text = "(memory 1 1 shared)"
    with pytest.raises(MalformedError):
        Compiler().compile_from_bytes(text)
    assert Compiler(Config().turned_on("threads")).compile_from_bytes(text)


@pytest.mark.usefixtures("no_compiling")
def test_a1_20_trusted_code_is_used(compiled: bytes) -> None:
    exports = started(compiled, TRUSTING).exports
    assert exports.twice(21) == 42
    assert exports.fib(10) == 55
    assert exports.indirect(4) == 8
    assert exports.tail(5000) == 7
    assert exports.catch(-3) == -3
    number, nan = exports.float()
    assert number == -0.1875
    assert nan != nan


@pytest.mark.usefixtures("no_compiling")
def test_a1_20_trusted_code_goes_with_the_configuration_of_an_executor(compiled: bytes) -> None:
    instance = Executor(TRUSTING).instantiate(Module.load(compiled), IMPORTS)
    assert instance.exports.fib(3) == 2
    assert pickle.loads(pickle.dumps(instance.module)).trusted


@pytest.mark.usefixtures("no_loading")
@pytest.mark.parametrize("config", [None, Config()])
def test_a1_20_code_is_not_used_without_trust(compiled: bytes, config: Config | None) -> None:
    assert started(compiled, config).exports.twice(21) == 42


@pytest.mark.usefixtures("no_loading")
def test_a1_20_the_distrust_of_a_module_is_stronger_than_the_trust_of_an_executor(compiled: bytes) -> None:
    module = Module.from_bytes(compiled, Config())
    assert Executor(TRUSTING).instantiate(module, IMPORTS).exports.twice(21) == 42


def test_a1_20_traps_say_the_same(compiled: bytes) -> None:
    places = []
    for data, config in ((PLAIN, None), (compiled, TRUSTING)):
        with pytest.raises(Trap, match="out of bounds memory access") as caught:
            started(data, config).exports.read(-1)
        places.append(caught.value.frames)
        with pytest.raises(Exhaustion):
            started(data, config).exports.deep()
    assert places[0] == places[1]
    (frame,) = places[0]
    assert (frame.name, frame.instr) == ("read", 3)


def test_a1_20_a_traceback_shows_the_lines(compiled: bytes) -> None:
    with pytest.raises(Trap) as caught:
        started(compiled, TRUSTING).exports.read(-1)
    error = caught.value.__cause__ or caught.value.__context__ or caught.value
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("wasm:")]
    assert any("load_" in str(line) for line in lines)


def with_word(data: bytes, number: int, word: str) -> bytes:
    """The same with another word in the first line of the section."""
    module = Module.parse(data)
    (custom,) = module.customs(artifact.SECTION)
    head, line, payload = custom.data.partition(b"\n")
    words = head.decode().split(" ")
    words[number] = word
    custom.data = " ".join(words).encode() + line + payload
    return module.build()


def renamed(data: bytes) -> bytes:
    module = Module.parse(data)
    module.sections.insert(0, CustomSec("more"))
    return module.build()


@pytest.mark.usefixtures("no_loading")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: with_word(data, 0, "cpython-399/00"), "another Python, 'cpython-399/00'; this one is"),
        (lambda data: with_word(data, 1, "9.9.9/0"), "another version of the engine, '9.9.9/0'; this one is"),
        (lambda data: with_word(data, 2, "0" * 64), "was changed"),
        (lambda data: with_word(data, 2, "one more"), "was changed"),
        (lambda data: with_word(data, 0, "\xff"), "another Python"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "was changed"),
        (renamed, "was changed"),
        (lambda data: data + b"\0\2\1x", "has no compiled code"),
        (lambda data: PLAIN, "has no compiled code"),
        (lambda data: PLAIN + artifact._section(b""), "was changed"),
    ],
)
def test_a1_20_code_that_does_not_fit_is_not_used(
    compiled: bytes, change: Callable[[bytes], bytes], message: str
) -> None:
    changed = change(compiled)
    assert changed != compiled
    assert message in str(Compiler().problem(changed))
    assert started(changed, TRUSTING).exports.twice(21) == 42


@pytest.mark.usefixtures("no_loading")
def test_a1_20_code_is_not_used_when_instructions_are_counted(compiled: bytes) -> None:
    counts: list[int] = []

    class Counts:
        def charge(self, group: tuple[Row, ...]) -> None:
            counts.append(len(group))

    valid = Module.from_bytes(compiled, TRUSTING).valid()
    instance = instantiate(valid, resolver(valid, IMPORTS), PythonEngine(Counts()))
    assert instance.exports.twice(21) == 42
    assert sum(counts) == 3


def test_a1_20_compiling_again_replaces_the_code(compiled: bytes) -> None:
    again = Compiler().compile_from_bytes(with_word(compiled, 2, "0"))
    assert len(Module.parse(again).customs(artifact.SECTION)) == 1
    assert Compiler().problem(again) is None


def test_a1_20_an_edited_module_is_compiled_as_it_is(compiled: bytes) -> None:
    module = Module.from_bytes(compiled, TRUSTING)
    module.section(CodeSec).codes[1].body = Expr.of(("i32.const", 5))  # type: ignore[union-attr]
    assert module.instantiate(IMPORTS).exports.fib(10) == 5
