"""Host modules that other packages bring along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from interpreter.runtime.exports import Exporting

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "wasm_construct.host_modules"
"""The group of entry points under which a package names what makes its host modules."""


def plugins() -> dict[str, Callable[..., Exporting]]:
    """The host modules of installed packages, by name: what makes each; nothing is loaded before that is called.

    `store.register_import_module(executor, plugins()["name"]())`. Making one raises what loading it raises.
    """
    from importlib.metadata import entry_points  # where it is used: it imports the parts of email

    return {entry.name: partial(_made, entry) for entry in entry_points(group=GROUP)}


def _made(entry: EntryPoint, *args: Any, **options: Any) -> Exporting:
    made = entry.load()(*args, **options)
    if not isinstance(made, Exporting):
        raise TypeError(f"{entry.value} of the plugin {entry.name!r} gave {made!r}, which is no host module")
    return made
