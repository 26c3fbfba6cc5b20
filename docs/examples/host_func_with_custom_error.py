"""A host function that fails in its own way: what it raises is what the caller of the module gets.

The module passes an object of Python on to the host function, as an `externref`: here the operation to perform.

Prints:

    plus(40, 2) = 42
    OutOfUpperBound: 1234 is not below 100
    user defined error code 4
"""

from operator import add as plus

from interpreter import ImportObjectBuilder, Module, UserError, externref, i32

TEXT = """
(module
  (import "extern" "combine" (func $combine (param externref i32 i32) (result i32)))
  (func (export "call_combine") (param externref i32 i32) (result i32)
    (call $combine (local.get 0) (local.get 1) (local.get 2))))
"""


class OutOfUpperBound(ValueError):
    """A number is too large."""


def combine(operation: externref, a: i32, b: i32) -> i32:
    """Perform an operation on two numbers below 100."""
    if a == 99:
        raise UserError(4)  # for those who like numbers better
    if a >= 100:
        raise OutOfUpperBound(f"{a} is not below 100")
    return operation(a, b)


imports = ImportObjectBuilder().with_func("combine", combine).build("extern")
call_combine = Module.from_bytes(TEXT).instantiate([imports]).exports.call_combine

print(f"plus(40, 2) = {call_combine(plus, 40, 2)}")
try:
    call_combine(plus, 1234, 5678)
except OutOfUpperBound as error:
    print(f"OutOfUpperBound: {error}")
try:
    call_combine(plus, 99, 1)
except UserError as error:
    assert error.code == 4
    print(error)
