"""The instructions, one row each: what the binary, text and validation packages, the engines and the docs derive from.

Spec: §7.10 (index-instr)
"""

from __future__ import annotations

import copyreg
from operator import attrgetter

from wasm_construct.opcodes import (
    aggregate,
    atomics,
    cast,
    control,
    custom_descriptors,
    legacy_exceptions,
    memory,
    numeric,
    parametric,
    reference,
    relaxed,
    table,
    variable,
    vector,
    vector_float,
    vector_int,
    vector_memory,
    wide_arithmetic,
)
from wasm_construct.opcodes.alignment import natural_alignments
from wasm_construct.opcodes.row import Row

__all__ = [
    "BY_MNEMONIC",
    "BY_OPCODE",
    "KINDS",
    "NATURAL_ALIGNMENT",
    "PREFIXES",
    "ROWS",
    "Row",
    "cast_row",
    "takes_null",
]

ROWS: tuple[Row, ...] = tuple(
    sorted(
        (
            *parametric.ROWS,
            *control.ROWS,
            *variable.ROWS,
            *table.ROWS,
            *memory.ROWS,
            *reference.ROWS,
            *cast.ROWS,
            *aggregate.ROWS,
            *numeric.ROWS,
            *vector.ROWS,
            *vector_memory.ROWS,
            *vector_int.ROWS,
            *vector_float.ROWS,
            *relaxed.ROWS,
            *atomics.ROWS,
            *legacy_exceptions.ROWS,
            *wide_arithmetic.ROWS,
            *custom_descriptors.ROWS,
        ),
        key=attrgetter("opcode"),
    )
)
"""Every instruction, in the order of the opcodes."""

BY_OPCODE: dict[tuple[int, ...], Row] = {row.opcode: row for row in ROWS}


def row_of(opcode: tuple[int, ...]) -> Row:
    """The row of this opcode; raises KeyError where there is none."""
    return BY_OPCODE[opcode]


copyreg.pickle(Row, lambda row: (row_of, (row.opcode,)))  # a row does not know the table that it stands in

BY_MNEMONIC: dict[str, tuple[Row, ...]] = {}
"""The rows of a keyword: two for ``select``, ``ref.test``, ``ref.cast`` and ``ref.cast_desc_eq``, else one."""
for _row in ROWS:
    BY_MNEMONIC[_row.mnemonic] = (*BY_MNEMONIC.get(_row.mnemonic, ()), _row)


def cast_row(mnemonic: str, null: bool) -> Row:
    """The row of ``ref.test``, ``ref.cast`` or ``ref.cast_desc_eq`` whose type is nullable, or is not."""
    return BY_MNEMONIC[mnemonic][null]


def takes_null(row: Row) -> bool:
    """Whether the heap type of an instruction stands for a nullable type: not in the first of two rows."""
    return row is BY_MNEMONIC[row.mnemonic][-1]


KINDS: frozenset[str] = frozenset(kind for row in ROWS for kind in row.immediates)
"""The kinds of immediates; ``row`` says what each is."""

PREFIXES: frozenset[int] = frozenset(row.opcode[0] for row in ROWS if len(row.opcode) > 1)
"""The bytes after which an opcode goes on with a u32."""

NATURAL_ALIGNMENT: dict[tuple[int, ...], int] = natural_alignments(ROWS)
"""The exponent of the natural alignment of an access to memory, by opcode."""
