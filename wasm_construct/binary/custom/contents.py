"""The schemas of the custom sections with a well-known content, by name."""

from __future__ import annotations

from construct import Construct

from wasm_construct.binary.custom.code_metadata import branch_hints, code_metadata
from wasm_construct.binary.custom.debugging import build_id, external_debug_info, source_mapping_url
from wasm_construct.binary.custom.dylink import dylink, dylink0
from wasm_construct.binary.custom.linking import linking
from wasm_construct.binary.custom.names import names
from wasm_construct.binary.custom.producers import producers
from wasm_construct.binary.custom.relocations import relocations
from wasm_construct.binary.custom.target_features import target_features

CONTENTS: dict[str, Construct] = {
    "build_id": build_id,
    "dylink": dylink,
    "dylink.0": dylink0,
    "external_debug_info": external_debug_info,
    "linking": linking,
    "metadata.code.branch_hint": branch_hints,
    "name": names,
    "producers": producers,
    "sourceMappingURL": source_mapping_url,
    "target_features": target_features,
}
"""The schema of the content, by the section's name."""
PREFIXES: dict[str, Construct] = {"metadata.code.": code_metadata, "reloc.": relocations}
"""The same for names that only begin so, such as `reloc.CODE`."""
