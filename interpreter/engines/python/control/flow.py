"""Labels, branches, and how operands get to a label: what both ways of writing control flow share.

`structured.py` writes a function with Python's `while`, `if` and `try`; `dispatch.py` writes a loop over pieces of
code.

**The invariant: slots.** Code that can be reached in more than one way finds its operands in the same variables,
however it is reached. These variables are the slots `s0`, `s1`, ...: the operand at height n of the function's stack is
in `sn`. Every way to a label assigns to the slots, and the code at the label begins with them on its stack:

    (func (param i32 i32) (result i32)
      (if (result i32) (local.get 0)
        (then (i32.const 7))
        (else (local.get 1))))

    def f0(l0, l1):
     if l0:
      s0 = 7
     else:
      s0 = l1
     return s0

**Why a branch moves only what it takes along.** Before a block opens, the emitter evaluates the operands below it into
variables that nothing assigns again while the block is open (`Emitter.settle`). A branch assigns to slots from the
height of its label on, and these belong to the blocks that it leaves.

**Dead code.** After `br`, `return` or another instruction that does not go on, `skip` moves to the next part of the
block (`else`, `catch` or `end`), and no line is written for the instructions between. `live` is False meanwhile.

**Rules.** A rule is a function that writes one kind of instruction. `run` takes it from the first table that has it:
the control table of the subclass (`block`, `loop`, `if`, ...), `BRANCHES` below, `RULES` of `emitter`.

Spec: §4.6.2 (exec-instr-control)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interpreter.engines.python.control.labels import branches, targets
from interpreter.engines.python.emitter import RULES
from interpreter.engines.python.emitter.calls import callee
from interpreter.engines.python.emitter.emitter import Emitter
from interpreter.engines.python.emitter.entries import COMPARE, NOT, Entry, variable
from interpreter.engines.python.emitter.names import cast_name, test_name
from interpreter.runtime.module import ValidModule
from wasm_construct.opcodes.cast import nullable
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import CLOSERS, DIVIDERS
from wasm_construct.validation.facts import Block, FuncFacts

_UNCOUNTED = CLOSERS.keys() | DIVIDERS.keys()


def negated(condition: Entry) -> str:
    """The text of the opposite of a condition."""
    if condition.prec == NOT and not condition.raw:
        return condition.text[4:]
    return f"not {condition.operand(NOT)}"


def next_part(block: Block, at: int) -> int:
    """The number of the first instruction after `at` that begins another part of the block, or ends the block."""
    place = bisect_right(block.dividers, at)
    return block.dividers[place] if place < len(block.dividers) else block.end


class Flow(Emitter):
    """An emitter that can write branches; the subclasses `Structured` and `Dispatch` write the blocks.

    `tails`: whether the function has a tail call. `targets`: for each instruction with labels, the blocks that these
    mean. `branches`: each instruction that can branch, with each block that it can branch to.
    """

    def __init__(self, module: ValidModule, facts: FuncFacts, metered: bool = False) -> None:
        super().__init__(module, facts, metered)
        self.tails = False
        self.targets = targets(facts)
        self.branches = branches(facts, self.targets)

    def run(self, start: int, stop: int, control: Mapping[str, Callable[[Any, Instr], None]]) -> None:
        """Write the instructions from number `start` up to `stop`; `control` has the rules of the subclass."""
        instrs = self.instrs
        self.at = start
        while self.at < stop:
            instr = instrs[self.at]
            name = instr.row.mnemonic
            rule = control.get(name) or BRANCHES.get(name) or RULES[name]
            if self.metered:
                if name not in _UNCOUNTED:
                    self.meter(instr.row)
                if name not in RULES and self.live:
                    self.charge()  # before control leaves this sequence
            rule(self, instr)
            self.at += 1

    # ---- what the subclasses do

    def write(self) -> None:
        """Write the whole body."""
        raise NotImplementedError

    def prologue(self) -> list[str]:
        """The lines between the `def` and the body, those for locals excepted."""
        return []

    def skip(self) -> None:
        """Move to the next instruction that can be reached: the current one does not go on to its successor."""
        raise NotImplementedError

    def branch(self, target: Block) -> None:
        """Write an unconditional branch, which takes its operands from the top of the stack."""
        raise NotImplementedError

    def branch_if(self, condition: Entry, target: Block) -> None:
        """Write a conditional branch; its operands stay on the stack for the case that it is not taken."""
        raise NotImplementedError

    def land_from_handler(self, block: Block, names: list[str]) -> None:
        """Write a branch out of an exception handler; these variables hold its operands."""
        raise NotImplementedError

    def goto_handler(self, at: int) -> None:
        """Write a jump to the legacy handler that begins at instruction `at`; its operands are in their slots."""
        raise NotImplementedError

    def choose(self, selector: Entry, labels: list[Block]) -> bool:
        """Write a `br_table` as a look-up in a table and give True; give False where that is not possible."""
        return False

    # ---- slots

    def slots(self, height: int, entries: Sequence[Entry]) -> None:
        """Assign operands to the slots from a height on; those that are there already need no assignment."""
        names = [f"s{height + number}" for number in range(len(entries))]
        moves = [(name, entry.value) for name, entry in zip(names, entries, strict=True) if name != entry.text]
        if moves:
            self.line(f"{', '.join([name for name, _ in moves])} = {', '.join([value for _, value in moves])}")

    def push_slots(self, height: int, count: int) -> None:
        """Push so many slots from a height on."""
        for number in range(count):
            self.push(variable(f"s{height + number}"))

    def taken(self, target: Block) -> list[Entry]:
        """The operands that a branch takes along; they stay on the stack."""
        return self.stack[len(self.stack) - target.arity :]

    # ---- leaving the function

    def returning(self, entries: Sequence[Entry]) -> str:
        """The `return` statement with the topmost of these operands as results."""
        count = len(self.facts.type.results)
        values = ", ".join([entry.value for entry in entries[len(entries) - count :]])
        return f"return {values}" if count else "return"

    def give_back(self, entries: Sequence[Entry]) -> None:
        """Write a `return` with the topmost of these operands as results."""
        self.line(self.returning(entries))


def _target(em: Flow) -> Block:
    return em.targets[em.at][0]


def _br(em: Flow, instr: Instr) -> None:
    em.branch(_target(em))
    em.skip()


def _br_if(em: Flow, instr: Instr) -> None:
    condition = em.pop()
    em.branch_if(condition, _target(em))


def _return(em: Flow, instr: Instr) -> None:
    em.give_back(em.stack)
    em.skip()


def _unreachable(em: Flow, instr: Instr) -> None:
    em.line("raise Trap(UNREACHABLE)")
    em.skip()


def _br_table(em: Flow, instr: Instr) -> None:
    selector = em.named(em.pop())
    labels = em.targets[em.at]
    if em.choose(selector, labels):
        em.skip()
        return
    values = [em.named(entry) for entry in em.popped(labels[-1].arity)]
    for value in values:
        em.push(value)
    runs = [(0, labels[0])]
    runs += [(at, label) for at, label in enumerate(labels) if at and label is not labels[at - 1]]
    _choose(em, selector, runs)
    em.skip()


def _choose(em: Flow, selector: Entry, runs: Sequence[tuple[int, Block]]) -> None:
    """Write a binary tree of conditions. `runs`: for each run of equal labels, where it begins, and the label."""
    if len(runs) == 1:
        em.branch(runs[0][1])
        return
    middle = len(runs) // 2
    em.line(f"if {selector.text} < {runs[middle][0]}:")
    em.indent += 1
    _choose(em, selector, runs[:middle])
    em.indent -= 1
    em.line("else:")
    em.indent += 1
    _choose(em, selector, runs[middle:])
    em.indent -= 1


# ---- branches on references


def _br_on_null(em: Flow, instr: Instr) -> None:
    x = em.named(em.pop())
    em.branch_if(Entry(f"{x.text} is None", COMPARE, reads=x.reads), _target(em))
    em.push(x)


def _br_on_non_null(em: Flow, instr: Instr) -> None:
    x = em.named(em.pop())
    em.push(x)
    em.branch_if(Entry(f"{x.text} is not None", COMPARE, reads=x.reads), _target(em))
    em.pop()


def _br_on_cast(wanted: bool) -> Callable[[Flow, Instr], None]:
    def emit(em: Flow, instr: Instr) -> None:
        flags, _, _, heap = instr.args
        x = em.named(em.pop())
        em.push(x)
        text = f"{test_name(heap, nullable(flags)[1])}({x.text})"
        condition = Entry(text, reads=x.reads) if wanted else Entry(f"not {text}", NOT, reads=x.reads)
        em.branch_if(condition, _target(em))

    return emit


def _br_on_descriptor(wanted: bool) -> Callable[[Flow, Instr], None]:
    def emit(em: Flow, instr: Instr) -> None:
        flags, _, _, heap = instr.args
        descriptor, x = em.pop(), em.named(em.pop())
        em.push(x)
        fits = em.temp()
        em.line(f"{fits} = has_descriptor({cast_name(heap, nullable(flags)[1])}, {x.text}, {descriptor.value})")
        condition = Entry(fits) if wanted else Entry(f"not {fits}", NOT)
        em.branch_if(condition, _target(em))

    return emit


# ---- tail calls: the function returns a `TailCall`, and a loop around its caller's call makes that call


def _tail_call(em: Flow, function: str, entries: Sequence[Entry]) -> None:
    values = "".join([f"{entry.value}, " for entry in entries])
    em.line(f"return TailCall(({function}, ({values}), instance))")
    em.tails, em.leaf = True, False
    em.skip()


def _return_call(em: Flow, instr: Instr) -> None:
    _tail_call(em, f"F{int(instr.args[0])}", em.operands(instr))


def _return_call_indirect(em: Flow, instr: Instr) -> None:
    *given, selector = em.operands(instr)
    _tail_call(em, callee(em, selector, *map(int, instr.args)), given)


def _return_call_ref(em: Flow, instr: Instr) -> None:
    *given, func = em.operands(instr)
    function = em.named(func).text
    em.line(f"if {function} is None: raise Trap(NULL_FUNC)")
    _tail_call(em, function, given)


# ---- exceptions


def _throw(em: Flow, instr: Instr) -> None:
    tag = int(instr.args[0])
    values = "".join([f"{entry.value}, " for entry in em.operands(instr)])
    em.line(f"raise WasmException(ExnInst(E{tag}, ({values})))")
    em.skip()


def _throw_ref(em: Flow, instr: Instr) -> None:
    exception = em.named(em.pop()).text
    em.line(f"if {exception} is None: raise Trap(NULL_EXN)")
    em.line(f"raise WasmException({exception})")
    em.skip()


def _rethrow(em: Flow, instr: Instr) -> None:
    em.line(f"raise WasmException(x{_target(em).start})")
    em.skip()


BRANCHES: dict[str, Callable[[Any, Instr], None]] = {
    "br": _br,
    "br_if": _br_if,
    "br_table": _br_table,
    "return": _return,
    "unreachable": _unreachable,
    "br_on_null": _br_on_null,
    "br_on_non_null": _br_on_non_null,
    "br_on_cast": _br_on_cast(True),
    "br_on_cast_fail": _br_on_cast(False),
    "br_on_cast_desc_eq": _br_on_descriptor(True),
    "br_on_cast_desc_eq_fail": _br_on_descriptor(False),
    "return_call": _return_call,
    "return_call_indirect": _return_call_indirect,
    "return_call_ref": _return_call_ref,
    "throw": _throw,
    "throw_ref": _throw_ref,
    "rethrow": _rethrow,
}
