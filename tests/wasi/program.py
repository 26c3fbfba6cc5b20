"""A program that is none: a memory, and calls of the functions of WASI as its code would do them."""

from __future__ import annotations

import struct
from types import SimpleNamespace
from typing import Any

from interpreter.runtime.caller import Caller
from interpreter.runtime.func import Func
from interpreter.runtime.memory import Memory
from interpreter.wasi import Wasi
from wasm_construct.syntax.types import Limits

SIZE = 65536


class Program:
    """Calls functions of WASI by name: `program.fd_close(1)` gives the errno."""

    def __init__(self, wasi: Wasi | None = None, memory: bool = True) -> None:
        self.wasi = wasi or Wasi()
        self.memory = Memory(Limits(1)) if memory else None
        self.instance: Any = SimpleNamespace(mems=[self.memory] if self.memory else [])
        self.externs = self.wasi.externs

    def __getattr__(self, name: str) -> Any:
        func = self.externs[name]
        assert isinstance(func, Func)
        assert func.host is not None
        function = func.host
        bits = [32 if str(param) == "i32" else 64 for param in func.signature.params]

        def call(*args: int) -> Any:
            # as the boundary does it, integers come with a sign
            signed = [(arg + (1 << n - 1)) % (1 << n) - (1 << n - 1) for arg, n in zip(args, bits, strict=True)]
            return function(Caller(self.instance), *signed)

        return call

    def poke(self, address: int, data: bytes) -> None:
        """Write to the memory."""
        assert self.memory is not None
        self.memory.view[address : address + len(data)] = data

    def peek(self, address: int, size: int) -> bytes:
        """Read from the memory."""
        assert self.memory is not None
        return bytes(self.memory.view[address : address + size])

    def u32(self, address: int) -> int:
        """Read a number of four bytes."""
        return int.from_bytes(self.peek(address, 4), "little")

    def u64(self, address: int) -> int:
        """Read a number of eight bytes."""
        return int.from_bytes(self.peek(address, 8), "little")

    def iovs(self, address: int, *buffers: tuple[int, int]) -> None:
        """Write an array of addresses and lengths."""
        self.poke(address, b"".join(struct.pack("<II", *buffer) for buffer in buffers))

    def strings(self, address: int, count: int) -> list[bytes]:
        """The strings that an array of addresses names."""
        starts = [self.u32(address + 4 * number) for number in range(count)]
        return [self.peek(start, SIZE).partition(b"\0")[0] for start in starts]
