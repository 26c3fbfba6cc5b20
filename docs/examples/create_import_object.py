"""A host module with a function, a global, a memory and a table, and a module that imports all of them.

Prints:

    <ImportObject 'extern': exports add, global, memory, table>
    add: [i32 i32] -> [i32]
    global: f32
    memory: 10 20
    table: 10 20 funcref
    run: 45.5
"""

from interpreter import (
    F32,
    FUNCREF,
    Global,
    GlobalType,
    ImportObjectBuilder,
    Memory,
    MemoryType,
    Module,
    Table,
    TableType,
    i32,
)

TEXT = """
(module
  (import "extern" "add" (func $add (param i32 i32) (result i32)))
  (import "extern" "global" (global $global f32))
  (import "extern" "memory" (memory 10))
  (import "extern" "table" (table 10 funcref))
  (func (export "run") (result f32)
    (i32.store (i32.const 0) (call $add (i32.const 40) (i32.const 2)))
    (f32.add (global.get $global) (f32.convert_i32_s (i32.load (i32.const 0))))))
"""


def add(a: i32, b: i32) -> i32:
    """Add; the annotations say which type the function has for modules."""
    return a + b


imports = (
    ImportObjectBuilder()
    .with_func("add", add)
    .with_global("global", Global(GlobalType(F32), 3.5))
    .with_memory("memory", Memory(MemoryType(10, 20)))
    .with_table("table", Table(TableType(FUNCREF, 10, 20)))
    .build("extern")
)
print(imports)
for name, extern in imports.exports.items():
    print(f"{name}: {extern.ty()}")

instance = Module.from_bytes(TEXT).instantiate([imports])
print(f"run: {instance.exports.run()}")
assert imports.memory("memory")[0] == 42  # there is one memory, and both see it
