"""The first design of exception handling, which ``try_table`` replaced.

Source: the legacy exception-handling proposal
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x06,), "try",       ("blocktype",), "params* -> results*", "", "legacy_exceptions"),
    Row((0x07,), "catch",     ("tagidx",),    None,                  "", "legacy_exceptions"),
    Row((0x09,), "rethrow",   ("labelidx",),  "t1* -> t2*",          "", "legacy_exceptions"),
    Row((0x18,), "delegate",  ("labelidx",),  None,                  "", "legacy_exceptions"),
    Row((0x19,), "catch_all", (),             None,                  "", "legacy_exceptions"),
)
# fmt: on
