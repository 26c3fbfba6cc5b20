"""The memory of an instance: looked at, grown, read and written from both sides.

Prints:

    1 page, 65536 bytes
    3 pages, 196608 bytes
    0xfefeffe at 0x2220
    0xfea09 at 0x1fffc
"""

from interpreter import Executor, Module, Store, params

TEXT = """
(module
  (memory $mem 1)
  (func (export "get_at") (param $idx i32) (result i32)
    (i32.load (local.get $idx)))
  (func (export "set_at") (param $idx i32) (param $val i32)
    (i32.store (local.get $idx) (local.get $val)))
  (func (export "mem_size") (result i32)
    (memory.size))
  (export "memory" (memory $mem)))
"""

executor, store = Executor(), Store()
extern = store.register_named_module(executor, "extern", Module.from_bytes(TEXT))

memory = extern.memory("memory")
print(f"{memory.size()} page, {memory.data_size()} bytes")
memory.grow(2)
print(f"{memory.size()} pages, {memory.data_size()} bytes")

get_at, set_at = extern.func("get_at"), extern.func("set_at")

set_at.call(executor, params(0x2220, 0xFEFEFFE))
returns = get_at.call(executor, params(0x2220))
print(f"0x{returns[0].to_i32():x} at 0x2220")

# the last place on the second page that has room for 4 bytes, and a shorter way to call a function
address = 0x1_0000 * 2 - 4
set_at(address, 0xFEA09)
print(f"0x{get_at(address):x} at 0x{address:x}")

# what is behind the functions are these bytes
assert memory.read(0x2220, 4) == (0xFEFEFFE).to_bytes(4, "little")
assert memory[address : address + 4] == (0xFEA09).to_bytes(4, "little")
memory.write(b"\x2a\0\0\0", 0)
assert get_at(0) == 42
