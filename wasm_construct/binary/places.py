"""Every place of a module that names an item of an index space: found, and renumbered.

The schemas say where the indices are. From a schema and a space follows a *visitor*: a function that goes through a
value of the schema to every index of that space. A schema that can hold no such index has no visitor, so most of a
module is not looked at. As the compilers do, `visitor` walks the tree of schemas, one rule for each class.

A visitor calls `Visit.index` for each index and gives the value back. It is the same object when nothing has changed;
otherwise a frozen value (and a tuple, and an instruction) is a new one, and everything else has changed in place. So
finding and renumbering are the same walk, with another `change`.

Spec: §2.5.1 (free-index)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from construct import Construct

from wasm_construct.binary.combinators import Record, Sized, Tuple, UntilEnd, Vec, Wrapper
from wasm_construct.binary.custom import CustomSchema
from wasm_construct.binary.custom.contents import content_schema
from wasm_construct.binary.indices import Implied, Index, IndexOf
from wasm_construct.binary.instructions import ARGS, ExprSchema, with_args
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.modules import section
from wasm_construct.binary.unions import Flagged, Tagged
from wasm_construct.errors import BuildError
from wasm_construct.opcodes import ROWS
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.indices import WITHIN, IndexSpace, Place, Renumbering, Steps
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.syntax.modules import ImportSec
from wasm_construct.syntax.padded import PaddedInt, padded, width_of
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import ExternFunc


def indices(sections: Sequence[Section], space: IndexSpace, within: int | None = None) -> list[Place]:
    """The places that name an item of this space, in the order of the file; raises BuildError.

    `within`: only the locals and labels of this function, or the fields of this type. The content of a well-known
    custom section is read for it; a malformed one has no places.
    """
    places: list[Place] = []

    def collect(place: Place) -> int:
        places.append(place)
        return place.index

    Visit(sections, space, within, collect).sections()
    return places


def map_indices(
    sections: Sequence[Section], space: IndexSpace, renumbering: Renumbering, within: int | None = None
) -> None:
    """Renumber every place that names an item of this space; raises BuildError.

    `renumbering` is asked once for each index, before anything changes: when it raises, the sections are as they were.
    """
    new = renumbering.get if isinstance(renumbering, Mapping) else lambda index, _: renumbering(index)
    found = {int(place.index) for place in indices(sections, space, within)}
    changes = {index: renumbered for index in found if (renumbered := new(index, index)) != index}
    for index in changes.values():
        u32.encode(index, f"{space.value} index")
    if changes:
        visit = Visit(sections, space, within, lambda place: changes.get(place.index, place.index))
        visit.known = {}
        visit.sections()


class Visit:
    """One walk over the sections of a module: which indices it is about, and what it does with them."""

    def __init__(
        self, sections: Sequence[Section], space: IndexSpace, within: int | None, change: Callable[[Place], int]
    ) -> None:
        self.all = sections
        self.space = space
        self.within = within
        self.change = change
        self.known: dict[bytes, Instr] | None = None  # by their bytes, instructions that have been renumbered
        imports = next((item.imports for item in sections if isinstance(item, ImportSec)), [])
        self.imported = sum(isinstance(item.type, ExternFunc) for item in imports)

    def sections(self) -> None:
        """Visit all sections."""
        visit = visitor(section, self.space)
        for number, item in enumerate(self.all):
            if visit is not None:
                visit(item, ("sections", number), None, self)

    def func(self, steps: Steps) -> int | None:
        """The index of the function whose code these steps lead into."""
        return self.imported + int(steps[3]) if steps[2:3] == ("codes",) else None

    def index(self, value: int, steps: Steps, within: int | None, implied: bool = False) -> int:
        """Meet an index; gives what takes its place, in at least as many bytes."""
        func = self.func(steps)
        if within is None and WITHIN.get(self.space) is IndexSpace.FUNC:
            within = func
        if self.within is not None and within != self.within:
            return value
        new = self.change(Place(self.space, value, steps, func, within, implied))
        return value if new == value else PaddedInt(new, width_of(value)) if width_of(value) else new

    def passes_over(self, steps: Steps) -> bool:
        """Whether this is the code of another function than the one whose locals or labels are wanted."""
        return self.within is not None and WITHIN.get(self.space) is IndexSpace.FUNC and self.func(steps) != self.within


Visitor = Callable[[Any, Steps, "int | None", Visit], Any]
"""A function of a value, the steps that led to it, the function or type that it is within, and the visit."""


@cache
def visitor(schema: Construct, space: IndexSpace) -> Visitor | None:
    """The visitor of this schema's values; None when they hold no index of this space.

    Raises TypeError for a combinator that has no rule here.
    """
    for cls in type(schema).__mro__:
        if cls in _RULES:
            return _RULES[cls](schema, space)
    if any(visitor(part, space) for part in _parts(vars(schema).values())):
        raise TypeError(f"no rule says where the values of a {type(schema).__name__} hold indices")
    return None


def _parts(attributes: Iterable[Any]) -> Iterable[Construct]:
    """The schemas that another one is made of."""
    for value in attributes:
        if isinstance(value, Construct):
            yield value
        elif isinstance(value, Mapping):
            yield from _parts(value.values())
        elif isinstance(value, list | tuple):
            yield from _parts(value)


def _index(schema: Index, space: IndexSpace) -> Visitor | None:
    return _at_index if schema.space is space else None


def _at_index(value: Any, steps: Steps, within: int | None, visit: Visit) -> Any:
    return visit.index(value, steps, within)


def _implied(schema: Implied, space: IndexSpace) -> Visitor | None:
    return _at_implied if schema.space is space else None


def _at_implied(value: Any, steps: Steps, within: int | None, visit: Visit) -> Any:
    return visit.index(value, steps, within, implied=True)


def _record(schema: Record, space: IndexSpace) -> Visitor | None:
    fields = {name: visit for name, field in schema.fields if name and (visit := visitor(field, space))}
    # an index whose space depends on a sibling: the values of the sibling for which it is this space
    depends = {
        name: (field.sibling, {value for value, other in field.spaces.items() if other is space})
        for name, field in schema.fields
        if name and isinstance(field, IndexOf) and space in field.spaces.values()
    }
    if not fields and not depends:
        return None
    fields |= dict.fromkeys(depends, _at_index)
    outer = next((name for name, field in schema.fields if _is_outer(field, space)), None)
    cls: Any = schema.cls
    frozen = hasattr(cls, "__dataclass_params__") and cls.__dataclass_params__.frozen

    def visit_fields(record: Any, steps: Steps, within: int | None, visit: Visit) -> Any:
        if not isinstance(record, cls):
            raise BuildError(f"{record!r} is not a {cls.__name__}", Place(space, 0, steps).path)
        if outer is not None:
            within = getattr(record, outer)
        changes = {}
        for name, visit_field in fields.items():
            if name in depends and getattr(record, depends[name][0]) not in depends[name][1]:
                continue
            old = getattr(record, name)
            new = visit_field(old, (*steps, name), within, visit)
            if new is not old:
                changes[name] = new
        if frozen:
            return replace(record, **changes) if changes else record
        for name, new in changes.items():
            setattr(record, name, new)
        return record

    return visit_fields


def _is_outer(schema: Construct, space: IndexSpace) -> bool:
    """Whether this is the index of the function or type that indices of `space`, beside it, are within."""
    return isinstance(schema, Index) and schema.space is WITHIN.get(space)


def _elements(items: Any, changes: dict[int, Any]) -> Any:
    """The same list with these changes, or a tuple with them."""
    if isinstance(items, list):
        for number, new in changes.items():
            items[number] = new
        return items
    if not changes:
        return items
    changed = tuple(changes.get(number, item) for number, item in enumerate(items))
    return padded(changed, width_of(items)) if width_of(items) else changed


def _vec(schema: Vec | UntilEnd, space: IndexSpace) -> Visitor | None:
    visit_item = visitor(schema.item, space)
    if visit_item is None:
        return None

    def visit_items(items: Any, steps: Steps, within: int | None, visit: Visit) -> Any:
        changes = {}
        for number, old in enumerate(items):
            new = visit_item(old, (*steps, number), within, visit)
            if new is not old:
                changes[number] = new
        return _elements(items, changes)

    return visit_items


def _tuple(schema: Tuple, space: IndexSpace) -> Visitor | None:
    items = {number: visit for number, item in enumerate(schema.items) if (visit := visitor(item, space))}
    if not items:
        return None
    outer = next((number for number, item in enumerate(schema.items) if _is_outer(item, space)), None)

    def visit_items(values: Any, steps: Steps, within: int | None, visit: Visit) -> Any:
        if outer is not None:
            within = values[outer]
        changes = {}
        for number, visit_item in items.items():
            new = visit_item(values[number], (*steps, str(number)), within, visit)
            if new is not values[number]:
                changes[number] = new
        return _elements(values, changes)

    return visit_items


def _tagged(schema: Tagged, space: IndexSpace) -> Visitor | None:
    cases = {code: visit for code, case in schema.cases.items() if (visit := visitor(case, space))}
    default = None if schema.default is None else visitor(schema.default, space)
    if not cases and default is None:
        return None

    def visit_case(value: Any, steps: Steps, within: int | None, visit: Visit) -> Any:
        code = schema.choose(value)
        visit_value = default if code is None else cases.get(code)
        return value if visit_value is None else visit_value(value, steps, within, visit)

    return visit_case


def _flagged(schema: Flagged, space: IndexSpace) -> Visitor | None:
    cases = {bits: visit for bits, case in schema.cases.items() if (visit := visitor(case, space))}
    if not cases:
        return None

    def visit_case(value: Any, steps: Steps, within: int | None, visit: Visit) -> Any:
        visit_value = cases.get(schema.code_of(value))
        return value if visit_value is None else visit_value(value, steps, within, visit)

    return visit_case


def _custom(schema: CustomSchema, space: IndexSpace) -> Visitor:
    def visit_content(item: CustomSec, steps: Steps, within: int | None, visit: Visit) -> Any:
        content = content_schema(item.name)
        visit_value = None if content is None else visitor(content, space)
        if visit_value is not None and item.content is not None:
            visit_value(item.content, (*steps, "content"), within, visit)
        return item

    return visit_content


def _expr(schema: ExprSchema, space: IndexSpace) -> Visitor:
    by_opcode = {row.opcode: visit for row in ROWS if (visit := visitor(ARGS[row.immediates], space))}

    def visit_instrs(expr: Expr, steps: Steps, within: int | None, visit: Visit) -> Any:
        if visit.passes_over(steps):
            return expr
        changes: dict[int, Instr] = {}
        for number, old in enumerate(expr.peek()):
            visit_args = by_opcode.get(old.row.opcode)
            if visit_args is None:
                continue
            new = None if visit.known is None or old.raw is None else visit.known.get(old.raw)
            if new is None:
                args = visit_args(old.args, (*steps, number, old.name), within, visit)
                new = old if args is old.args else with_args(old, args)
                if visit.known is not None and old.raw is not None:
                    visit.known[old.raw] = new
            if new is not old:
                changes[number] = new
        if changes:  # only then is the expression decoded for good
            _elements(expr.instrs, changes)
        return expr

    return visit_instrs


_RULES: dict[type, Callable[[Any, IndexSpace], Visitor | None]] = {
    Index: _index,
    IndexOf: lambda schema, space: None,  # the Record knows
    Implied: _implied,
    Record: _record,
    Vec: _vec,
    UntilEnd: _vec,
    Tuple: _tuple,
    Tagged: _tagged,
    Flagged: _flagged,
    Sized: lambda schema, space: visitor(schema.content, space),
    Wrapper: lambda schema, space: visitor(schema.schema, space),
    CustomSchema: _custom,
    ExprSchema: _expr,
}
