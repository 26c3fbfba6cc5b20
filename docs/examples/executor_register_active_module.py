"""An instance without a name: the active one of a store.

Prints:

    fib(5) = 8
"""

from pathlib import Path

from interpreter import Executor, Module, Store, params

module = Module.from_file(Path(__file__).with_name("fib.wat"))

executor, store = Executor(), Store()
instance = store.register_active_module(executor, module)
assert instance.name is None and store.active is instance

returns = instance.func("fib").call(executor, params(5))
print(f"fib(5) = {returns[0].to_i32()}")
