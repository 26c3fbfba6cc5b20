"""What the book "Writing a Wasm runtime in Rust" leaves out or gets wrong when code runs, row by row."""

from __future__ import annotations

import io
import os
import struct
import sys
from collections.abc import Callable
from typing import Any

import pytest

from interpreter import (
    Config,
    Exhaustion,
    ImportObjectBuilder,
    Instance,
    InvalidError,
    LinkError,
    Memory,
    MemoryType,
    Module,
    SignatureError,
    Trap,
)
from interpreter.wasi import Errno, Wasi, run_command
from wasm_construct import WASM1, WASM2

OUTSIDE = "out of bounds memory access"


def run(text: str, imports: Any = None) -> Instance:
    return Module.from_bytes(text).instantiate(imports)


def trapping(message: str, function: Callable[..., object], *args: object) -> None:
    with pytest.raises(Trap) as caught:
        function(*args)
    assert caught.value.message == message


def test_c1_every_memory_can_be_used() -> None:
    exports = run(
        """(memory $a (export "a") 1) (memory $b (export "b") 1 2) (data (memory $b) (i32.const 3) "x")
        (func (export "copy") (memory.copy $a $b (i32.const 0) (i32.const 3) (i32.const 1)))
        (func (export "load") (result i32) (i32.load8_u $a (i32.const 0)))
        (func (export "grow") (result i32) (drop (memory.grow $b (i32.const 1))) (memory.size $b))"""
    ).exports
    assert exports.load() == 0
    exports.copy()
    assert (exports.load(), exports.grow(), exports.a.size(), exports.b.size()) == (ord("x"), 2, 1, 2)


def test_c1_without_the_feature_there_is_one_memory() -> None:
    with pytest.raises(InvalidError, match="multiple memories"):
        Module.from_bytes("(memory 1) (memory 1)", Config(WASM2))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ("2 1", "size minimum must not be greater than maximum"),
        ("65537", "memory size must be at most 65536 pages"),
        ("0 65537", "memory size must be at most 65536 pages"),
    ],
)
def test_c3_sizes_are_checked_by_validation(limits: str, message: str) -> None:
    with pytest.raises(InvalidError, match=message):
        Module.from_bytes(f"(memory {limits})")
    Module.from_bytes("(memory 65536)")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("(memory 1) (data (i32.const 127) {x})", 127),
        ('(import "env" "at" (global i32)) (memory 1) (data (global.get 0) {x})', 40),
        ("(global i32 (i32.const 9)) (memory 1) (data (global.get 0) {x})", 9),
        ("(memory 1) (data (i32.sub (i32.mul (i32.const 4) (i32.const 5)) (i32.const 1)) {x})", 19),
        ("(memory i64 1) (data (i64.const 70) {x})", 70),
    ],
)
def test_c4_offsets_are_constant_expressions(text: str, at: int) -> None:
    memory = run(text.replace("{x}", '"x"'), {"env": {"at": 40}}).mems[0]
    assert bytes(memory).find(b"x") == at


def test_c4_offsets_have_a_sign_in_the_binary_format_and_none_as_addresses() -> None:
    trapping(OUTSIDE, run, '(memory 1) (data (i32.const -1) "x")')
    with pytest.raises(InvalidError, match="constant expression required"):
        run('(func $f (result i32) (i32.const 0)) (memory 1) (data (call $f) "x")')


def test_c5_passive_segments_are_copied_on_request_and_can_be_dropped() -> None:
    instance = run(
        """(memory 1) (data $p "hello")
        (func (export "init") (param i32) (memory.init $p (i32.const 8) (local.get 0) (i32.const 2)))
        (func (export "drop") (data.drop $p))"""
    )
    assert instance.mems[0].read(0, 16) == bytes(16)
    instance.exports.init(1)
    assert instance.mems[0].read(8, 3) == b"el\0"
    instance.exports.drop()
    trapping(OUTSIDE, instance.exports.init, 0)


def test_c6_what_was_written_before_a_segment_that_does_not_fit_stays() -> None:
    memory = Memory(MemoryType(1))
    text = """(import "env" "memory" (memory 1))
      (data (i32.const 0) "hello") (data (i32.const 65534) "world") (data (i32.const 8) "never")"""
    trapping(OUTSIDE, run, text, {"env": {"memory": memory}})
    assert (memory.read(0, 16), memory.read(65534, 2)) == (b"hello" + bytes(11), bytes(2))


@pytest.mark.parametrize(("pages", "offset"), [(0, 0), (1, 65536)])
def test_c7_an_empty_segment_fits_up_to_the_end(pages: int, offset: int) -> None:
    run(f'(memory {pages}) (data (i32.const {offset}) "")')
    trapping(OUTSIDE, run, f'(memory {pages}) (data (i32.const {offset + 1}) "")')


