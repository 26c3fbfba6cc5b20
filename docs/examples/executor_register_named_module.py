"""An instance with a name: other modules can import from it.

Prints:

    fib(5) = 8
    fib(5) for another module = 8
"""

from pathlib import Path

from interpreter import Executor, Module, Store, params

OTHER = """
(module
  (import "extern" "fib" (func $fib (param i32) (result i32)))
  (func (export "fib5") (result i32) (call $fib (i32.const 5))))
"""

executor, store = Executor(), Store()
module = Module.from_file(Path(__file__).with_name("fib.wat"))
instance = store.register_named_module(executor, "extern", module)
assert "extern" in store and instance.name == "extern"

returns = instance.func("fib").call(executor, params(5))
print(f"fib(5) = {returns[0].to_i32()}")

other = store.register_active_module(executor, Module.from_bytes(OTHER))
print(f"fib(5) for another module = {other.exports.fib5()}")
