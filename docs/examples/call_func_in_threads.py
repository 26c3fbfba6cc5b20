"""One instance, called from two threads: the calls take turns.

Prints:

    fib(4) = 5
    fib(5) = 8
    fib(6) = fib(5) + fib(4) = 13
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from interpreter import Executor, Module, Store, params

executor, store = Executor(), Store()
module = Module.from_file(Path(__file__).with_name("fib.wat"))
extern = store.register_named_module(executor, "extern", module)


def fib(n: int) -> int:
    """Call the function of the instance."""
    returns = executor.run_func(extern.func("fib"), params(n))
    return returns[0].to_i32()


with ThreadPoolExecutor(2) as threads:
    fib4, fib5 = threads.map(fib, (4, 5))

print(f"fib(4) = {fib4}")
print(f"fib(5) = {fib5}")
print(f"fib(6) = fib(5) + fib(4) = {fib5 + fib4}")