def test_c8_addresses_have_no_sign_and_do_not_wrap() -> None:
    instance = run(
        """(memory 1)
        (func (export "store") (param i32) (i32.store (local.get 0) (i32.const -1)))
        (func (export "far") (param i32) (i32.store offset=4294967295 (local.get 0) (i32.const -1)))"""
    )
    memory = instance.mems[0]
    for at in (65533, 65536, -1, -4, 1 << 31):
        trapping(OUTSIDE, instance.exports.store, at)
    for at in (0, 1, -1):
        trapping(OUTSIDE, instance.exports.far, at)
    assert bytes(memory) == bytes(65536)  # nothing was written in part
    instance.exports.store(65532)  # and all can be used after a trap
    assert memory.read(65531, 5) == b"\0\xff\xff\xff\xff"


def test_c9_alignment_is_a_hint() -> None:
    load = (
        '(memory 1) (data (i32.const 1) "abcd") (func (export "load") (result i32) (i32.load align=%d (i32.const 1)))'
    )
    for align in (1, 2, 4):
        assert run(load % align).exports.load() == int.from_bytes(b"abcd", "little")
    with pytest.raises(InvalidError, match="alignment must not be larger than natural"):
        run(load % 8)


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        ("i32.load", -0x7F7E7D7D),
        ("i32.load8_s", -125),
        ("i32.load8_u", 131),
        ("i32.load16_s", -32125),
        ("i32.load16_u", 0x8283),
        ("i64.load", -0x7B7A79787F7E7D7D),
        ("i64.load8_s", -125),
        ("i64.load8_u", 131),
        ("i64.load16_s", -32125),
        ("i64.load16_u", 0x8283),
        ("i64.load32_s", -0x7F7E7D7D),
        ("i64.load32_u", 0x80818283),
        ("f32.load", struct.unpack("<f", bytes.fromhex("83828180"))[0]),
        ("f64.load", struct.unpack("<d", bytes.fromhex("8382818087868584"))[0]),
    ],
)
def test_c10_loads_are_little_endian_and_extend(load: str, expected: float) -> None:
    data = r'(memory 1) (data (i32.const 4) "\83\82\81\80\87\86\85\84")'
    text = f'{data} (func (export "load") (result {load[:3]}) ({load} offset=1 (i32.const 3)))'
    assert run(text).exports.load() == expected


@pytest.mark.parametrize(
    ("store", "size"),
    [("i32.store", 4), ("i32.store8", 1), ("i32.store16", 2), ("i64.store", 8), ("i64.store32", 4)],
)
def test_c10_stores_take_the_lowest_bytes(store: str, size: int) -> None:
    instance = run(f'(memory 1) (func (export "store") (param {store[:3]}) ({store} (i32.const 0) (local.get 0)))')
    instance.exports.store(0x01020304)
    assert instance.mems[0].read(0, 9) == (0x01020304).to_bytes(8, "little")[:size] + bytes(9 - size)


def test_c11_memory_grows_to_its_maximum() -> None:
    exports = run(
        """(memory (export "memory") 1 3) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "size") (result i32) (memory.size))"""
    ).exports
    assert (exports.grow(1), exports.size(), exports.grow(0)) == (1, 2, 2)
    assert [exports.grow(delta) for delta in (2, -1, 65536)] == [-1] * 3
    assert (exports.size(), exports.grow(1), exports.grow(1), exports.grow(0)) == (2, 2, -1, 3)
    assert bytes(exports.memory) == bytes(3 * 65536)


def test_c11_the_configuration_limits_growth() -> None:
    module = Module.from_bytes(
        '(memory 1) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))',
        Config(max_memory_pages=4),
    )
    exports = module.instantiate().exports
    assert (exports.grow(4), exports.grow(3), exports.grow(1)) == (-1, 1, -1)


def test_c16_functions_and_blocks_have_several_results() -> None:
    exports = run(
        """(func $swap (export "swap") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
        (func (export "block") (param i32 i32) (result i32)
          (local.get 0) (local.get 1) (block (param i32 i32) (result i32 i32) (i32.add (i32.const 1))) (i32.sub))"""
    ).exports
    assert (exports.swap(-1, 2), exports.block(10, 3)) == ((2, -1), 6)


def test_c17_what_follows_an_if_that_is_not_taken_runs_once() -> None:
    instance = run(
        """(global $n (export "n") (mut i32) (i32.const 0))
        (func $one (global.set $n (i32.add (global.get $n) (i32.const 1))))
        (func (export "run") (param i32)
          (if (local.get 0) (then)) (if (local.get 0) (then)) (if (local.get 0) (then) (else)) (call $one))"""
    )
    for taken in (0, 1):
        instance.exports.run(taken)
    assert instance.exports.n.get_value() == 2


