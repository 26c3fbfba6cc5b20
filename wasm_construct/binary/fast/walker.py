"""The reader of code for modules that are small: one instruction at a time, nothing made ahead.

The regular expressions of `lexer` read code some thirty times as fast, but making them takes as long as reading
`SMALL` bytes this way. So the first bytes of a process are read here, and the lexer takes over when there are more.
Both accept the same bytes, and cut them in the same places.
"""

from __future__ import annotations

from functools import cache

from wasm_construct.binary.fast.read_compiler import Reader, compile_reader
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.instructions import ARGS
from wasm_construct.binary.leb128 import Fault, decode_u
from wasm_construct.opcodes import ROWS, Row
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import Nesting

SMALL = 1 << 13
"""So many bytes of code are read before the regular expressions are made."""


class Readers(dict[tuple[str, ...], Reader]):
    """The compiled readers of immediates by their kinds, each made when it is first used."""

    def __init__(self, features: Features) -> None:
        super().__init__()
        self.features = features

    def __missing__(self, kinds: tuple[str, ...]) -> Reader:
        reader = self[kinds] = compile_reader(ARGS[kinds], self.features)
        return reader


class Walker:
    """Reads code instruction by instruction, with one set of features."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.rows = {row.opcode: row for row in ROWS if row.feature in features}
        self.single = {row.opcode[0]: row for row in self.rows.values() if len(row.opcode) == 1}
        self.readers = Readers(features)
        self.common: dict[bytes, Instr] = {}
        """Short instructions, which all modules share."""
        self.walked = 0
        """How many bytes have been read this way."""

    def row(self, data: bytes, pos: int) -> tuple[Row, int]:
        """The row of the instruction at `pos` and the position after its opcode; raises Fault or IndexError."""
        row = self.single.get(data[pos])
        if row is not None:
            return row, pos + 1
        number, after = decode_u(data, pos + 1, 32)
        row = self.rows.get((data[pos], int(number)))
        if row is None:
            raise Fault
        return row, after

    def skip(self, data: bytes, pos: int, end: int) -> tuple[Row, int]:
        """The row of the instruction at `pos` and the position after it; raises Fault or IndexError."""
        row, pos = self.row(data, pos)
        if row.immediates:
            _, pos = self.readers[row.immediates](data, pos, end, None)
        return row, pos

    def check(self, raw: bytes) -> None:
        """Raise Fault or IndexError unless these bytes are one whole expression."""
        if self.extent(raw, 0, len(raw)) != len(raw):
            raise Fault

    def extent(self, data: bytes, pos: int, end: int) -> int:
        """The position after the expression that begins at `pos`, whatever follows; raises Fault or IndexError."""
        nesting = Nesting()
        while nesting.depth:
            row, pos = self.skip(data, pos, end)
            if pos > end or nesting.step(row.mnemonic):
                raise Fault
        return pos

    def tokens(self, raw: bytes) -> list[bytes]:
        """The instructions of an expression that has been checked, each as its bytes."""
        tokens = []
        pos = 0
        while pos < len(raw):
            start = pos
            _, pos = self.skip(raw, pos, len(raw))
            tokens.append(raw[start:pos])
        return tokens

    def names_data(self, raw: bytes) -> bool:
        """Whether an instruction of an expression that has been checked has a data index."""
        pos = 0
        while pos < len(raw):
            row, pos = self.skip(raw, pos, len(raw))
            if "dataidx" in row.immediates:
                return True
        return False


@cache
def walker(features: Features) -> Walker:
    """The walker for a set of features."""
    return Walker(features)
