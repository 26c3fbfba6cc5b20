"""From a module that may be edited to the valid one that instances share."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import wasm_construct.module
import wasm_construct.syntax.module as syntax
from interpreter.api.config import Config
from interpreter.runtime.module import ValidModule


@runtime_checkable
class Validating(Protocol):
    """A module that keeps its ValidModule: a Module of this package."""

    def valid(self, config: Config | None = None) -> ValidModule:
        """The module as instances share it."""


def validated(module: syntax.Module, config: Config) -> ValidModule:
    """The valid module for a module of any kind; raises InvalidError and BuildError."""
    if isinstance(module, Validating):
        return module.valid(config)
    return up_to_date(None, wasm_construct.module.Module(list(module.sections)), config)


def up_to_date(known: ValidModule | None, module: wasm_construct.module.Module, config: Config) -> ValidModule:
    """The valid module for the sections as they are now; `known`, if its bytes and options are still the same."""
    wanted = module.build(), config.features, config.limits, config.trust_compiled_code
    if known is not None and (known.data, known.features, known.limits, known.trusted) == wanted:
        return known
    return ValidModule(*wanted)
