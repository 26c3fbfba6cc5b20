"""Host modules."""

from __future__ import annotations

from collections.abc import Mapping

from interpreter.runtime.instance import Extern


class ImportObject:
    """What a host offers under the name of a module, by the names of the imports."""

    def __init__(self, name: str, externs: Mapping[str, Extern]) -> None:
        self.name = name
        self.externs = dict(externs)
        for field, extern in self.externs.items():
            if extern.name is None:
                extern.name, extern.mod_name = field, name
