"""Exception handlers: the clauses of `try_table`, and those of the legacy `try`.

An exception of Wasm is a `WasmException` of Python whose `exn` has the tag and the values. Each clause is a test of the
tag, an unpacking of the values into `v0`, `v1`, ..., and a branch to the label of the clause with these as operands:

    (tag $t (param i32))
    (func (param $n i32) (result i32)
      (block $caught (result i32)
        (try_table (result i32) (catch $t $caught)
          (throw $t (local.get $n)))))

    def f0(l0):
     try:
      raise WasmException(ExnInst(E0, (l0, )))
     except WasmException as error:
      x1 = error.exn
      if x1.tag is E0:
       v0, = x1.values
       pass
       s0 = v0
      else: raise
     return s0

The exception itself is in `x` with the number of the instruction that begins the block, for `catch_ref` and `rethrow`.

`Structured` puts a `try` of Python around each `try_table`, as above. `Dispatch` has one `try` around all its code; the
class `Handlers` tells it which block catches an exception first, and which one looks at what that block does not catch.

Spec: §4.6.4 (exec-handler)
Source: the legacy exception-handling proposal
"""

from __future__ import annotations

from interpreter.engines.python.control.flow import Flow
from wasm_construct.syntax.instructions import CatchKind
from wasm_construct.validation.context import signature
from wasm_construct.validation.facts import Block, FuncFacts

_WITH_REFERENCE = (CatchKind.CATCH_REF, CatchKind.CATCH_ALL_REF)


def unpack(em: Flow, tag: int | None, exception: str) -> list[str]:
    """Write a line that puts the values of an exception with this tag into variables; gives their names."""
    count = len(signature(em.context.tags[tag]).params) if tag is not None else 0
    names = [f"v{number}" for number in range(count)]
    if names:
        em.line(f"{', '.join(names)}{',' if count == 1 else ''} = {exception}.values")
    return names


def write_clauses(em: Flow, block: Block, exception: str) -> bool:
    """Write the clauses of a `try_table`. `exception`: the variable that holds the exception.

    Gives whether one clause catches all exceptions. If none does, control gets behind the clauses with an exception
    that they do not catch.
    """
    instr = em.instrs[block.start]
    for number, (clause, target) in enumerate(zip(instr.args[1], em.targets[block.start], strict=True)):
        word = "elif" if number else "if"
        em.line("else:" if number and clause.tag is None else f"{word} {_fits(exception, clause.tag)}:")
        em.indent += 1
        names = unpack(em, clause.tag, exception)
        if clause.kind in _WITH_REFERENCE:
            names.append(exception)
        em.land_from_handler(target, names)
        em.indent -= 1
        if clause.tag is None:
            return True
    return False


def _fits(exception: str, tag: int | None) -> str:
    return "True" if tag is None else f"{exception}.tag is E{int(tag)}"


def branch_from_handler(em: Flow, target: Block, names: list[str]) -> None:
    """Write a branch whose operands are in these variables."""
    height = len(em.stack)
    for name in names:
        em.push_variable(name)
    em.branch(target)
    del em.stack[height:]


class Handlers:
    """The blocks of a function that catch exceptions, for `Dispatch`.

    It follows the code while that is written (`enter`, `leave`), so that `innermost` is the block that is the first to
    look at an exception there. `blocks`: all that have been entered.
    """

    def __init__(self, facts: FuncFacts) -> None:
        self.facts = facts
        self.blocks: list[Block] = []
        self._stack: list[Block] = []
        self._next: dict[Block, int] = {}  # the block that looks at an exception that this one does not catch

    def catches(self, block: Block) -> bool:
        """Whether a block has clauses or, as a legacy `try`, handlers or a `delegate`."""
        if block.kind == "try_table":
            return bool(self.facts.instrs[block.start].args[1])
        return block.kind == "try" and (bool(block.dividers) or self._delegates(block))

    def _delegates(self, block: Block) -> bool:
        return self.facts.instrs[block.end].name == "delegate"

    @property
    def innermost(self) -> int:
        """The start of the innermost block that catches exceptions here; -1 if there is none."""
        return self._stack[-1].start if self._stack else -1

    def enter(self, block: Block) -> None:
        """Begin the code of a block that catches exceptions."""
        self.blocks.append(block)
        self._next[block] = self.innermost
        self._stack.append(block)

    def leave(self, block: Block) -> None:
        """End the code of a block that catches exceptions: at its first handler, or at its end; twice does no harm."""
        if self._stack and self._stack[-1] is block:
            self._stack.pop()

    def arity(self, em: Flow, at: int) -> int:
        """How many operands the legacy handler that begins at instruction `at` has on its stack at first."""
        instr = self.facts.instrs[at]
        return len(signature(em.context.tags[instr.args[0]]).params) if instr.name == "catch" else 0

    def write(self, em: Flow, block: Block) -> None:
        """Write what a block does with the exception in `x`.

        If the block does not catch it, control gets behind these lines, and `h` is the block to look at it next.
        """
        if self._delegates(block):
            em.line(f"h = {self._around(em.targets[block.end][0], block.start)}")
            return
        if block.kind == "try_table":
            write_clauses(em, block, "x")
        else:
            self._write_legacy(em, block)
        em.line(f"h = {self._next[block]}")

    def _around(self, block: Block, at: int) -> int:
        """The start of the innermost block, from `block` outwards, that catches what instruction `at` throws; or -1."""
        within: Block | None = block
        while within is not None:
            in_code = not (within.kind == "try" and within.dividers and within.dividers[0] < at)
            if in_code and self.catches(within):
                return within.start
            within = within.parent
        return -1

    def _write_legacy(self, em: Flow, block: Block) -> None:
        for at in block.dividers:
            instr = self.facts.instrs[at]
            tag = instr.args[0] if instr.name == "catch" else None
            if tag is not None:
                em.line(f"if x.tag is E{int(tag)}:")
                em.indent += 1
            names = unpack(em, tag, "x")
            if names:
                places = [f"s{block.height + number}" for number in range(len(names))]
                em.line(f"{', '.join(places)} = {', '.join(names)}")
            em.line(f"x{block.start} = x")
            em.goto_handler(at)
            if tag is None:
                return
            em.indent -= 1
