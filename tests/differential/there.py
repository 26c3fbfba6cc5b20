"""wasmtime as a machine, in a process of its own: it aborts when its API is asked about what it does not know yet.

Run as a program, it answers each pickled `Subject` on standard input with its history on standard output.
"""

from __future__ import annotations

import ctypes
import pickle
import sys
from collections.abc import Callable

import wasmtime
from wasmtime import TrapCode

from tests.differential.machines import History, Outcome, history

_CODES = {
    TrapCode.MEMORY_OUT_OF_BOUNDS: "out of bounds memory access",
    TrapCode.HEAP_MISALIGNED: "unaligned atomic",
    TrapCode.TABLE_OUT_OF_BOUNDS: "out of bounds table access",
    TrapCode.INDIRECT_CALL_TO_NULL: "uninitialized element",
    TrapCode.BAD_SIGNATURE: "indirect call type mismatch",
    TrapCode.INTEGER_OVERFLOW: "integer overflow",
    TrapCode.INTEGER_DIVISION_BY_ZERO: "integer divide by zero",
    TrapCode.BAD_CONVERSION_TO_INTEGER: "invalid conversion to integer",
    TrapCode.UNREACHABLE: "unreachable",
    TrapCode.ATOMIC_WAIT_NON_SHARED_MEMORY: "expected shared memory",
    TrapCode.NULL_REFERENCE: "null reference",
    TrapCode.ARRAY_OUT_OF_BOUNDS: "out of bounds array access",
    TrapCode.CAST_FAILURE: "cast failure",
}
_THROWN = "thrown Wasm exception"
_FEATURES = (
    "gc function_references exceptions memory64 multi_memory relaxed_simd tail_call threads wide_arithmetic"
    " custom_page_sizes"
).split()


class There:
    """wasmtime."""

    def __init__(self) -> None:
        config = wasmtime.Config()
        for feature in _FEATURES:
            setattr(config, f"wasm_{feature}", True)
        config.shared_memory = True
        self.engine = wasmtime.Engine(config)
        self.store: wasmtime.Store
        self.instance: wasmtime.Instance

    def start(self, data: bytes, provider: bytes | None) -> Outcome:
        """Instantiate a module, and before it the one that has its imports."""
        self.store = wasmtime.Store(self.engine)
        linker = wasmtime.Linker(self.engine)
        if provider is not None:
            other = linker.instantiate(self.store, wasmtime.Module(self.engine, provider))
            linker.define_instance(self.store, "env", other)
        module = wasmtime.Module(self.engine, data)

        def run() -> None:
            self.instance = linker.instantiate(self.store, module)

        return _outcome(run)

    def call(self, name: str, *args: int) -> Outcome:
        """Call a function of it."""
        func = self.instance.exports(self.store)[name]
        assert isinstance(func, wasmtime.Func)
        return _outcome(func, self.store, *args)

    def memory(self, name: str) -> bytes:
        """What a memory of it holds."""
        memory = self.instance.exports(self.store)[name]
        if isinstance(memory, wasmtime.SharedMemory):
            return ctypes.string_at(memory.data_ptr(), memory.data_len())
        assert isinstance(memory, wasmtime.Memory)
        return bytes(memory.read(self.store))


def _outcome(run: Callable[..., object], *args: object) -> Outcome:
    try:
        values = run(*args)
    except wasmtime.Trap as trap:
        code = trap.trap_code
        if code is TrapCode.UNCAUGHT_EXCEPTION or _THROWN in trap.message:
            return ("exception",)
        if code in (TrapCode.STACK_OVERFLOW, TrapCode.ALLOCATION_TOO_LARGE):
            return ("exhausted",)
        return "trap", _CODES.get(code, trap.message) if code is not None else trap.message
    except wasmtime.WasmtimeError as error:
        return "error", str(error)
    return "values", *(values if isinstance(values, list) else () if values is None else (values,))


def main() -> None:
    """Answer until standard input ends."""
    machine = There()
    while True:
        try:
            subject = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: History | str = history(machine, subject)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        pickle.dump(answer, sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
