"""Functions of modules and of the host: rows A1.8 `Func`, A1.9 `FuncRef`, A1.15 `Caller`, A1.16, A2.13, C20."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import pytest

from interpreter import (
    ANYREF,
    EXTERNREF,
    FUNCREF,
    I31,
    I32,
    ArrayInst,
    Caller,
    CallingFrame,
    Executor,
    ExnInst,
    Func,
    FuncRef,
    FuncType,
    ImportObjectBuilder,
    Instance,
    Module,
    SignatureError,
    Store,
    StructInst,
    Tag,
    Terminate,
    UserError,
    WasmException,
    anyref,
    externref,
    f32,
    f64,
    funcref,
    i32,
    i64,
    params,
    v128,
)
from interpreter.wasi import Errno, Wasi
from wasm_construct.syntax import AbsHeapType, RefType

Run = Callable[..., Instance]
ADD = '(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))'
SWAP = '(func (export "swap") (param i32 i32) (result i32 i32) (local.get 1) (local.get 0))'
IDENTITY = '(func (export "same") (param {0}) (result {0}) (local.get 0))'


def test_a1_8_a_call_through_an_executor_gives_values_with_types(executor: Executor, run: Run) -> None:
    values = run(ADD).exports.add.call(executor, params(1, -2))
    assert [(value.ty(), value.to_i32()) for value in values] == [(I32, -1)]


def test_a1_8_the_short_call_gives_python_values(run: Run) -> None:
    assert run(ADD).exports.add(1, -2) == -1
    assert run(SWAP).exports.swap(2, 3) == (3, 2)
    assert run('(func (export "f"))').exports.f() is None


def test_a1_8_several_results_through_an_executor(executor: Executor, run: Run) -> None:
    assert [value.to_i32() for value in run(SWAP).exports.swap.call(executor, params(2, 3))] == [3, 2]
    assert run('(func (export "f"))').exports.f.call(executor) == []


@pytest.mark.parametrize(
    ("type_", "given", "back"),
    [
        ("i32", 0xFFFFFFFF, -1),
        ("i32", -1, -1),
        ("i32", True, 1),
        ("i64", 1 << 63, -(1 << 63)),
        ("f32", 0.1, 0.10000000149011612),
        ("f64", 3, 3.0),
        ("f64", math.inf, math.inf),
        ("v128", bytes(range(16)), bytes(range(16))),
        ("v128", 1, b"\1" + bytes(15)),
        ("externref", None, None),
        ("externref", "any object", "any object"),
    ],
)
def test_a1_13_values_become_what_the_callee_wants(run: Run, type_: str, given: object, back: object) -> None:
    assert run(IDENTITY.format(type_)).exports.same(given) == back


@pytest.mark.parametrize(
    ("type_", "args"),
    [
        ("i32", ()),
        ("i32", (1, 2)),
        ("i32", (1 << 32,)),
        ("i32", (-(1 << 31) - 1,)),
        ("i32", (1.0,)),
        ("i32", ("1",)),
        ("i32", (None,)),
        ("i64", (1 << 64,)),
        ("f64", ("1",)),
        ("v128", (b"short",)),
        ("funcref", (print,)),
    ],
)
def test_c20_wrong_arguments_are_refused_before_anything_runs(run: Run, type_: str, args: tuple[Any, ...]) -> None:
    text = f"""(global $ran (export "ran") (mut i32) (i32.const 0))
      (func (export "f") (param {type_}) (global.set $ran (i32.const 1)))"""
    exports = run(text).exports
    with pytest.raises(SignatureError, match=r"^function signature mismatch: .*'f'"):
        exports.f(*args)
    assert exports.ran.get_value() == 0


def test_a1_8_types_and_names(run: Run) -> None:
    add = run(ADD).exports.add
    assert add.ty() == FuncType("i32 i32", "i32")
    assert (add.name, add.mod_name) == ("add", None)
    assert repr(add) == "<Func 'add' [i32 i32] -> [i32]>"


def test_a1_9_a_reference_is_the_function(run: Run, executor: Executor) -> None:
    add = run(ADD).exports.add
    ref = add.as_ref()
    assert isinstance(ref, FuncRef)
    assert ref.ty() == add.ty()
    assert ref.call(executor, params(1, 2))[0].to_i32() == 3


# ---- functions of the host


def wrapped(function: Callable[..., Any], **options: Any) -> FuncType:
    return Func.wrap(function, **options).ty()


def test_a1_8_the_annotations_say_the_type() -> None:
    def every(a: i32, b: i64, c: f32, d: f64, e: v128, f: funcref, g: externref, h: anyref) -> None: ...

    assert wrapped(every) == FuncType("i32 i64 f32 f64 v128 funcref externref anyref")


def test_a1_8_what_the_types_of_python_mean() -> None:
    def plain(a: int, b: float, c: bool, d: bytes, e: Func | None, f: Any, g: object) -> tuple[int, float]:
        raise NotImplementedError

    assert wrapped(plain) == FuncType([I32, "f64", I32, "v128", FUNCREF, EXTERNREF, EXTERNREF], "i32 f64")


def test_a1_8_what_the_classes_of_references_mean() -> None:
    def every(a: StructInst, b: ArrayInst | None, c: I31, d: ExnInst) -> None: ...

    heaps = (AbsHeapType.STRUCT, AbsHeapType.ARRAY, AbsHeapType.I31, AbsHeapType.EXN)
    assert wrapped(every) == FuncType([RefType(True, heap) for heap in heaps])


def test_a1_8_no_results_and_none_mentioned() -> None:
    def nothing(): ...  # type: ignore[no-untyped-def]

    assert wrapped(nothing) == FuncType()
    assert wrapped(lambda: None) == FuncType()


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda a: a, "does not say which type a has"),
        (lambda *args: None, "any number of arguments"),
        (5, "cannot be called"),
    ],
)
def test_a1_8_a_type_that_nobody_says(function: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        Func.wrap(function)


def test_a1_8_an_annotation_without_meaning() -> None:
    def wrong(a: str) -> None: ...

    with pytest.raises(TypeError, match="wrong: <class 'str'> does not say"):
        Func.wrap(wrong)


def test_a1_8_an_explicit_type_needs_no_annotations(run: Run) -> None:
    assert Func.wrap(max, FuncType("i32 i32", "i32"))(3, -4) == 3
    assert wrapped(lambda *args: sum(args), ty=FuncType([ANYREF])) == FuncType("anyref")


def test_a1_8_objects_that_can_be_called() -> None:
    class Adder:
        def __init__(self, more: int) -> None:
            self.more = more

        def __call__(self, a: i32) -> i32:
            return a + self.more

        def method(self, a: i64) -> i64:
            return a * self.more

    assert Func.wrap(Adder(2))(3) == 5
    assert Func.wrap(Adder(2).method)(1 << 40) == 1 << 41
    assert Func.wrap(functools.partial(max, 5), FuncType("i32", "i32"))(3) == 5


def test_a1_8_functions_with_some_of_their_arguments() -> None:
    def scale(caller: Caller, factor: int, number: i64, offset: i64 = 0) -> i64:
        return factor * number + offset

    func = Func.wrap(functools.partial(scale, Caller(None), 3, offset=1))
    assert (func.ty(), func(1 << 40)) == (FuncType("i64", "i64"), 3 * (1 << 40) + 1)
    # the first parameter that is left over is the caller, if it is one
    assert Func.wrap(functools.partial(scale, offset=2)).ty() == FuncType("i32 i64", "i64")
    with pytest.raises(TypeError, match="needs number by its name"):
        Func.wrap(functools.partial(scale, factor=3))


def test_a1_8_the_host_calls_its_own_function_by_the_same_rules() -> None:
    def back(a: i32) -> i32:
        return a

    func = Func.wrap(back)
    assert func(0xFFFFFFFF) == -1
    with pytest.raises(SignatureError):
        func("1")


CALL = """(module
  (import "env" "f" (func $f (param i32) (result i32)))
  (memory 1)
  (func (export "run") (param i32) (result i32) (call $f (local.get 0))))"""


def test_host_functions_get_integers_with_a_sign(run: Run) -> None:
    seen = []

    def f(a: int) -> int:
        seen.append(a)
        return 0

    run(CALL, {"env": {"f": f}}).exports.run(-5)
    assert seen == [-5]


def test_host_functions_return_several_values(run: Run) -> None:
    text = '(import "env" "f" (func $f (result i32 f64))) (func (export "run") (result i32 f64) (call $f))'

    def pair() -> tuple[i32, f64]:
        return 0xFFFFFFFF, 2

    assert run(text, {"env": {"f": Func.wrap(pair)}}).exports.run() == (-1, 2.0)
    for wrong in [(1,), (1, 2, 3), None, 5, ("a", 1)]:
        with pytest.raises(SignatureError, match="must return"):
            run(text, {"env": {"f": lambda wrong=wrong: wrong}}).exports.run()


def test_host_functions_must_return_what_they_say(run: Run) -> None:
    for wrong in ["1", None, 1.5, 1 << 32]:
        with pytest.raises(SignatureError, match="'f' must return i32"):
            run(CALL, {"env": {"f": lambda a, wrong=wrong: wrong}}).exports.run(0)


def test_a1_15_the_caller(run: Run, executor: Executor, store: Store) -> None:
    seen = []

    def look(caller: Caller, a: i32) -> i32:
        seen.append(caller)
        return a

    store.register_import_module(executor, ImportObjectBuilder().with_func("f", look).build("env"))
    instance = store.register_active_module(executor, Module.from_bytes(CALL))
    assert instance.exports.run(3) == 3
    (caller,) = seen
    assert caller.instance is instance
    assert caller.executor is executor
    assert caller.memory(0) is instance.mems[0]  # which is not exported
    assert caller.memory(1) is None  # A2.13
    assert caller.memory(-1) is None


def test_a1_15_the_caller_by_other_means(run: Run) -> None:
    def annotated(frame: CallingFrame, a):  # type: ignore[no-untyped-def]
        memory = frame.memory()
        assert memory is not None
        return memory.size()

    def bare(caller, a):  # type: ignore[no-untyped-def]
        return caller.memory().size() + 1

    assert run(CALL, {"env": {"f": annotated}}).exports.run(0) == 1
    func = Func.wrap(bare, FuncType("i32", "i32"), caller=True)
    assert run(CALL, {"env": {"f": func}}).exports.run(0) == 2


def test_a1_15_and_a2_13_no_memory_in_the_caller(run: Run) -> None:
    seen = []

    def look(caller: Caller) -> None:
        seen.extend([caller.memory(0), caller.memory(-1), caller.memory()])

    text = """(import "env" "look" (func $look)) (import "wasi_snapshot_preview1" "random_get"
      (func $random (param i32 i32) (result i32)))
      (func (export "look") (call $look))
      (func (export "random") (result i32) (call $random (i32.const 0) (i32.const 1)))"""
    exports = run(text, [ImportObjectBuilder().with_func("look", look).build("env"), Wasi()]).exports
    exports.look()
    assert seen == [None, None, None]
    assert exports.random() == Errno.EFAULT == 21


def test_a1_15_a_host_that_calls_itself_has_no_instance() -> None:
    def look(caller: Caller) -> i32:
        return int(caller.instance is None and caller.memory() is None and caller.executor is None)

    assert Func.wrap(look)() == 1


def test_host_functions_reenter(run: Run) -> None:
    text = """(module (import "env" "f" (func $f (param i32) (result i32)))
      (func (export "double") (param i32) (result i32) (i32.add (local.get 0) (local.get 0)))
      (func (export "run") (param i32) (result i32) (call $f (local.get 0))))"""

    def twice(caller: Caller, a: i32) -> i32:
        assert caller.instance is not None
        doubled: int = caller.instance.exports.double(a)
        return doubled + 1

    assert run(text, {"env": {"f": twice}}).exports.run(20) == 41


def test_a1_16_an_exception_passes_through_unchanged(run: Run) -> None:
    error = ZeroDivisionError("of the host")

    def fail(a: i32) -> i32:
        raise error

    with pytest.raises(ZeroDivisionError) as caught:
        run(CALL, {"env": {"f": fail}}).exports.run(0)
    assert caught.value is error
    assert "run" in error.__notes__[0]


def test_a1_16_a_code_of_the_user(run: Run, executor: Executor) -> None:
    def fail(a: i32) -> i32:
        raise UserError(a)

    with pytest.raises(UserError, match="user defined error code 2147483647") as caught:
        run(CALL, {"env": {"f": fail}}).exports.run.call(executor, params(0x7FFFFFFF))
    assert caught.value.code == 0x7FFFFFFF


def test_a1_16_terminating_is_a_success(run: Run, executor: Executor) -> None:
    ran = []

    def stop(a: i32) -> i32:
        ran.append(a)
        raise Terminate

    text = CALL.replace("(call $f (local.get 0))", "(drop (call $f (local.get 0))) (unreachable)")
    exports = run(text, {"env": {"f": stop}}).exports
    assert exports.run(1) is None
    assert exports.run.call(executor, params(2)) == []
    assert ran == [1, 2]


def test_exceptions_of_the_code_from_the_host() -> None:
    tag = Tag(FuncType("i32 f64"))
    error = tag.exception(-1, 2)
    assert isinstance(error, WasmException)
    assert (error.exn.tag, error.exn.arguments()) == (tag, (-1, 2.0))
    assert tag.ty() == FuncType("i32 f64")
    with pytest.raises(SignatureError, match="wants 2 values, 1 given"):
        tag.exception(1)
