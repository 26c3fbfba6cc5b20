"""Takes out of modules what the specification leaves open: the sign and the payload of NaNs that operations make.

Spec: §4.3.3 (aux-nans)
"""

from __future__ import annotations

import re

from wasm_construct import Module
from wasm_construct.syntax import CodeSec, Expr, Instr, Locals, instr
from wasm_construct.syntax.types import F32, F64, V128, ValType

_OPEN = re.compile(
    r"(f32|f64)(x\d)?\.((add|sub|mul|div|sqrt|min|max|ceil|floor|trunc|nearest)$|(demote|promote|convert_low_f32)\w*)"
)
_QUIET = {"f32": 0x7FC00000, "f64": 0x7FF8000000000000}
"""The bits of an arithmetic NaN that say what it is; a signalling one becomes an infinity, and so is seen."""


def erase_nans(module: Module) -> None:
    """Make every NaN that an operation of the functions gives a canonical one."""
    section = module.section(CodeSec)
    first = len(module.funcs) - len(section.codes if section else [])
    for number, code in enumerate(section.codes if section else []):
        params = len(module.func_type(first + number).params)
        scratch = params + sum(run.count for run in code.locals)
        body = [part for item in code.body for part in (item, *_erasure(item, scratch))]
        if len(body) > len(code.body):
            code.locals.extend(Locals(1, type_) for type_ in _SCRATCH.values())
            code.body = Expr(body)


_SCRATCH: dict[str, ValType] = {"f32": F32, "f64": F64, "v128": V128}


def _erasure(item: Instr, scratch: int) -> tuple[Instr, ...]:
    found = _OPEN.match(item.name)
    if found is None:
        return ()
    lane, lanes = found[1], found[2]
    return _of_vectors(lane, lanes, scratch + 2) if lanes else _of_scalars(lane, scratch + (lane == "f64"))


def _of_scalars(kind: str, local: int) -> tuple[Instr, ...]:
    whole = kind.replace("f", "i")
    get = instr("local.get", local)
    return (
        *(instr("local.set", local), get),
        *(get, instr(f"{whole}.reinterpret_{kind}"), instr(f"{whole}.const", _QUIET[kind]), instr(f"{whole}.and")),
        *(instr(f"{kind}.reinterpret_{whole}"), get, get, instr(f"{kind}.eq"), instr("select")),
    )


def _of_vectors(kind: str, lanes: str, local: int) -> tuple[Instr, ...]:
    get = instr("local.get", local)
    size = int(kind[1:]) // 8
    mask = _QUIET[kind].to_bytes(size, "little") * (16 // size)
    return (
        *(instr("local.set", local), get, get, instr("v128.const", mask), instr("v128.and")),
        *(get, get, instr(f"{kind}{lanes}.eq"), instr("v128.bitselect")),
    )
