"""What is in the well-known custom sections, in a few words."""

from __future__ import annotations

from typing import Any

from wasm_construct.display.words import count_of
from wasm_construct.syntax.code_metadata import CodeMetadata
from wasm_construct.syntax.debugging import BuildId, ExternalDebugInfo, SourceMappingURL
from wasm_construct.syntax.dylink import Dylink, Dylink0
from wasm_construct.syntax.linking import Linking
from wasm_construct.syntax.names import IndirectNameMap, ModuleName, NameMap, Names, NameSubsection
from wasm_construct.syntax.producers import Producers
from wasm_construct.syntax.relocations import Relocations
from wasm_construct.syntax.target_features import TargetFeatures


def content_text(content: Any) -> str | None:
    """The content of a custom section in a few words; None for one that no specification describes."""
    match content:
        case None:
            return None
        case Names(subsections=subs):
            return ", ".join(map(_names, subs)) or "no names"
        case Producers(fields=fields):
            return "; ".join(
                f"{field.name}: {', '.join(f'{value.name} {value.version}'.rstrip() for value in field.values)}"
                for field in fields
            )
        case TargetFeatures(features=features):
            return " ".join(f"{feature.policy.value}{feature.name}" for feature in features)
        case SourceMappingURL(url=url) | ExternalDebugInfo(url=url):
            return str(url)
        case BuildId(id=id_):
            return bytes(id_).hex()
        case Relocations(section=section, entries=entries):
            return f"{count_of(len(entries), 'relocation')} of section {section}"
        case Linking(version=version, symbols=symbols):
            return f"version {version}, {count_of(len(symbols), 'symbol')}"
        case Dylink(needed=needed):
            return f"needs {', '.join(needed)}" if needed else "needs no other library"
        case Dylink0(subsections=parts) | CodeMetadata(funcs=parts):
            return count_of(len(parts), "subsection" if isinstance(content, Dylink0) else "function")
        case _:
            return type(content).__name__


def _names(sub: NameSubsection) -> str:
    match sub:
        case ModuleName(name=name):
            return f"module {name}"
        case NameMap(space=space, names=names):
            return f"{len(names):,} {space.name.lower()}"
        case IndirectNameMap(space=space, names=names):
            return f"{sum(len(outer.names) for outer in names):,} {space.name.lower()}"
        case _:
            return f"unknown subsection {sub.id}"
