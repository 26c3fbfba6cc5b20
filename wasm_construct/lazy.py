"""Packages whose names are imported when somebody first asks for one.

`import wasm_construct.syntax` costs nothing by itself: the file that imports every name of the package is read when a
name of the package is first asked for. Code within this library imports from the file where a name is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names_from(source: str, package: Mapping[str, Any]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package that offers the names in `__all__` of the module `source`.

    `package` is the `globals()` of the package.
    """

    def find(name: str) -> Any:
        if name == "__all__" or not name.startswith("__"):  # the import system asks for the others
            module = import_module(source)
            if name == "__all__" or name in module.__all__:
                return getattr(module, name)
        raise AttributeError(f"module {package['__name__']!r} has no attribute {name!r}")

    return find, lambda: sorted({*package, *import_module(source).__all__})
