"""A host function with data of its own: a method is one, and its object is the data.

Prints:

    Hello, macos, linux, windows!
    Hello, macos, linux, windows!
    greeted 2 times
"""

from dataclasses import dataclass

from interpreter import Executor, ImportObjectBuilder, Module, Store

TEXT = """
(module
  (import "env" "say_hello" (func $say_hello))
  (func (export "run")
    (call $say_hello)
    (call $say_hello)))
"""


@dataclass
class Greeter:
    """Knows whom to greet, and counts."""

    names: list[str]
    count: int = 0

    def say_hello(self) -> None:
        """Greet everybody."""
        print(f"Hello, {', '.join(self.names)}!")
        self.count += 1


greeter = Greeter(["macos", "linux", "windows"])
imports = ImportObjectBuilder().with_func("say_hello", greeter.say_hello).build("env")

executor, store = Executor(), Store()
store.register_import_module(executor, imports)
extern = store.register_named_module(executor, "extern", Module.from_bytes(TEXT))

extern.func("run").call(executor)
print(f"greeted {greeter.count} times")
