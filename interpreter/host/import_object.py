"""Modules made by the host."""

from __future__ import annotations

from collections.abc import Mapping

from interpreter.runtime.exports import Exporter, Extern


class ImportObject(Exporter):
    """A module made by the host: its externs, by the names under which modules import them."""

    name: str

    def __init__(self, name: str, externs: Mapping[str, Extern]) -> None:
        super().__init__(name, dict(externs))
        for field, extern in self.externs.items():
            if extern.name is None:
                extern.name, extern.mod_name = field, name
