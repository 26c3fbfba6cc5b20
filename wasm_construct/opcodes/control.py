"""Control instructions, with ``else`` and ``end``, which delimit the structured ones.

Spec: §2.4.2 (syntax-instr-control)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    # Blocks
    Row((0x02,), "block", ("blocktype",), "params* -> results*",     "", "mvp"),
    Row((0x03,), "loop",  ("blocktype",), "params* -> results*",     "", "mvp"),
    Row((0x04,), "if",    ("blocktype",), "params* i32 -> results*", "", "mvp"),
    Row((0x05,), "else",  (),             None,                      "", "mvp"),
    Row((0x0B,), "end",   (),             None,                      "", "mvp"),

    # Branches
    Row((0x0C,), "br",             ("labelidx",),          "t1* label* -> t2*",      "", "mvp"),
    Row((0x0D,), "br_if",          ("labelidx",),          "label* i32 -> label*",   "", "mvp"),
    Row((0x0E,), "br_table",       ("labels", "labelidx"), "t1* label* i32 -> t2*",  "", "mvp"),
    Row((0xD5,), "br_on_null",     ("labelidx",),          "label* rt -> label* rt", "", "function_references"),
    Row((0xD6,), "br_on_non_null", ("labelidx",),          "below* rt -> below*",    "", "function_references"),
    Row((0x0F,), "return",         (),                     "t1* return* -> t2*",     "", "mvp"),

    # Calls
    Row((0x10,), "call",                 ("funcidx",),            "params* -> results*",    "", "mvp"),
    Row((0x11,), "call_indirect",        ("typeidx", "tableidx"), "params* at -> results*", "", "mvp", True),
    Row((0x14,), "call_ref",             ("typeidx",),            "params* rt -> results*", "", "function_references"),
    Row((0x12,), "return_call",          ("funcidx",),            "t1* params* -> t2*",     "", "tail_call"),
    Row((0x13,), "return_call_indirect", ("typeidx", "tableidx"), "t1* params* at -> t2*",  "", "tail_call", True),
    Row((0x15,), "return_call_ref",      ("typeidx",),            "t1* params* rt -> t2*",  "", "function_references"),

    # Exceptions
    Row((0x08,), "throw",     ("tagidx",),              "t1* params* -> t2*",  "", "exception_handling"),
    Row((0x0A,), "throw_ref", (),                       "t1* exnref -> t2*",   "", "exception_handling"),
    Row((0x1F,), "try_table", ("blocktype", "catches"), "params* -> results*", "", "exception_handling"),
)
# fmt: on
