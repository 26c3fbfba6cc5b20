"""A host function that makes another one, in a thread of its own, and calls it.

Prints:

    outer begins
    add(2, 3)
    outer ends, with 5
"""

from threading import Thread

from interpreter import Executor, Func, ImportObjectBuilder, Vm, i32, params


def add(a: i32, b: i32) -> i32:
    """Add."""
    print(f"add({a}, {b})")
    return a + b


def outer() -> None:
    """Wrap and call `add` in a new thread."""
    print("outer begins")
    results = []

    def work() -> None:
        results.extend(Func.wrap(add).call(Executor(), params(2, 3)))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    print(f"outer ends, with {results[0].to_i32()}")


vm = Vm()
vm.register_import_module(ImportObjectBuilder().with_func("outer-func", outer).build("extern"))
vm.run_func("extern", "outer-func")
