"""The module that the scripts of the official suite import from."""

from __future__ import annotations

from collections.abc import Callable

from interpreter.host.spectest import spectest
from interpreter.numerics import f32_to_bits
from interpreter.runtime.globals import Global
from interpreter.wast import Report

Play = Callable[..., Report]


def test_everything_can_be_imported(play: Play) -> None:
    report = play("""
        (module
          (import "spectest" "print" (func))
          (import "spectest" "print_i32" (func (param i32)))
          (import "spectest" "print_i64" (func (param i64)))
          (import "spectest" "print_f32" (func (param f32)))
          (import "spectest" "print_f64" (func (param f64)))
          (import "spectest" "print_i32_f32" (func (param i32 f32)))
          (import "spectest" "print_f64_f64" (func (param f64 f64)))
          (import "spectest" "global_i32" (global i32))
          (import "spectest" "global_i64" (global i64))
          (import "spectest" "global_f32" (global f32))
          (import "spectest" "global_f64" (global f64))
          (import "spectest" "table" (table 10 20 funcref))
          (import "spectest" "table64" (table i64 10 20 funcref))
          (import "spectest" "memory" (memory 1 2))
          (import "spectest" "shared_memory" (memory 1 2 shared)))
        """)
    assert list(map(str, report.failures)) == []


def test_the_globals_have_the_number_that_the_suite_knows() -> None:
    externs = spectest().externs
    values = {name: extern.cell for name, extern in externs.items() if isinstance(extern, Global)}
    assert values.pop("global_f32") == 666.5999755859375
    assert values == {"global_i32": 666, "global_i64": 666, "global_f64": 666.6}
    assert f32_to_bits(externs["global_f32"].cell) == 0x4426A666  # type: ignore[union-attr]


def test_what_is_printed_goes_where_it_should(play: Play) -> None:
    printed: list[str] = []
    report = play(
        """
        (module
          (import "spectest" "print_i32_f32" (func $both (param i32 f32)))
          (import "spectest" "print_i64" (func $one (param i64)))
          (func (export "f") (call $both (i32.const -1) (f32.const 0.5)) (call $one (i64.const 2))))
        (invoke "f")
        """,
        hosts=[spectest(printed.append)],
    )
    assert report.ok
    assert printed == ["-1 : i32", "0.5 : f32", "2 : i64"]
