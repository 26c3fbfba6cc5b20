"""The content of the `producers` section: what a module was written in and made with.

Source: the tool conventions, ProducersSection.md
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Producer:
    """A language, a tool or an SDK, and its version."""

    name: str
    version: str


@dataclass(slots=True)
class ProducersField:
    """What took part in one role: `language`, `processed-by` or `sdk`."""

    name: str
    values: list[Producer]


@dataclass(slots=True)
class Producers:
    """All fields of a producers section, in the order of the file."""

    fields: list[ProducersField] = field(default_factory=list)

    def versions(self, role: str) -> dict[str, str]:
        """The versions of those in this role, by name; the first one counts where there are several."""
        found: dict[str, str] = {}
        for producers in self.fields:
            if producers.name == role:
                for producer in producers.values:
                    found.setdefault(producer.name, producer.version)
        return found

    def set(self, role: str, name: str, version: str) -> None:
        """Give a language, a tool or an SDK its version: in place where it is listed, else at the end of its field."""
        producers = next((producers for producers in self.fields if producers.name == role), None)
        if producers is None:
            producers = ProducersField(role, [])
            self.fields.append(producers)
        for producer in producers.values:
            if producer.name == name:
                producer.version = version
                return
        producers.values.append(Producer(name, version))
