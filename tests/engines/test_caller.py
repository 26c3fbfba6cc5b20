"""Who calls a function of the host: the instance whose code makes the call, in whatever form and on whatever engine."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from interpreter import Caller, Config, Executor, ImportObjectBuilder
from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine
from interpreter.executor.instantiation import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.module import ValidModule
from interpreter.runtime.protocols import InstanceLike
from interpreter.wasi import Wasi
from tests.engines.engines import MakeEngine, all_engines, all_pairs
from wasm_construct import ALL, Module

FORMS = {
    "call": "(call $callee)",
    "call_indirect": "(call_indirect (type $t) (i32.const 0))",
    "call_ref": "(call_ref $t (ref.func $callee))",
    "return_call": "(return_call $callee)",
    "return_call_indirect": "(return_call_indirect (type $t) (i32.const 0))",
    "return_call_ref": "(return_call_ref $t (ref.func $callee))",
}
"""The ways to call the function $callee, which is also the first of a table."""
form = pytest.mark.parametrize("form", FORMS)
PAIRS = pytest.mark.parametrize(("form", "other_form"), [(form, other) for form in FORMS for other in FORMS])


def valid(wat: str) -> ValidModule:
    return ValidModule(Module.from_wat(wat, ALL).build(), ALL)


def started(wat: str, engine: Engine, externs: Mapping[str, Extern], name: str) -> Instance:
    return instantiate(valid(wat), lambda _, field: externs.get(field), engine, name)


def caller_of(form: str, callee: Func, engine: Engine, name: str) -> Instance:
    """An instance whose function `f` calls another one."""
    wat = f"""(module (type $t (func)) (import "m" "callee" (func $callee (type $t))) (memory 1)
      (table funcref (elem $callee)) (elem declare func $callee)
      (func (export "f") (type $t) {FORMS[form]}))"""
    return started(wat, engine, {"callee": callee}, name)


class Probe:
    """A function of the host that notes who has called it."""

    def __init__(self) -> None:
        self.seen: list[InstanceLike | None] = []
        self.func = Func.wrap(self.note)

    def note(self, caller: Caller) -> None:
        self.seen.append(caller.instance)

    def by(self, func: Any) -> InstanceLike | None:
        """Who it is called by when the host calls this function, which must be the same the second time."""
        self.seen.clear()
        func()
        func()
        [first, second] = self.seen
        assert first is second
        return first


@form
@all_engines
def test_the_caller_is_the_instance(make: MakeEngine, form: str) -> None:
    probe = Probe()
    instance = caller_of(form, probe.func, make(), "one")
    assert probe.by(instance.externs["f"]) is instance


@PAIRS
@all_pairs
def test_the_caller_is_the_instance_that_calls_last(
    make_one: MakeEngine, make_other: MakeEngine, form: str, other_form: str
) -> None:
    probe = Probe()
    inner = caller_of(other_form, probe.func, make_other(), "inner")
    outer = caller_of(form, inner.exports["f"], make_one(), "outer")
    assert probe.by(outer.externs["f"]) is inner
    # and then it is the outer one again
    direct = caller_of(form, probe.func, make_one(), "direct")
    assert probe.by(direct.externs["f"]) is direct


@form
@all_pairs
def test_after_a_call_of_another_instance_has_come_back(
    make_one: MakeEngine, make_other: MakeEngine, form: str
) -> None:
    probe = Probe()
    inner = caller_of(form, probe.func, make_other(), "inner")
    wat = """(module (import "m" "f" (func $f)) (import "m" "callee" (func $callee))
      (func (export "f") (call $f) (return_call $callee)))"""
    outer = started(wat, make_one(), {"f": inner.externs["f"], "callee": probe.func}, "outer")
    outer.exports.f()
    assert probe.seen == [inner, outer]


@all_pairs
def test_calls_through_a_table_that_instances_share(make_one: MakeEngine, make_other: MakeEngine) -> None:
    probe = Probe()
    wat = """(module (type $t (func)) (import "m" "callee" (func $callee)) (table (export "t") 3 funcref)
      (elem (i32.const 0) $callee $f)
      (func $f (export "f") (return_call_indirect (type $t) (i32.const 0)))
      (func (export "g") (return_call_indirect (type $t) (i32.const 2))))"""
    one = started(wat, make_one(), {"callee": probe.func}, "one")
    wat = """(module (type $t (func)) (import "m" "t" (table 3 funcref))
      (elem (i32.const 2) $direct)
      (func $direct (call_indirect (type $t) (i32.const 0)))
      (func (export "by_one") (return_call_indirect (type $t) (i32.const 1)))
      (func (export "by_other") (call $direct)))"""
    other = started(wat, make_other(), one.externs, "other")
    assert probe.by(one.externs["f"]) is one
    assert probe.by(one.externs["g"]) is other
    assert probe.by(other.externs["by_one"]) is one
    assert probe.by(other.externs["by_other"]) is other


@all_pairs
def test_the_start_function_of_an_instance_may_be_imported(make_one: MakeEngine, make_other: MakeEngine) -> None:
    probe = Probe()
    instance = started('(module (import "m" "f" (func)) (start 0))', make_one(), {"f": probe.func}, "one")
    assert probe.seen == [instance]
    inner = caller_of("call", probe.func, make_other(), "inner")
    started('(module (import "m" "f" (func)) (start 0))', make_one(), inner.externs, "outer")
    assert probe.seen == [instance, inner]


@all_engines
def test_the_host_itself_is_no_instance(make: MakeEngine) -> None:
    probe = Probe()
    probe.func()
    wat = """(module (import "m" "callee" (func $callee)) (import "m" "host" (func $host))
      (export "callee" (func $callee)) (func (export "f") (call $host)))"""

    def host() -> None:
        instance.exports.callee()

    instance = started(wat, make(), {"callee": probe.func, "host": Func.wrap(host)}, "one")
    instance.exports.f()
    assert probe.seen == [None, None]


@form
@pytest.mark.parametrize("options", [{}, {"count_instructions": True}], ids=["", "counting"])
def test_coroutines_of_the_host_see_their_caller(form: str, options: Any) -> None:
    seen: list[InstanceLike | None] = []

    async def callee(caller: Caller) -> None:
        await asyncio.sleep(0)
        seen.append(caller.instance)

    wat = f"""(module (type $t (func)) (import "m" "callee" (func $callee (type $t)))
      (table funcref (elem $callee)) (elem declare func $callee)
      (func (export "f") (type $t) {FORMS[form]}))"""
    executor = Executor(Config(ALL, **options))
    host = ImportObjectBuilder().with_func("callee", callee, cost=3).build("m")
    instance = executor.instantiate(Module.from_wat(wat, ALL), host)
    instance.exports.f()

    async def run() -> None:
        await executor.run_func_async(instance.exports["f"])

    asyncio.run(run())
    assert seen == [instance, instance]


_PROGRAM = """(module (type $t (func (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $callee (type $t)))
  (table funcref (elem $callee)) (elem declare func $callee)
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\03\\00\\00\\00") (data (i32.const 16) "{name}\\n")
  (func (export "f") (result i32) {call}))"""
_WITH_ARGS = {
    "call": "(call $callee ARGS)",
    "call_indirect": "(call_indirect (type $t) ARGS (i32.const 0))",
    "call_ref": "(call_ref $t ARGS (ref.func $callee))",
    "return_call": "(return_call $callee ARGS)",
    "return_call_indirect": "(return_call_indirect (type $t) ARGS (i32.const 0))",
    "return_call_ref": "(return_call_ref $t ARGS (ref.func $callee))",
}


@form
@all_pairs
def test_wasi_writes_out_of_the_memory_of_its_caller(make_one: MakeEngine, make_other: MakeEngine, form: str) -> None:
    written = bytearray()

    class Sink:
        def write(self, data: bytes) -> int:
            written.extend(data)
            return len(data)

        def flush(self) -> None:
            pass

    wasi = Wasi(["p"], stdout=Sink())
    args = "(i32.const 1) (i32.const 0) (i32.const 1) (i32.const 40)"
    call = _WITH_ARGS[form].replace("ARGS", args)
    inner = started(_PROGRAM.replace("{name}", "in").replace("{call}", call), make_other(), wasi.externs, "inner")
    wat = f"""(module (import "m" "f" (func $f (result i32))) (import "m" "fd_write" (func $w (param i32 i32 i32 i32)
      (result i32))) (memory 1) (data (i32.const 0) "\\10\\00\\00\\00\\04\\00\\00\\00") (data (i32.const 16) "out\\n")
      (func (export "f") (result i32) (drop (call $f)) (return_call $w {args})))"""
    outer = started(wat, make_one(), {**wasi.externs, "f": inner.externs["f"]}, "outer")
    assert outer.exports.f() == 0
    assert written == b"in\nout\n"


def test_compiled_code_of_an_artifact_tells_who_tail_calls() -> None:
    from interpreter import Compiler

    probe = Probe()
    wat = '(module (import "m" "f" (func $f)) (func (export "f") (return_call $f)))'
    module = ValidModule(Compiler().compile_from_bytes(wat), trusted=True)
    instance = instantiate(module, lambda *_: probe.func, PythonEngine(), "compiled")
    assert probe.by(instance.externs["f"]) is instance
