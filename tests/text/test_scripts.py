"""Scripts: every command as a value, with its place."""

from __future__ import annotations

import pytest

from wasm_construct import MalformedError, Module, TextError
from wasm_construct.syntax import F32, F64, I32, I64, AbsHeapType, Float32, Float64
from wasm_construct.text import read_script
from wasm_construct.text.commands import (
    AssertException,
    AssertExhaustion,
    AssertInvalid,
    AssertInvalidCustom,
    AssertMalformed,
    AssertMalformedCustom,
    AssertReturn,
    AssertTrap,
    AssertUnlinkable,
    BinaryModule,
    Command,
    Const,
    Define,
    Either,
    Get,
    Instance,
    Instantiate,
    Invoke,
    Nan,
    Null,
    QuotedModule,
    Ref,
    Register,
    Result,
    TextModule,
    Vec,
)


def one(text: str) -> Command:
    (command,) = read_script(text)
    return command


def results(text: str) -> tuple[Result, ...]:
    command = one(f'(assert_return (invoke "f") {text})')
    assert isinstance(command, AssertReturn)
    return command.results


def test_modules() -> None:
    command = one('\n (module $m (func $f (export "f")) ;; end\n)')
    assert isinstance(command, Instantiate)
    module = command.module
    assert isinstance(module, TextModule)
    assert (command.line, command.column, module.line, module.column, module.name) == (2, 2, 2, 2, "m")
    assert module.text == '(func $f (export "f")) ;; end\n'
    m = Module.from_script(module)
    assert m.names is not None
    assert (m.names.module, m.func("f").index) == ("m", 0)
    assert Module(module.read()).sections[0] == m.sections[0]


def test_binary_and_quoted_modules() -> None:
    command = one('(module binary "\\00asm" "\\01\\00\\00\\00")')
    assert isinstance(command, Instantiate)
    assert command.module == BinaryModule(1, 1, None, b"\0asm\1\0\0\0")
    assert Module.from_script(command.module).sections == []
    command = one('(module definition $q quote "(func" ")")')
    assert isinstance(command, Define)
    assert command.module == QuotedModule(1, 1, "q", b"(func)")
    assert len(Module.from_script(command.module).funcs) == 1


def test_a_malformed_module_is_refused_when_it_is_read() -> None:
    first, second = read_script('(assert_invalid (module\n (func foo)) "x") (assert_malformed (module quote "(") "y")')
    assert isinstance(first, AssertInvalid)
    assert isinstance(second, AssertMalformed)
    with pytest.raises(TextError) as caught:
        Module.from_script(first.module)
    assert (caught.value.line, caught.value.column) == (2, 8)  # in the script
    with pytest.raises(MalformedError, match="1:2: unexpected token"):  # in what is quoted
        Module.from_script(second.module)


def test_instances() -> None:
    assert one("(module instance $i $m)") == Instance(1, 1, "i", "m")
    assert one("(module instance $m)") == Instance(1, 1, None, "m")
    assert one("(module instance)") == Instance(1, 1, None, None)
    assert one('(register "a" $i)') == Register(1, 1, "a", "i")
    assert one('(register "a")') == Register(1, 1, "a", None)


def test_actions() -> None:
    args = "(i32.const -1) (i64.const 0xffffffffffffffff) (f32.const nan) (ref.null any) (ref.extern 7) (ref.host 0)"
    assert one(f'(invoke $i "f" {args})') == Invoke(
        1,
        1,
        "i",
        "f",
        (
            Const(I32, -1),
            Const(I64, -1),
            Const(F32, Float32.from_bits(0x7FC00000)),
            Null(AbsHeapType.ANY),
            Ref("extern", 7),
            Ref("host", 0),
        ),
    )
    assert one('(get $i "g")') == Get(1, 1, "i", "g")
    assert one('(get "g")') == Get(1, 1, None, "g")


