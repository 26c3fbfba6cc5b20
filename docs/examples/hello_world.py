"""A module that calls a function of Python, and the function that looks at who calls it.

Prints:

    Hello, world!
    called by <Instance 'extern': exports run>, which has no memory
"""

from interpreter import Caller, Executor, ImportObjectBuilder, Module, Store

TEXT = """
(module
  (type $greeting (func (param) (result)))
  (import "env" "say_hello" (func $say_hello (type $greeting)))
  (func (export "run") (type $greeting)
    (call $say_hello)))
"""


def say_hello(caller: Caller) -> None:
    """Greet; a first parameter that is annotated with Caller is no parameter for the module."""
    print("Hello, world!")
    assert caller.instance.func_names() == ["run"]
    assert caller.memory(0) is None
    print(f"called by {caller.instance}, which has no memory")


imports = ImportObjectBuilder().with_func("say_hello", say_hello).build("env")

executor, store = Executor(), Store()
store.register_import_module(executor, imports)
extern = store.register_named_module(executor, "extern", Module.from_bytes(TEXT))

extern.func("run").call(executor)
