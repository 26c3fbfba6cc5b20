"""The schemas of the sections that lead to debug information.

Source: the tool conventions, Debugging.md and BuildId.md
"""

from __future__ import annotations

from wasm_construct.binary.combinators import Record
from wasm_construct.binary.leaves import blob, name
from wasm_construct.syntax.debugging import BuildId, ExternalDebugInfo, SourceMappingURL

source_mapping_url = Record(SourceMappingURL, "url" / name)
external_debug_info = Record(ExternalDebugInfo, "url" / name)
build_id = Record(BuildId, "id" / blob)
