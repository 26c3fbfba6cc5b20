"""Control instructions, with ``else`` and ``end``, which delimit the structured ones.

Spec: §2.4.2 (syntax-instr-control)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x02,), "block",                ("blocktype",),           None, "block",                "mvp"),
    Row((0x03,), "loop",                 ("blocktype",),           None, "loop",                 "mvp"),
    Row((0x04,), "if",                   ("blocktype",),           None, "if",                   "mvp"),
    Row((0x05,), "else",                 (),                       None, "else",                 "mvp"),
    Row((0x08,), "throw",                ("tagidx",),              None, "throw",                "exception_handling"),
    Row((0x0A,), "throw_ref",            (),                       None, "throw_ref",            "exception_handling"),
    Row((0x0B,), "end",                  (),                       None, "end",                  "mvp"),
    Row((0x0C,), "br",                   ("labelidx",),            None, "br",                   "mvp"),
    Row((0x0D,), "br_if",                ("labelidx",),            None, "br_if",                "mvp"),
    Row((0x0E,), "br_table",             ("labels", "labelidx"),   None, "br_table",             "mvp"),
    Row((0x0F,), "return",               (),                       None, "return",               "mvp"),
    Row((0x10,), "call",                 ("funcidx",),             None, "call",                 "mvp"),
    Row((0x11,), "call_indirect",        ("typeidx", "tableidx"),  None, "call_indirect",        "mvp", True),
    Row((0x12,), "return_call",          ("funcidx",),             None, "return_call",          "tail_call"),
    Row((0x13,), "return_call_indirect", ("typeidx", "tableidx"),  None, "return_call_indirect", "tail_call", True),
    Row((0x14,), "call_ref",             ("typeidx",),             None, "call_ref",             "function_references"),
    Row((0x15,), "return_call_ref",      ("typeidx",),             None, "return_call_ref",      "function_references"),
    Row((0x1F,), "try_table",            ("blocktype", "catches"), None, "try_table",            "exception_handling"),
    Row((0xD5,), "br_on_null",           ("labelidx",),            None, "br_on_null",           "function_references"),
    Row((0xD6,), "br_on_non_null",       ("labelidx",),            None, "br_on_non_null",       "function_references"),
)
# fmt: on
