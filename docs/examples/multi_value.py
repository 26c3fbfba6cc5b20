"""A function with two results.

Prints:

    swap(2, 3) = 3, 2
"""

from interpreter import Executor, Module, Store, params

TEXT = """
(module
  (func (export "swap") (param i32 i32) (result i32 i32)
    (local.get 1) (local.get 0)))
"""

executor, store = Executor(), Store()
instance = store.register_active_module(executor, Module.from_bytes(TEXT))
swap = instance.func("swap")

returns = swap.call(executor, params(2, 3))
print(f"swap(2, 3) = {returns[0].to_i32()}, {returns[1].to_i32()}")

assert swap(2, 3) == (3, 2)
