"""What an implementation may refuse although it is valid, because there is too much of it.

Spec: §7.3 (impl)
Source: the JavaScript API, section "Implementation-defined Limits"
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from wasm_construct.errors import InvalidError


@dataclass(frozen=True, slots=True)
class ImplementationLimits:
    """The most that a module may have of each thing; None: any number.

    Without arguments these are the limits of the JavaScript API on the structure of a module, which bound the work of
    the program that runs it. `JS_API` also has its limits on the sizes that memories and tables are declared with.
    """

    types: int | None = 1_000_000
    rec_types: int | None = 1_000_000
    subtype_depth: int | None = 63
    funcs: int | None = 1_000_000
    imports: int | None = 1_000_000
    exports: int | None = 1_000_000
    globals: int | None = 1_000_000
    tags: int | None = 1_000_000
    datas: int | None = 100_000
    tables: int | None = 100_000
    mems: int | None = 100
    elem_length: int | None = 10_000_000
    params: int | None = 1_000
    results: int | None = 1_000
    body_size: int | None = 7_654_321
    locals: int | None = 50_000
    fields: int | None = 10_000
    array_new_fixed: int | None = 10_000
    table_size: int | None = None
    mem64_pages: int | None = None

    def check(self, what: str, count: int) -> None:
        """Raise InvalidError when this is more than the limit on `what`, a field of this class."""
        limit: int | None = getattr(self, what)
        if limit is not None and count > limit:
            raise InvalidError(f"implementation limit exceeded: {_NAMES[what]}: {count}, at most {limit}")


_NAMES = {
    "types": "number of types",
    "rec_types": "number of types in a recursive group",
    "subtype_depth": "depth of subtyping",
    "funcs": "number of functions",
    "imports": "number of imports",
    "exports": "number of exports",
    "globals": "number of globals",
    "tags": "number of tags",
    "datas": "number of data segments",
    "tables": "number of tables",
    "mems": "number of memories",
    "elem_length": "length of an element segment",
    "params": "number of parameters",
    "results": "number of results",
    "body_size": "size of a function body",
    "locals": "number of locals",
    "fields": "number of fields",
    "array_new_fixed": "number of operands",
    "table_size": "size of a table",
    "mem64_pages": "size of a 64-bit memory",
}

DEFAULT_LIMITS = ImplementationLimits()
JS_API = ImplementationLimits(table_size=10_000_000, mem64_pages=2**37 - 1)
"""All the limits of the JavaScript API that can be checked before a module runs, except the size of the file."""
NO_LIMITS = ImplementationLimits(**dict.fromkeys(field.name for field in fields(ImplementationLimits)))
