"""Atomic memory instructions.

Source: the threads proposal, under the prefix 0xFE
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

MEMARG = ("memarg",)
MEMORDER = ("memorder",)

# fmt: off
ROWS: tuple[Row, ...] = (
    # Waiting and ordering
    Row((0xFE, 0x00), "memory.atomic.notify",       MEMARG,   "at i32 -> i32",     "",                    "threads"),
    Row((0xFE, 0x01), "memory.atomic.wait32",       MEMARG,   "at i32 i64 -> i32", "memory.atomic.waitn", "threads"),
    Row((0xFE, 0x02), "memory.atomic.wait64",       MEMARG,   "at i64 i64 -> i32", "memory.atomic.waitn", "threads"),
    Row((0xFE, 0x03), "atomic.fence",               MEMORDER, " -> ",              "",                    "threads"),

    # Loads
    Row((0xFE, 0x10), "i32.atomic.load",            MEMARG,   "at -> i32",         "atomic.load",         "threads"),
    Row((0xFE, 0x11), "i64.atomic.load",            MEMARG,   "at -> i64",         "atomic.load",         "threads"),
    Row((0xFE, 0x12), "i32.atomic.load8_u",         MEMARG,   "at -> i32",         "atomic.loadn",        "threads"),
    Row((0xFE, 0x13), "i32.atomic.load16_u",        MEMARG,   "at -> i32",         "atomic.loadn",        "threads"),
    Row((0xFE, 0x14), "i64.atomic.load8_u",         MEMARG,   "at -> i64",         "atomic.loadn",        "threads"),
    Row((0xFE, 0x15), "i64.atomic.load16_u",        MEMARG,   "at -> i64",         "atomic.loadn",        "threads"),
    Row((0xFE, 0x16), "i64.atomic.load32_u",        MEMARG,   "at -> i64",         "atomic.loadn",        "threads"),

    # Stores
    Row((0xFE, 0x17), "i32.atomic.store",           MEMARG,   "at i32 -> ",        "atomic.store",        "threads"),
    Row((0xFE, 0x18), "i64.atomic.store",           MEMARG,   "at i64 -> ",        "atomic.store",        "threads"),
    Row((0xFE, 0x19), "i32.atomic.store8",          MEMARG,   "at i32 -> ",        "atomic.storen",       "threads"),
    Row((0xFE, 0x1A), "i32.atomic.store16",         MEMARG,   "at i32 -> ",        "atomic.storen",       "threads"),
    Row((0xFE, 0x1B), "i64.atomic.store8",          MEMARG,   "at i64 -> ",        "atomic.storen",       "threads"),
    Row((0xFE, 0x1C), "i64.atomic.store16",         MEMARG,   "at i64 -> ",        "atomic.storen",       "threads"),
    Row((0xFE, 0x1D), "i64.atomic.store32",         MEMARG,   "at i64 -> ",        "atomic.storen",       "threads"),

    # Read, modify, write
    Row((0xFE, 0x1E), "i32.atomic.rmw.add",         MEMARG,   "at i32 -> i32",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x1F), "i64.atomic.rmw.add",         MEMARG,   "at i64 -> i64",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x20), "i32.atomic.rmw8.add_u",      MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x21), "i32.atomic.rmw16.add_u",     MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x22), "i64.atomic.rmw8.add_u",      MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x23), "i64.atomic.rmw16.add_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x24), "i64.atomic.rmw32.add_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),

    Row((0xFE, 0x25), "i32.atomic.rmw.sub",         MEMARG,   "at i32 -> i32",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x26), "i64.atomic.rmw.sub",         MEMARG,   "at i64 -> i64",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x27), "i32.atomic.rmw8.sub_u",      MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x28), "i32.atomic.rmw16.sub_u",     MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x29), "i64.atomic.rmw8.sub_u",      MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x2A), "i64.atomic.rmw16.sub_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x2B), "i64.atomic.rmw32.sub_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),

    Row((0xFE, 0x2C), "i32.atomic.rmw.and",         MEMARG,   "at i32 -> i32",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x2D), "i64.atomic.rmw.and",         MEMARG,   "at i64 -> i64",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x2E), "i32.atomic.rmw8.and_u",      MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x2F), "i32.atomic.rmw16.and_u",     MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x30), "i64.atomic.rmw8.and_u",      MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x31), "i64.atomic.rmw16.and_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x32), "i64.atomic.rmw32.and_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),

    Row((0xFE, 0x33), "i32.atomic.rmw.or",          MEMARG,   "at i32 -> i32",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x34), "i64.atomic.rmw.or",          MEMARG,   "at i64 -> i64",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x35), "i32.atomic.rmw8.or_u",       MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x36), "i32.atomic.rmw16.or_u",      MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x37), "i64.atomic.rmw8.or_u",       MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x38), "i64.atomic.rmw16.or_u",      MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x39), "i64.atomic.rmw32.or_u",      MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),

    Row((0xFE, 0x3A), "i32.atomic.rmw.xor",         MEMARG,   "at i32 -> i32",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x3B), "i64.atomic.rmw.xor",         MEMARG,   "at i64 -> i64",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x3C), "i32.atomic.rmw8.xor_u",      MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x3D), "i32.atomic.rmw16.xor_u",     MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x3E), "i64.atomic.rmw8.xor_u",      MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x3F), "i64.atomic.rmw16.xor_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x40), "i64.atomic.rmw32.xor_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),

    Row((0xFE, 0x41), "i32.atomic.rmw.xchg",        MEMARG,   "at i32 -> i32",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x42), "i64.atomic.rmw.xchg",        MEMARG,   "at i64 -> i64",     "atomic.rmw",          "threads"),
    Row((0xFE, 0x43), "i32.atomic.rmw8.xchg_u",     MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x44), "i32.atomic.rmw16.xchg_u",    MEMARG,   "at i32 -> i32",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x45), "i64.atomic.rmw8.xchg_u",     MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x46), "i64.atomic.rmw16.xchg_u",    MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),
    Row((0xFE, 0x47), "i64.atomic.rmw32.xchg_u",    MEMARG,   "at i64 -> i64",     "atomic.rmwn",         "threads"),

    Row((0xFE, 0x48), "i32.atomic.rmw.cmpxchg",     MEMARG,   "at i32 i32 -> i32", "atomic.rmw.cmpxchg",  "threads"),
    Row((0xFE, 0x49), "i64.atomic.rmw.cmpxchg",     MEMARG,   "at i64 i64 -> i64", "atomic.rmw.cmpxchg",  "threads"),
    Row((0xFE, 0x4A), "i32.atomic.rmw8.cmpxchg_u",  MEMARG,   "at i32 i32 -> i32", "atomic.rmwn.cmpxchg", "threads"),
    Row((0xFE, 0x4B), "i32.atomic.rmw16.cmpxchg_u", MEMARG,   "at i32 i32 -> i32", "atomic.rmwn.cmpxchg", "threads"),
    Row((0xFE, 0x4C), "i64.atomic.rmw8.cmpxchg_u",  MEMARG,   "at i64 i64 -> i64", "atomic.rmwn.cmpxchg", "threads"),
    Row((0xFE, 0x4D), "i64.atomic.rmw16.cmpxchg_u", MEMARG,   "at i64 i64 -> i64", "atomic.rmwn.cmpxchg", "threads"),
    Row((0xFE, 0x4E), "i64.atomic.rmw32.cmpxchg_u", MEMARG,   "at i64 i64 -> i64", "atomic.rmwn.cmpxchg", "threads"),
)
# fmt: on
