"""The contents of the sections that lead from a module to what debuggers need.

Source: the tool conventions, Debugging.md and BuildId.md
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class SourceMappingURL:
    """Where the source map of the module lies (the section `sourceMappingURL`)."""

    url: str


@dataclass(slots=True)
class ExternalDebugInfo:
    """Where the file with the module's DWARF lies (the section `external_debug_info`)."""

    url: str


@dataclass(slots=True)
class BuildId:
    """What identifies the build that the module comes from (the section `build_id`)."""

    id: bytes

    def __repr__(self) -> str:
        return f"BuildId(bytes.fromhex({self.id.hex()!r}))"
