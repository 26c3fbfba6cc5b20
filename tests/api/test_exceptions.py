"""Exceptions between code and host: tags, what handlers catch, and what they do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interpreter import FuncType, Instance, Module, Tag, Terminate, UserError, WasmException

Run = Callable[..., Instance]
TEXT = """(module
  (import "env" "tag" (tag $tag (param i32 i64)))
  (import "env" "f" (func $f))
  (func (export "throw") (throw $tag (i32.const -1) (i64.const 7)))
  (func (export "catch") (result i32 i64)
    (block $caught (result i32 i64)
      (try_table (catch $tag $caught) (call $f))
      (i32.const 0) (i64.const 0)))
  (func (export "catch_all") (result i32)
    (block $caught
      (try_table (catch_all $caught) (call $f))
      (return (i32.const 0)))
    (i32.const 1)))"""


def raising(error: BaseException) -> Callable[[], None]:
    def function() -> None:
        raise error

    return function


def instance(function: Callable[[], None]) -> tuple[Tag, Instance]:
    tag = Tag(FuncType("i32 i64"))
    return tag, Module.from_bytes(TEXT).instantiate({"env": {"tag": tag, "f": function}})


def test_what_no_code_catches_gets_to_the_host() -> None:
    tag, made = instance(lambda: None)
    with pytest.raises(WasmException, match="uncaught exception") as caught:
        made.exports.throw()
    assert caught.value.exn.tag is tag
    assert caught.value.exn.arguments() == (-1, 7)
    assert caught.value.frames[0].name == "throw"


def test_code_catches_what_the_host_raises() -> None:
    tag = Tag(FuncType("i32 i64"))
    module = Module.from_bytes(TEXT)
    exports = module.instantiate({"env": {"tag": tag, "f": raising(tag.exception(-2, 3))}}).exports
    assert exports.catch() == (-2, 3)
    assert exports.catch_all() == 1


def test_another_tag_is_not_caught_though_it_looks_alike() -> None:
    other = Tag(FuncType("i32 i64"))
    _, made = instance(raising(other.exception(1, 2)))
    with pytest.raises(WasmException) as caught:
        made.exports.catch()
    assert caught.value.exn.tag is other
    assert made.exports.catch_all() == 1


@pytest.mark.parametrize("error", [ValueError("of the host"), UserError(5), KeyboardInterrupt()])
def test_exceptions_of_python_are_none_of_the_code(error: BaseException) -> None:
    _, made = instance(raising(error))
    with pytest.raises(type(error)) as caught:
        made.exports.catch_all()
    assert caught.value is error


def test_terminating_is_none_either() -> None:
    _, made = instance(raising(Terminate()))
    assert made.exports.catch_all() is None
