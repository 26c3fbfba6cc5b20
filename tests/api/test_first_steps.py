"""What somebody sees who begins: messages that say what to do instead, and what things say of themselves."""

from __future__ import annotations

import copy
import functools
import inspect
import pickle
import pydoc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interpreter import (
    Caller,
    Config,
    Func,
    FuncType,
    ImportObjectBuilder,
    Instance,
    LinkError,
    Memory,
    MemoryType,
    Module,
    Table,
    TableType,
    TextError,
    ValueTypeError,
    f64,
    i32,
    i64,
)
from interpreter.wasi import Wasi
from wasm_construct import InvalidError
from wasm_construct.validation import ImplementationLimits

Run = Callable[..., Instance]
CALL = """(import "env" "f" (func $f (param i32 i32) (result i32)))
  (func (export "run") (result i32) (call $f (i32.const 1) (i32.const 2)))"""
ADD = """(func $add (export "add") (param $a i32) (param $b i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (memory (export "m") 1)"""


# ---- functions that do not fit the import


def other_types(a: i64, b: i32) -> i64:
    return a


def other_result(a: i32, b: i32) -> f64:
    return 1.0


def no_result(a: i32, b: i32) -> None: ...


def pair(a: i32, b: i32) -> tuple[i32, i32]:
    return a, b


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (other_types, "[i64 i32] -> [i64]"),
        (other_result, "[i32 i32] -> [f64]"),
        (no_result, "[i32 i32] -> []"),
        (pair, "[i32 i32] -> [i32 i32]"),
        (lambda a: 1, "[i32] -> [i32]"),
        (lambda a, b, c: 1, "[i32 i32 externref] -> [i32]"),
    ],
)
def test_a_function_that_contradicts_the_import_is_not_linked(run: Run, function: Any, found: str) -> None:
    with pytest.raises(LinkError, match="incompatible import type") as caught:
        run(CALL, {"env": {"f": function}})
    assert caught.value.found == f"func {found}"


def plain(a: int, b: float) -> int:
    return 7


def partly(a: i32, b) -> Any:  # type: ignore[no-untyped-def]
    return 7


def with_caller(caller: Caller, a: i32, b: i32 = 0) -> i32:
    return 7


@pytest.mark.parametrize(
    "function",
    [plain, partly, with_caller, lambda *args: 7, lambda a, b=0, c=0: 7, functools.partial(lambda a, b, c: 7, 1)],
)
def test_annotations_of_python_contradict_nothing(run: Run, function: Any) -> None:
    assert run(CALL, {"env": {"f": function}}).exports.run() == 7


def test_builtin_functions_take_what_they_take(run: Run) -> None:
    assert run(CALL, {"env": {"f": max}}).exports.run() == 2


# ---- imports in a wrong form


@pytest.mark.parametrize(
    ("imports", "said"),
    [
        (5, "imports are a mapping .*, not 5"),
        ("env", "imports are a mapping .*, not 'env'"),
        ([print], "<built-in function print> is no module of the host"),
        ({"log": print}, "under 'log' there is no module but <built-in"),
    ],
)
def test_imports_in_a_wrong_form(run: Run, imports: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        run(CALL, imports)


def test_one_module_of_the_host_needs_no_list(run: Run) -> None:
    env = ImportObjectBuilder().with_func("f", max, FuncType("i32 i32", "i32")).build("env")
    assert run(CALL, env).exports.run() == 2
    text = '(import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32))) (export "y" (func $y))'
    assert run(text, Wasi()).exports.y() == 0


def test_an_instance_without_a_name_is_no_module_to_import_from(run: Run) -> None:
    with pytest.raises(ValueError, match="has no name to import from"):
        run(CALL, [run(ADD)])


# ---- other messages


def test_the_name_of_a_file_is_no_module() -> None:
    with pytest.raises(TextError) as caught:
        Module.from_bytes("fib.wat")
    assert "from_file" in caught.value.__notes__[0]
    with pytest.raises(TypeError, match="from_file"):
        Module.from_bytes(Path("fib.wat"))  # type: ignore[arg-type]
    with pytest.raises(TextError) as caught:
        Module.from_bytes("(func")
    assert not hasattr(caught.value, "__notes__")


def test_a_place_is_a_number() -> None:
    memory = Memory(MemoryType(1))
    with pytest.raises(TypeError, match="format"):
        memory[0] = "a"
    for at in ("a", 1.5, None):
        with pytest.raises(TypeError, match="the place in a memory is an integer or a slice, not"):
            memory[at]  # type: ignore[call-overload]
        with pytest.raises(TypeError, match="the place in a memory is an integer or a slice, not"):
            memory[at] = 1  # type: ignore[index]
        with pytest.raises(TypeError, match="the place in a table is an integer, not"):
            Table(TableType("funcref", 1))[at]  # type: ignore[index]


def test_one_byte_and_two_bytes() -> None:
    memory = Memory(MemoryType(1))
    for length, said in [(1, ": 1 byte at"), (2, ": 2 bytes at")]:
        with pytest.raises(IndexError, match=said):
            memory.read(1 << 16, length)
    with pytest.raises(ValueError, match="1 byte cannot be set to 2 bytes"):
        memory[0:1] = b"ab"


def test_an_instance_says_where_its_exports_are(run: Run) -> None:
    instance = run(ADD)
    with pytest.raises(AttributeError, match=r"no attribute 'add'; did you mean exports\.add\?"):
        instance.add  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match=r"no attribute 'other'$"):
        instance.other  # type: ignore[attr-defined]  # noqa: B018


