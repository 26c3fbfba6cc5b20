"""Host modules that other packages bring along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from interpreter.runtime.exports import Exporting

GROUP = "wasm_construct.host_modules"
"""The group of entry points under which a package names what makes its host modules."""


def plugins() -> dict[str, Callable[..., Exporting]]:
    """The host modules of installed packages, by name: what makes each; nothing is loaded before that is called.

    `store.register_import_module(executor, plugins()["name"]())`. Making one raises what loading it raises.
    """
    return {entry.name: partial(_made, entry) for entry in entry_points(group=GROUP)}


def _made(entry: EntryPoint, *args: Any, **options: Any) -> Exporting:
    made = entry.load()(*args, **options)
    if not isinstance(made, Exporting):
        raise TypeError(f"{entry.value} of the plugin {entry.name!r} gave {made!r}, which is no host module")
    return made
