"""The runtime: the instances of a module (memories, tables, globals, functions), and the execution of its code.

The names are those of WasmEdge's SDK. What is a getter for a name there (`name`, `mod_name`), or for what an object is
part of (`instance`, `executor`), is an attribute here; everything else is a method, as there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interpreter.api.names import *  # noqa: F403
    from interpreter.api.names import __all__ as __all__
else:  # where a type checker does not see it: it would take any name for one that is there

    def __getattr__(name: str) -> Any:
        """The names of `interpreter.api.names`, imported when one is wanted: commands that run nothing start faster."""
        if name == "__all__" or not name.startswith("__"):  # those are what the import system asks for
            from interpreter.api import names

            if name == "__all__" or name in names.__all__:
                return getattr(names, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        from interpreter.api import names

        return sorted({*globals(), *names.__all__})