def test_a_function_of_python_is_no_reference() -> None:
    table = Table(TableType("funcref", 1))
    with pytest.raises(ValueTypeError, match=r"is no funcref: Func\.wrap makes one"):
        table[0] = print
    with pytest.raises(ValueTypeError, match=r"5 is no funcref$"):
        table[0] = 5


def test_a_reference_of_another_type_says_which_is_wanted(run: Run) -> None:
    exports = run("""(type $a (struct (field i32))) (type $b (struct (field f64) (field (ref null $a))))
      (func (export "make") (result (ref $a)) (struct.new $a (i32.const 1)))
      (func (export "take") (param (ref null $b)))""").exports
    with pytest.raises(TypeError, match=r"must be \(ref null \(struct f64 \(ref null \(struct\)\)\)\), not"):
        exports.take(exports.make())


# ---- what things say of themselves


def test_many_exports_are_not_all_shown(run: Run) -> None:
    instance = run("".join(f'(func (export "f{number}"))' for number in range(500)))
    assert repr(instance.exports).endswith("<Func 'f9' [] -> []>, and 490 more>")
    assert repr(instance).endswith("f9, and 490 more>")
    assert len(repr(run(f'(func (export "{"x" * 10000}"))').exports)) < 100
    twice = run('(memory (export "a") (export "b") 1) (func (export "f") (export "g"))')
    assert repr(twice.exports) == "<Exports: <Memory 'a' of 1 page>, 'b': Memory, <Func 'f' [] -> []>, 'g': [] -> []>"


def test_a_configuration_shows_what_differs() -> None:
    assert repr(Config()) == "Config()"
    assert repr(Config(max_memory_pages=3, measure_time=True)) == "Config(max_memory_pages=3, measure_time=True)"
    assert repr(Config().turned_on("threads")) == "Config(features=WASM3 + ['threads'])"
    limits = ImplementationLimits(params=5)
    assert repr(Config(limits=limits)) == "Config(limits=ImplementationLimits(params=5))"


def test_a_builder_shows_what_it_has() -> None:
    assert repr(ImportObjectBuilder()) == "<ImportObjectBuilder: empty>"
    assert repr(ImportObjectBuilder().with_memory("m", Memory(MemoryType(1)))) == "<ImportObjectBuilder: 'm'>"


def test_help_for_a_function_of_a_module(run: Run) -> None:
    add = run(ADD).exports.add
    assert add.__name__ == "add"
    assert str(inspect.signature(add)) == "(a: 'i32', b: 'i32', /) -> 'i32'"
    text = pydoc.plain(pydoc.render_doc(add))
    assert "<Func 'add' [i32 i32] -> [i32]>" in text
    assert "Raises SignatureError" in text


def test_help_for_parameters_without_names(run: Run) -> None:
    two = run(
        '(func (export "two") (param $if i32) (param f64) (result i32 f64) (local.get 0) (local.get 1))'
    ).exports.two
    assert str(inspect.signature(two)) == "(p0: 'i32', p1: 'f64', /) -> 'tuple[i32, f64]'"


def test_help_for_a_function_of_the_host() -> None:
    def twice(a: i32) -> i32:
        """Two times as much."""
        return 2 * a

    func = Func.wrap(twice)
    assert (func.__name__, func.__doc__) == ("twice", "Two times as much.")
    assert Func.wrap(lambda: None).__doc__ == "A function of the host: [] -> []"


def test_the_class_has_its_own_help() -> None:
    assert (Func.__name__, (Func.__doc__ or "").startswith("A function, of a module")) == ("Func", True)
    assert "instance" in inspect.signature(Func).parameters


# ---- pickles, and modules that are validated once


def test_a_pickle_says_which_function_has_no_name(run: Run) -> None:
    for function in (lambda a, b: a, functools.partial(lambda a, b: a)):
        instance = run(CALL, {"env": {"f": function}})
        with pytest.raises(pickle.PicklingError, match=r"function 'f' of 'env' cannot be pickled: .*<lambda>"):
            pickle.dumps(instance)
        assert copy.deepcopy(instance).exports.run() == copy.copy(instance).exports.run() == 1


def test_other_limits_want_another_validation() -> None:
    module = Module.load(ADD)
    module.valid()
    with pytest.raises(InvalidError):
        module.valid(Config(limits=ImplementationLimits(params=1)))
