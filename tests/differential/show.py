"""Any value as a few integers, by code that is added to the module: hosts need to know no type but i32 and i64.

A reference shows whether it is null, which of the module's types it has, and the numbers in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.differential.additions import Additions
from wasm_construct.syntax import FuncType, Instr, instr
from wasm_construct.syntax.types import (
    ANYREF,
    FUNCREF,
    I32,
    I64,
    V128,
    AbsHeapType,
    ArrayType,
    FieldType,
    HeapType,
    NumType,
    PackType,
    RefType,
    StorageType,
    StructType,
    SubType,
    ValType,
)

H = AbsHeapType
_TRUTH: list[ValType] = [I32]
_MOST = 100
"""So many integers are enough for a reference."""
_SHOWN: dict[StorageType, tuple[ValType, ...]] = {
    **dict.fromkeys([NumType.I32, NumType.F32, *PackType], (I32,)),
    **dict.fromkeys([NumType.I64, NumType.F64], (I64,)),
    V128: (I64, I64),
}


class Show:
    """The functions, added to a module, that show its references, and the code that shows values of any type."""

    def __init__(self, additions: Additions) -> None:
        self._additions = additions
        self._types = additions.module.types
        self._func, self._func_types = self._add(FUNCREF, self._of_funcs())
        self._any, self._any_types = self._add(ANYREF, self._of_aggregates())

    def types(self, shown: Iterable[StorageType]) -> list[ValType]:
        """The types of the integers that values of these types become."""
        return [type_ for one in shown for type_ in self._types_of(one)]

    def last(self, shown: Sequence[ValType], first_local: int) -> tuple[list[ValType], list[Instr]]:
        """Locals, the first of which has this index, and code that shows all these values on the stack."""
        nullable = [RefType(True, type_.heap) if isinstance(type_, RefType) else type_ for type_ in shown]
        locals_ = [*nullable, V128]
        scratch = first_local + len(shown)
        code = [instr("local.set", first_local + number) for number in reversed(range(len(shown)))]
        for number, type_ in enumerate(shown):
            code += [instr("local.get", first_local + number), *self._value(type_, scratch)]
        return locals_, code

    def _types_of(self, shown: StorageType) -> Sequence[ValType]:
        if not isinstance(shown, RefType):
            return _SHOWN[shown]
        top = top_of(shown.heap, self._types)
        return {H.FUNC: self._func_types, H.EXN: (I32,)}.get(top, self._any_types)

    def _value(self, shown: ValType, scratch: int) -> list[Instr]:
        if not isinstance(shown, RefType):
            return _number(shown, scratch)
        top = top_of(shown.heap, self._types)
        if top is H.EXN:
            return [instr("ref.is_null")]
        if top is H.FUNC:
            return [instr("call", self._func)]
        convert = [instr("any.convert_extern")] if top is H.EXTERN else []
        return [*convert, instr("call", self._any)]

    # ---- references

    def _add(self, param: RefType, code: tuple[list[Instr], list[ValType]]) -> tuple[int, tuple[ValType, ...]]:
        body, results = code
        return self._additions.func([param], results, body, [V128]), tuple(results)

    def _of_funcs(self) -> tuple[list[Instr], list[ValType]]:
        code = [instr("local.get", 0), instr("ref.is_null")]
        tests = [index for index, type_ in enumerate(self._types) if isinstance(type_.comp, FuncType)][:_MOST]
        for index in tests:
            code += _test(index)
        return code, _TRUTH * (1 + len(tests))

    def _of_aggregates(self) -> tuple[list[Instr], list[ValType]]:
        get = instr("local.get", 0)
        code, results = [get, instr("ref.is_null")], _TRUTH.copy()
        parts: list[tuple[HeapType, list[Instr], list[ValType]]] = [(H.I31, [instr("i31.get_s")], _TRUTH)]
        for index, type_ in enumerate(self._types):
            if isinstance(type_.comp, StructType):
                parts.append((index, *self._fields(index, type_.comp)))
            elif isinstance(type_.comp, ArrayType):
                parts.append((index, *self._elements(index, type_.comp.field)))
        for heap, shown, types in parts:
            if len(results) + len(types) >= _MOST:
                break
            cast = instr("ref.cast", RefType(False, heap))
            code += [*_test(heap), *_test(heap), instr("if", self._additions.type([], types)), get, cast]
            code += [*shown, instr("else"), *_zeros(types), instr("end")]
            results += [I32, *types]
        return code, results

    def _fields(self, index: int, type_: StructType) -> tuple[list[Instr], list[ValType]]:
        code, types = [instr("drop")], []
        for number, field in enumerate(type_.fields):
            get = instr(f"struct.get{_sign(field)}", index, number)
            code += [instr("local.get", 0), instr("ref.cast", RefType(False, index)), get, *_part(field.storage)]
            types += _part_types(field.storage)
        return code, types

    def _elements(self, index: int, field: FieldType) -> tuple[list[Instr], list[ValType]]:
        """The length, and the last element."""
        types = _part_types(field.storage)
        array = [instr("local.get", 0), instr("ref.cast", RefType(False, index))]
        length = [*array, instr("array.len")]
        last = [*array, *length, instr("i32.const", 1), instr("i32.sub"), instr(f"array.get{_sign(field)}", index)]
        code = [instr("array.len"), *length, instr("if", self._additions.type([], types)), *last]
        return [*code, *_part(field.storage), instr("else"), *_zeros(types), instr("end")], [I32, *types]


def top_of(heap: HeapType, types: Sequence[SubType]) -> AbsHeapType:
    """The highest heap type above this one."""
    if isinstance(heap, int):
        return H.FUNC if isinstance(types[heap].comp, FuncType) else H.ANY
    tops = {H.NOFUNC: H.FUNC, H.NOEXTERN: H.EXTERN, H.NOEXN: H.EXN}
    if isinstance(heap, AbsHeapType):
        return heap if heap in tops.values() else tops.get(heap, H.ANY)
    raise TypeError(f"{heap!r} is not shown")


def _test(heap: HeapType) -> list[Instr]:
    return [instr("local.get", 0), instr("ref.test", RefType(False, heap))]


def _sign(field: FieldType) -> str:
    return "_u" if isinstance(field.storage, PackType) else ""


def _part(storage: StorageType) -> list[Instr]:
    return [instr("ref.is_null")] if isinstance(storage, RefType) else _number(storage, 1)


def _part_types(storage: StorageType) -> list[ValType]:
    return [I32] if isinstance(storage, RefType) else list(_SHOWN[storage])


def _number(shown: StorageType, scratch: int) -> list[Instr]:
    if shown is V128:
        halves = [(instr("local.get", scratch), instr("i64x2.extract_lane", lane)) for lane in range(2)]
        return [instr("local.set", scratch), *halves[0], *halves[1]]
    if shown in (NumType.F32, NumType.F64):
        return [instr(f"i{str(shown)[1:]}.reinterpret_{shown}")]
    return []


def _zeros(types: Iterable[ValType]) -> list[Instr]:
    return [instr(f"{type_}.const", 0) for type_ in types]