def test_c18_control() -> None:
    exports = run(
        """(type $op (func (param i64 i64) (result i64))) (table funcref (elem $add $mul))
        (func $add (type $op) (i64.add (local.get 0) (local.get 1)))
        (func $mul (type $op) (i64.mul (local.get 0) (local.get 1)))
        (func (export "apply") (param i32 i64 i64) (result i64)
          (call_indirect (type $op) (local.get 1) (local.get 2) (local.get 0)))
        (func (export "factorial") (param f64) (result f64) (local $product f64)
          (local.set $product (f64.const 1))
          (block $end (loop $next
            (br_if $end (f64.le (local.get 0) (f64.const 1)))
            (local.set $product (f64.mul (local.get $product) (local.get 0)))
            (local.set 0 (f64.sub (local.get 0) (f64.const 1)))
            (br $next)))
          (local.get $product))
        (func (export "switch") (param i32) (result i32)
          (block $default (block $one (block $zero (br_table $zero $one $default (local.get 0)))
              (return (i32.const 10)))
            (return (i32.const 11)))
          (if (result i32) (i32.eqz (local.tee 0 (i32.sub (local.get 0) (i32.const 2))))
            (then (i32.const 12)) (else (select (i32.const 13) (i32.const 14) (i32.eq (local.get 0) (i32.const 1))))))
        (func (export "half") (param f32) (result f32) (drop (i32.const 5)) (f32.mul (local.get 0) (f32.const 0.5)))"""
    ).exports
    assert (exports.apply(0, 1 << 40, 5), exports.apply(1, 1 << 40, -5)) == ((1 << 40) + 5, -5 << 40)
    assert (exports.factorial(5.0), exports.half(3.0)) == (120.0, 1.5)
    assert [exports.switch(n) for n in (0, 1, 2, 3, 9)] == [10, 11, 12, 13, 14]


def test_c19_integers_wrap() -> None:
    exports = run(
        """(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (export "sub") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
        (func (export "lt_u") (param i32 i32) (result i32) (i32.lt_u (local.get 0) (local.get 1)))
        (func (export "mul") (param i64 i64) (result i64) (i64.mul (local.get 0) (local.get 1)))"""
    ).exports
    least = -(1 << 31)
    assert (exports.add(-1 - least, 1), exports.sub(least, 1), exports.sub(0, -1)) == (least, -1 - least, 1)
    assert (exports.lt_u(-1, 1), exports.lt_u(1, -1), exports.mul(1 << 62, 6)) == (0, 1, -(1 << 63))


def test_c20_nothing_is_left_over_after_an_error() -> None:
    exports = run(
        """(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (export "fail") (param i32) (result i32)
          (i32.const 7) (i32.div_u (i32.const 1) (local.get 0)) (i32.add))"""
    ).exports
    for args in ((1,), (1, 2, 3), ("1", 2)):
        with pytest.raises(SignatureError, match="function signature mismatch"):
            exports.add(*args)
    trapping("integer divide by zero", exports.fail, 0)
    assert (exports.add(1, 2), exports.fail(1)) == (3, 8)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ('"nothing" (func)', "unknown import"),
        ('"f" (func (param i64))', "incompatible import type"),
        ('"f" (memory 1)', "incompatible import type"),
        ('"m" (memory 3)', "incompatible import type"),
        ('"m" (memory 1 2)', "incompatible import type"),
        ('"g" (global (mut i32))', "incompatible import type"),
    ],
)
def test_c21_imports_are_checked_before_anything_runs(wanted: str, message: str) -> None:
    env = (
        ImportObjectBuilder()
        .with_func("f", lambda: None)
        .with_memory("m", Memory(MemoryType(1)))
        .with_global("g", run('(global (export "g") i32 (i32.const 1))').exports.g)
        .build("env")
    )
    with pytest.raises(LinkError, match=message):
        run(f'(import "env" {wanted}) (func $start unreachable) (start $start)', [env])


def test_c21_a_memory_is_as_large_as_it_is_now() -> None:
    memory = Memory(MemoryType(1))
    text = '(import "env" "m" (memory 3))'
    with pytest.raises(LinkError, match="incompatible import type"):
        run(text, {"env": {"m": memory}})
    memory.grow(2)
    assert run(text, {"env": {"m": memory}}).mems == [memory]


