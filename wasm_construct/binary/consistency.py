"""What must hold between the sections of a module.

Spec: §5.5.17 (binary-module)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from wasm_construct.syntax.instructions import Expr
from wasm_construct.syntax.modules import CodeSec, DataCountSec, DataSec, FuncSec
from wasm_construct.syntax.section import Section

_S = TypeVar("_S", bound=Section)


def _find(sections: Sequence[Section], cls: type[_S]) -> _S | None:
    return next((section for section in sections if isinstance(section, cls)), None)


def inconsistencies(sections: Sequence[Section], made_bodies_only: bool = False) -> Iterable[str]:
    """What is wrong between the sections, in the order in which the reference interpreter looks.

    `made_bodies_only`: do not look for data indices in bodies that were read, whose module was looked at then.
    """
    funcs, codes = _find(sections, FuncSec), _find(sections, CodeSec)
    if len(funcs.types if funcs else ()) != len(codes.codes if codes else ()):
        yield "function and code section have inconsistent lengths"
    count, datas = _find(sections, DataCountSec), _find(sections, DataSec)
    if count is not None and count.count != len(datas.datas if datas else ()):
        yield "data count and data section have inconsistent lengths"
    if (
        count is None
        and codes is not None
        and any(_uses_data(code.body) for code in codes.codes if code.body.read_from is None or not made_bodies_only)
    ):
        yield "data count section required"


def _uses_data(body: Expr) -> bool:
    if body.untouched is not None and body.decoder is not None:
        return body.decoder.names_data(body.untouched)
    return any("dataidx" in instr.row.immediates for instr in body.instrs)
