"""Strategies for modules that are valid: what their functions do is drawn rule by rule, type by type.

`world` is what a function can refer to and `body` makes one. The other files have the rules: `plain` those of the
instructions whose types are in the rows, the rest those of the instructions whose types depend on the module.
"""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis.strategies import SearchStrategy

from wasm_construct.features import WASM3, check_requirements
from wasm_construct.module import Module
from wasm_construct.strategies.valid.modules import any_module
from wasm_construct.strategies.valid.world import ModuleOptions

LEAST = 24
"""The fewest instructions that a body may be limited to."""


def valid_modules(
    features: Iterable[str] = WASM3,
    *,
    max_funcs: int = 4,
    max_instructions: int = 60,
    max_size: int = 3,
    max_imports: int = 0,
    terminating: bool = True,
) -> SearchStrategy[Module]:
    """Modules that are valid with these features, and have something of each of them.

        from hypothesis import given
        from wasm_construct import WASM2, Module
        from wasm_construct.strategies import valid_modules

        @given(valid_modules(WASM2, max_instructions=100))
        def test_what_is_valid(module: Module) -> None:
            module.validate(WASM2)

    Every function, memory, table, tag and global is exported, as `f0`, `m0`, `t0`, `e0` and `g0`. There are between one
    and `max_funcs` functions beside those that are imported, bodies of at most `max_instructions` instructions (24 or
    more), and at most `max_size` of each of memories, tables, globals, tags, parameters and locals, not counting what
    counts loops and calls. Nothing is imported unless `max_imports` says so; then the modules are called "env" and the
    names "i0", "i1" and so on.

    Every instruction of these features may occur, those of legacy exceptions too, except the ones on custom
    descriptors, which are never made whether their feature is on or not; nor are loops with parameters, types of
    functions that have subtypes, and sections that are custom.

    `terminating`: whatever is called ends, though perhaps with a trap. Loops count down a local, and calls the global
    that is exported as "fuel", which can be set anew; imported functions have to end by themselves.

    Raises ValueError for features that lack what they build upon, and for sizes that are too small.
    """
    if max_funcs < 1 or max_instructions < LEAST or max_size < 0 or max_imports < 0:
        raise ValueError(f"a module has one function or more, and a body {LEAST} instructions or more")
    return any_module(
        ModuleOptions(check_requirements(features), max_funcs, max_instructions, max_size, max_imports, terminating)
    )
