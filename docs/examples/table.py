"""A table of functions, which module and host fill and call alike.

Prints:

    <Table '__indirect_function_table' of 3 elements>
    the module's own function: 18
    a function of Python in its place: 9
    after growing: 6 elements, the last three give 10, 10, 10
"""

from interpreter import FUNCREF, Executor, Func, Module, Store, TableType, i32, params

TEXT = """
(module
  (type $callback (func (param i32 i32) (result i32)))
  (table $table 3 6 funcref)
  (func (export "call_callback") (param $index i32) (param $a i32) (param $b i32) (result i32)
    (call_indirect (type $callback) (local.get $a) (local.get $b) (local.get $index)))
  (func $twice_the_sum (type $callback)
    (i32.mul (i32.const 2) (i32.add (local.get 0) (local.get 1))))
  (elem (i32.const 0) $twice_the_sum $twice_the_sum $twice_the_sum)
  (export "__indirect_function_table" (table $table)))
"""


def add(a: i32, b: i32) -> i32:
    """Add."""
    return a + b


executor, store = Executor(), Store()
extern = store.register_named_module(executor, "extern", Module.from_bytes(TEXT))
call_callback = extern.func("call_callback")
table = extern.table("__indirect_function_table")
print(table)
assert table.ty() == TableType(FUNCREF, 3, 6)

returns = call_callback.call(executor, params(1, 2, 7))
print(f"the module's own function: {returns[0].to_i32()}")

callback = Func.wrap(add)
table.set(1, callback)
returns = call_callback.call(executor, params(1, 2, 7))
print(f"a function of Python in its place: {returns[0].to_i32()}")

assert table.grow(3, callback) == 3  # the size before
last = ", ".join(str(table.get(index)(1, 9)) for index in range(3, 6))
print(f"after growing: {table.size()} elements, the last three give {last}")

assert call_callback(0, 2, 7) == 18  # nobody has touched this one
table[0] = callback
assert call_callback(0, 2, 7) == 9
assert [call_callback(index, 1, 9) for index in range(3, 6)] == [10, 10, 10]
