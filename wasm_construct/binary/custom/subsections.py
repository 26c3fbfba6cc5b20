"""How subsections are framed: an id, a size, a content."""

from __future__ import annotations

from collections.abc import Mapping

from construct import Construct

from wasm_construct.binary.combinators import Record, Sized, UntilEnd
from wasm_construct.binary.leaves import Constant, byte, rest
from wasm_construct.binary.unions import Tagged
from wasm_construct.syntax.conventions import UnknownSubsection


def subsections_of(known: Mapping[int, Construct]) -> UntilEnd:
    """Subsections up to the end of the section, by id; those with any other id keep their bytes."""
    contents = {
        code: known.get(code) or Record(UnknownSubsection, "id" / Constant(code), "data" / rest)
        for code in range(0x100)
    }
    cases = {code: Sized(content, "subsection size mismatch") for code, content in contents.items()}
    return UntilEnd(Tagged(byte, cases, "malformed subsection id"))
