"""What is imported when it is first asked for: the names of a package, the entries of a table.

`import wasm_construct.syntax` costs nothing by itself: the file that imports every name of the package is read when a
name of the package is first asked for. Code within this library imports from the file where a name is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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


class Table(Mapping[str, Any]):
    """A table from names to objects of modules, each module imported when one of its objects is first asked for.

    `places` tells for each name where in `package` the object is: `"file.object"`.
    """

    def __init__(self, package: str, places: Mapping[str, str]) -> None:
        self._package = package
        self._places = places

    def __getitem__(self, name: str) -> Any:
        file, _, attribute = self._places[name].partition(".")
        return getattr(import_module(f"{self._package}.{file}"), attribute)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
