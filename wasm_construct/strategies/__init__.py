"""Hypothesis strategies for everything in the format, for property tests (extra `testing`).

They are derived from the schemas and the opcode rows, so that they know every layout without stating one:

    from hypothesis import given
    from wasm_construct import Module
    from wasm_construct.strategies import modules
from wasm_construct.strategies.valid import valid_modules

    @given(modules())
    def test_a_module_survives(module: Module) -> None:
        assert Module.parse(module.build()) == module

What they yield is well-formed, that is, can be built and parsed. Whether it is valid is another matter: indices and
types are arbitrary, except for `valid_modules`, whose modules are valid.
"""

from wasm_construct.strategies.from_schemas import values
from wasm_construct.strategies.instructions import const_expressions, expressions, instructions
from wasm_construct.strategies.modules import modules
from wasm_construct.strategies.valid import valid_modules

__all__ = ["const_expressions", "expressions", "instructions", "modules", "valid_modules", "values"]
