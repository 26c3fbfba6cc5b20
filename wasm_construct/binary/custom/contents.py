"""The schemas of the custom sections with a well-known content, by name."""

from __future__ import annotations

from collections.abc import Mapping

from construct import Construct

from wasm_construct.lazy import Table

CONTENTS: Mapping[str, Construct] = Table(
    "wasm_construct.binary.custom",
    {
        "build_id": "debugging.build_id",
        "dylink": "dylink.dylink",
        "dylink.0": "dylink.dylink0",
        "external_debug_info": "debugging.external_debug_info",
        "linking": "linking.linking",
        "metadata.code.branch_hint": "code_metadata.branch_hints",
        "name": "names.names",
        "producers": "producers.producers",
        "sourceMappingURL": "debugging.source_mapping_url",
        "target_features": "target_features.target_features",
    },
)
"""The schema of the content, by the section's name. A file of schemas is imported when one of them is asked for."""
PREFIXES: Mapping[str, Construct] = Table(
    "wasm_construct.binary.custom",
    {"metadata.code.": "code_metadata.code_metadata", "reloc.": "relocations.relocations"},
)
"""The same for names that only begin so, such as `reloc.CODE`."""


def content_schema(section_name: str) -> Construct | None:
    """The schema of what a section with this name holds, or None."""
    if section_name in CONTENTS:
        return CONTENTS[section_name]
    return next((PREFIXES[prefix] for prefix in PREFIXES if section_name.startswith(prefix)), None)
