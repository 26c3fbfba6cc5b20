"""Validation: whether a module is well-formed beyond its grammar, and what is known about it then.

Spec: §3 (valid)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasm_construct.lazy import names_from

if TYPE_CHECKING:
    from wasm_construct.validation.everything import *  # noqa: F403
    from wasm_construct.validation.everything import __all__ as __all__
else:  # a type checker would take any name for one that exists
    __getattr__, __dir__ = names_from("wasm_construct.validation.everything", globals())
