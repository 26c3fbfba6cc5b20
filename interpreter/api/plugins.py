"""Host modules that other installed packages offer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from interpreter.runtime.exports import Exporter

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "wasm_construct.host_modules"
"""The group of entry points in which a package names the functions that make its host modules."""


def plugins() -> dict[str, Callable[..., Exporter]]:
    """The functions that make the host modules of installed packages, by name.

    `store.register_import_module(executor, plugins()["name"]())`. A function loads its package when it is called, and
    raises what that raises.
    """
    from importlib.metadata import entry_points  # where it is used: it imports the parts of email

    return {entry.name: partial(_made, entry) for entry in entry_points(group=GROUP)}


def _made(entry: EntryPoint, *args: Any, **options: Any) -> Exporter:
    made = entry.load()(*args, **options)
    if not isinstance(made, Exporter):
        raise TypeError(f"{entry.value} of the plugin {entry.name!r} gave {made!r}, which is no host module")
    return made
