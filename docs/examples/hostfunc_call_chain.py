"""A host function that calls back into the module that calls it, which calls another host function.

Prints:

    layer 2 calls layer 1
    layer 1
    layer 2 is done
"""

from interpreter import ImportObjectBuilder, Module, Vm

TEXT = """
(module
  (import "host" "layer1" (func $host_layer1))
  (import "host" "layer2" (func $host_layer2))
  (func (export "layer1") (call $host_layer1))
  (func (export "layer2") (call $host_layer2)))
"""

vm = Vm()
host = ImportObjectBuilder()


@host.func
def layer1() -> None:
    """Be called last."""
    print("layer 1")


@host.func
def layer2() -> None:
    """Be called first, and call the module."""
    print("layer 2 calls layer 1")
    vm.run_func(None, "layer1")
    print("layer 2 is done")


vm.register_import_module(host.build("host"))
vm.register_module(None, Module.from_bytes(TEXT))
vm.run_func(None, "layer2")
