"""Host modules."""

from __future__ import annotations

from collections.abc import Mapping

from interpreter.runtime.exports import Exporting, Extern


class ImportObject(Exporting):
    """What a host offers under the name of a module, by the names of the imports."""

    name: str

    def __init__(self, name: str, externs: Mapping[str, Extern]) -> None:
        super().__init__(name, dict(externs))
        for field, extern in self.externs.items():
            if extern.name is None:
                extern.name, extern.mod_name = field, name