@pytest.mark.usefixtures("tidy")
def test_c22_the_call_stack_comes_to_its_end() -> None:
    exports = run(
        """(func $deep (export "deep") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0))))"""
    ).exports
    limit = sys.getrecursionlimit()
    with pytest.raises(Exhaustion, match="call stack exhausted"):
        exports.deep(-1)
    assert exports.deep(1000) == 1000
    assert sys.getrecursionlimit() == limit


WRITE = """(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (memory 1) (data (i32.const 0) "Hello, World!\\n") (data (i32.const 16) "\\00\\00\\00\\00\\0e\\00\\00\\00")
  (func (export "write") (param i32 i32) (result i32)
    (call $fd_write (local.get 0) (local.get 1) (i32.const 1) (i32.const 24)))
  (func (export "close") (param i32) (result i32) (call $fd_close (local.get 0)))"""


def test_c23_the_number_of_bytes_written_has_four_bytes() -> None:
    out = io.BytesIO()
    instance = run(WRITE, [Wasi(stdout=out)])
    instance.mems[0].write(b"\xaa" * 8, 24)
    assert instance.exports.write(1, 16) == Errno.SUCCESS
    assert instance.mems[0].read(24, 8) == b"\x0e\0\0\0" + b"\xaa" * 4
    assert out.getvalue() == b"Hello, World!\n"


def test_c23_wrong_descriptors_and_addresses_are_errors_of_wasi() -> None:
    exports = run(WRITE, [Wasi(stdout=io.BytesIO())]).exports
    assert (exports.write(7, 16), exports.write(1, -1)) == (Errno.EBADF, Errno.EFAULT) == (8, 21)


def test_c23_the_streams_of_the_host_stay_open() -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as end, os.fdopen(write, "wb") as file:
        exports = run(WRITE, [Wasi(stdout=file)]).exports
        exports.write(1, 16)
        assert (exports.close(1), exports.close(1)) == (Errno.SUCCESS, Errno.EBADF)
        assert not file.closed
        os.fstat(file.fileno())  # it is still open
        assert end.read1() == b"Hello, World!\n"


def test_c23_what_is_written_in_part_is_reported_as_such() -> None:
    class Slow(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return 5

    instance = run(WRITE, [Wasi(stdout=Slow())])
    assert instance.exports.write(1, 16) == 0
    assert instance.mems[0].typed("u32", 24, 1)[0] == 5


def test_c24_a_program_may_have_a_result_and_keep_its_memory_to_itself() -> None:
    out = io.BytesIO()
    start = """(func (export "_start") (result i32)
      (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))"""
    instance = run(WRITE + start, [Wasi(stdout=out)])
    assert "memory" not in instance.exports
    assert (instance.exports._start(), run_command(instance)) == (0, 0)
    assert out.getvalue() == b"Hello, World!\n" * 2


def test_c27_what_a_start_function_did_before_its_trap_stays() -> None:
    memory = Memory(MemoryType(1))
    text = """(import "env" "m" (memory 1)) (data (i32.const 1) "b")
      (func $start (i32.store8 (i32.const 0) (i32.load8_u (i32.const 1))) unreachable) (start $start)"""
    trapping("unreachable", run, text, {"env": {"m": memory}})
    assert memory.read(0, 2) == b"bb"


def test_c27_instantiation_takes_globals_elements_data_and_start_in_this_order() -> None:
    memory = Memory(MemoryType(1))
    globals_ = '(import "env" "m" (memory 1)) (global $at i32 (i32.const 3))'
    exports = run(
        f"""{globals_} (table (export "table") 4 funcref) (elem (global.get $at) func $start)
        (data (global.get $at) "x")
        (global $seen (export "seen") (mut i32) (i32.const 0))
        (func $start (global.set $seen (i32.load8_u (global.get $at)))) (start $start)""",
        {"env": {"m": memory}},
    ).exports
    assert (exports.seen.get_value(), exports.table[3].index) == (ord("x"), 0)
    # elements come before data: these do not fit, so no data is written
    text = f'{globals_} (table 1 funcref) (func $f) (data (i32.const 0) "never") (elem (global.get $at) func $f)'
    trapping("out of bounds table access", run, text, {"env": {"m": memory}})
    assert memory.read(0, 4) == b"\0\0\0x"


def test_c12_a_module_that_is_not_valid_is_read_and_not_run() -> None:
    text = "(module (func (i32.store offset=4 (i32.const 4))))"
    module = Module.load(text, Config(WASM1))
    assert [instr.name for instr in module.funcs[0].code.body.instrs] == ["i32.const", "i32.store", "end"]
    for use in (module.valid, module.instantiate, lambda: Module.from_bytes(text)):
        with pytest.raises(InvalidError, match="unknown memory 0"):
            use()
