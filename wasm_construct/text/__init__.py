"""The text format: modules (WAT) and scripts (WAST), read; modules, written.

Spec: §6 (text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasm_construct.lazy import names_from

if TYPE_CHECKING:
    from wasm_construct.text.everything import *  # noqa: F403
    from wasm_construct.text.everything import __all__ as __all__
else:  # a type checker would take any name for one that exists
    __getattr__, __dir__ = names_from("wasm_construct.text.everything", globals())
