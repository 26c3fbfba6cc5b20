"""Element and data segments, and the abbreviations that put them into a table or a memory.

Spec: §6.6.9 (text-elem), §6.6.8 (text-data)
"""

from __future__ import annotations

from wasm_construct.opcodes import BY_MNEMONIC
from wasm_construct.syntax.instructions import Expr
from wasm_construct.syntax.modules import (
    Active,
    Data,
    Declarative,
    Elem,
    ElemExprs,
    ElemFuncs,
    ElemMode,
    Passive,
)
from wasm_construct.syntax.types import FUNCREF, NumType, RefType
from wasm_construct.text.code import CodeReader

_REF_FUNC = BY_MNEMONIC["ref.func"][0]
_CONST = {type_: BY_MNEMONIC[f"{type_.value}.const"][0] for type_ in (NumType.I32, NumType.I64)}


def elem(code: CodeReader) -> Elem:
    """An element segment, after its keyword and its name. Spec: §6.6.9 (text-elem)"""
    if code.has("declare"):
        return _elem_list(code, Declarative())
    old = code.at_index()
    table = _use(code, "table", "tableidx")
    if table is None and (code.words[code.pos] != "(" or code.at_reftype()):
        return _elem_list(code, Passive())
    mode = Active(_offset(code), table or 0, explicit=table is not None)
    if code.words[code.pos] == "func" or code.at_reftype():
        return _elem_list(code, mode)
    if table is not None and not old and code.words[code.pos] != ")":
        raise code.unexpected()
    return ElemFuncs(mode, _indices(code))


def inline_elem(code: CodeReader, type_: RefType, table: int, addrtype: NumType) -> tuple[Elem, int]:
    """The elements of a table, after `(elem`, and how many they are. Spec: §6.6.6 (text-table)"""
    mode = Active(_zero(code, addrtype), table, explicit=True)
    if code.words[code.pos] == "(":
        exprs = _exprs(code)
        code.close()
        return ElemExprs(mode, type_, exprs), len(exprs)
    funcs = _indices(code)
    code.close()
    if type_ == FUNCREF:
        return ElemFuncs(mode, funcs), len(funcs)
    return ElemExprs(mode, type_, [Expr([code.instr(_REF_FUNC, (func,)), code.END]) for func in funcs]), len(funcs)


def _elem_list(code: CodeReader, mode: ElemMode) -> Elem:
    if code.has("func"):
        return ElemFuncs(mode, _indices(code))
    type_ = code.reftype()
    return ElemExprs(mode, type_, _exprs(code))


def _indices(code: CodeReader) -> list[int]:
    funcs = []
    space = code.scope.spaces["funcidx"]
    while code.at_index():
        funcs.append(space.read())
    return funcs


def _exprs(code: CodeReader) -> list[Expr]:
    found = []
    while code.words[code.pos] == "(":
        if code.opens("item"):
            found.append(code.expr())
            code.close()
        else:
            found.append(code.folded_expr())
    return found


def _use(code: CodeReader, keyword: str, kind: str) -> int | None:
    """The table or memory of a segment, `(table $t)` or, in the older form, an index; None when none is written."""
    if code.opens(keyword):
        index = code.scope.spaces[kind].read()
        code.close()
        return index
    return code.scope.spaces[kind].read() if code.at_index() and code.words[code.pos + 1] == "(" else None


def _offset(code: CodeReader) -> Expr:
    if not code.opens("offset"):
        return code.folded_expr()
    expr = code.expr()
    code.close()
    return expr


def _zero(code: CodeReader, addrtype: NumType) -> Expr:
    return Expr([code.instr(_CONST[addrtype], (0,)), code.END])


def data(code: CodeReader) -> Data:
    """A data segment, after its keyword and its name. Spec: §6.6.8 (text-data)"""
    memory = _use(code, "memory", "memidx")
    if memory is None and code.words[code.pos] != "(":
        return Data(Passive(), code.strings())
    mode = Active(_offset(code), memory or 0)
    return Data(mode, code.strings())


def inline_data(code: CodeReader, memory: int, addrtype: NumType) -> Data:
    """The bytes of a memory, after `(data`. Spec: §6.6.5 (text-mem)"""
    init = code.strings()
    code.close()
    return Data(Active(_zero(code, addrtype), memory), init)