def test_results() -> None:
    assert results("") == ()
    assert results("(f32.const nan:canonical) (f64.const nan:arithmetic) (f64.const 1)") == (
        Const(F32, Nan.CANONICAL),
        Const(F64, Nan.ARITHMETIC),
        Const(F64, Float64(1)),
    )
    assert results("(ref.null) (ref.null func) (ref) (ref.func) (ref.i31) (ref.extern) (ref.extern 1)") == (
        Null(None),
        Null(AbsHeapType.FUNC),
        Ref("ref"),
        Ref("func"),
        Ref("i31"),
        Ref("extern"),
        Ref("extern", 1),
    )
    assert results("(either (i32.const 1) (either (i32.const 2)) (ref.eq)) (i32.const 3)") == (
        Either((Const(I32, 1), Either((Const(I32, 2),)), Ref("eq"))),
        Const(I32, 3),
    )


def test_vectors() -> None:
    (vector,) = results("(v128.const i16x8 1 2 3 4 5 6 7 -1)")
    assert vector == Vec("i16x8", (1, 2, 3, 4, 5, 6, 7, -1))
    assert isinstance(vector, Vec)
    assert vector.bytes == bytes.fromhex("0100020003000400050006000700ffff")
    (pattern,) = results("(v128.const f32x4 nan:canonical 1 nan:arithmetic inf)")
    assert isinstance(pattern, Vec)
    assert pattern.lanes[0] is Nan.CANONICAL
    with pytest.raises(ValueError, match="no bytes"):
        _ = pattern.bytes


def test_assertions() -> None:
    script = read_script("""
      (assert_trap (invoke "f") "trap") (assert_trap (module) "trap") (assert_exhaustion (invoke "f") "stack")
      (assert_exception (invoke "f")) (assert_unlinkable (module instance $m) "link") (assert_unlinkable (module) "x")
      (assert_malformed_custom (module quote "") "m") (assert_invalid_custom (module) "i")
    """)
    assert [type(command) for command in script] == [
        AssertTrap,
        AssertTrap,
        AssertExhaustion,
        AssertException,
        AssertUnlinkable,
        AssertUnlinkable,
        AssertMalformedCustom,
        AssertInvalidCustom,
    ]
    assert [type(getattr(command, "action", None)) for command in script[:3]] == [Invoke, TextModule, Invoke]
    assert [getattr(command, "message", None) for command in script] == [
        "trap", "trap", "stack", None, "link", "x", "m", "i",
    ]  # fmt: skip


def test_fields_alone_are_a_module() -> None:
    command = one('(func (export "f")) (memory 1)')
    assert isinstance(command, Instantiate)
    assert len(Module.from_script(command.module).mems) == 1
    assert read_script(";; nothing") == []


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("module", "unexpected token module", 1),
        ("(frobnicate)", "unknown operator frobnicate", 2),
        ("(module", "unexpected token: the text ends here", 8),
        ("(invoke f)", "unknown operator f", 9),
        ('(invoke "f" (i32.const nan:canonical))', "unexpected token nan:canonical", 24),
        ('(invoke "f" (f32.const nan:canonical))', "unexpected token", 13),
        ('(invoke "f" (ref.extern))', "unexpected token", 13),
        ('(invoke "f" (either (i32.const 1)))', "unexpected token either", 14),
        ('(assert_return (invoke "f") (either))', "unexpected token )", 36),
        ('(assert_return (invoke "f") (i32.const 1.5))', "unexpected token 1.5", 40),
        ('(assert_return (invoke "f") (v128.const i8x16 1))', "wrong number of lane literals", 41),
        ('(assert_return (invoke "f") (v128.const i8x16 256))', "constant out of range", 47),
        ("(assert_return (module))", "unexpected token module", 17),
        ("(assert_invalid (module))", "unexpected token )", 25),
        ("(assert_invalid (func))", "unexpected token func", 18),
        ("(register a)", "unknown operator a", 11),
    ],
)
def test_refused(text: str, message: str, column: int) -> None:
    with pytest.raises(TextError) as caught:
        read_script(text)
    assert (caught.value.message[: len(message)], caught.value.column) == (message, column)
