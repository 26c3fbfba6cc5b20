"""A Vm: an executor and a store in one.

Prints:

    fib: [i32] -> [i32]
    fib(10) = 89
"""

from pathlib import Path

from interpreter import I32, Vm, params

vm = Vm()
vm.register_module_from_file("extern", Path(__file__).with_name("fib.wat"))

func_ty = vm.func_ty("extern", "fib")
print(f"fib: {func_ty}")
assert func_ty.args() == (I32,) and func_ty.returns() == (I32,)

returns = vm.run_func("extern", "fib", params(10))
print(f"fib(10) = {returns[0].to_i32()}")
