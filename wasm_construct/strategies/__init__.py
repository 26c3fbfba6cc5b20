"""Hypothesis strategies for everything in the format, for property tests (extra `testing`).

They are derived from the schemas and the opcode rows, so that they know every layout without stating one:

    from hypothesis import given
    from wasm_construct import Module
    from wasm_construct.strategies import modules

    @given(modules())
    def test_a_module_survives(module: Module) -> None:
        assert Module.parse(module.build()) == module

What they yield is well-formed, that is, can be built and parsed. Whether it is valid is another matter: indices and
types are arbitrary, except for `valid_modules`, whose modules are valid.
"""

from wasm_construct.binary.custom import CustomSchema
from wasm_construct.binary.format import ModuleSchema
from wasm_construct.binary.instructions import ExprSchema, InstrSchema
from wasm_construct.strategies.custom import any_custom
from wasm_construct.strategies.from_schemas import add_rule, values
from wasm_construct.strategies.instructions import (
    any_expression,
    any_instruction,
    const_expressions,
    expressions,
    instructions,
)
from wasm_construct.strategies.modules import any_sections, modules
from wasm_construct.strategies.valid import valid_modules

__all__ = ["const_expressions", "expressions", "instructions", "modules", "valid_modules", "values"]

# what is made of instructions; these have immediates in turn, which are schemas again
add_rule(InstrSchema, lambda schema, options: any_instruction(options))
add_rule(ExprSchema, lambda schema, options: any_expression(options))
add_rule(ModuleSchema, lambda schema, options: any_sections(options))
add_rule(CustomSchema, any_custom)
