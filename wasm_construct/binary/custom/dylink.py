"""The schemas of the sections `dylink.0` and `dylink`.

Source: the tool conventions, DynamicLinking.md
"""

from __future__ import annotations

from wasm_construct.binary.combinators import Record, Vec
from wasm_construct.binary.custom.subsections import subsections_of
from wasm_construct.binary.leaves import name
from wasm_construct.binary.leb128 import u32
from wasm_construct.syntax.dylink import (
    Dylink,
    Dylink0,
    ExportFlags,
    ExportInfo,
    ImportFlags,
    ImportInfo,
    MemInfo,
    Needed,
    RuntimePath,
)

meminfo = Record(
    MemInfo,
    "memory_size" / u32,
    "memory_alignment" / u32,
    "table_size" / u32,
    "table_alignment" / u32,
)
_exportflags = Record(ExportFlags, "name" / name, "flags" / u32)
_importflags = Record(ImportFlags, "module" / name, "name" / name, "flags" / u32)

dylink0 = Record(
    Dylink0,
    "subsections"
    / subsections_of(
        {
            MemInfo.id: meminfo,
            Needed.id: Record(Needed, "libraries" / Vec(name)),
            ExportInfo.id: Record(ExportInfo, "exports" / Vec(_exportflags)),
            ImportInfo.id: Record(ImportInfo, "imports" / Vec(_importflags)),
            RuntimePath.id: Record(RuntimePath, "paths" / Vec(name)),
        }
    ),
)
dylink = Record(Dylink, "mem_info" / meminfo, "needed" / Vec(name))
