"""What both ways of writing control flow have in common.

Operands that the code at a label expects are in variables named after their places on the stack: `s0`, `s1`, and so on.
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
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import CLOSERS, DIVIDERS
from wasm_construct.validation.facts import Block, FuncFacts

_UNCOUNTED = CLOSERS.keys() | DIVIDERS.keys()


def negated(condition: Entry) -> str:
    """The opposite of a condition."""
    if condition.prec == NOT and not condition.raw:
        return condition.text[4:]
    return f"not {condition.operand(NOT)}"


def next_part(block: Block, at: int) -> int:
    """Where the next part of a block begins, or where it ends."""
    place = bisect_right(block.dividers, at)
    return block.dividers[place] if place < len(block.dividers) else block.end


class Flow(Emitter):
    """An emitter that can write branches.

    `tails`: there is a call in tail position. `targets` are the blocks that instructions name by their labels,
    `branches` those that can be branched to.
    """

    def __init__(self, module: ValidModule, facts: FuncFacts, metered: bool = False) -> None:
        super().__init__(module, facts, metered)
        self.tails = False
        self.targets = targets(facts)
        self.branches = branches(facts, self.targets)

    def run(self, start: int, stop: int, control: Mapping[str, Callable[[Any, Instr], None]]) -> None:
        """Write these instructions."""
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
                    self.charge()  # before anything goes another way
            rule(self, instr)
            self.at += 1

    # ---- what each way does in its own way

    def write(self) -> None:
        """Write the whole body."""
        raise NotImplementedError

    def prologue(self) -> list[str]:
        """What has to stand before the body, beside the locals."""
        return []

    def skip(self) -> None:
        """Go to the next instruction that can be reached: the one at hand does not go on."""
        raise NotImplementedError

    def branch(self, target: Block) -> None:
        """Branch for good, taking along what is on the stack."""
        raise NotImplementedError

    def branch_if(self, condition: Entry, target: Block) -> None:
        """Branch on a condition, taking along what is on the stack, where it also stays."""
        raise NotImplementedError

    def land_from_handler(self, block: Block, names: list[str]) -> None:
        """Branch, out of a handler of exceptions, with what these variables hold."""
        raise NotImplementedError

    def goto_handler(self, at: int) -> None:
        """Go to a legacy handler, whose values are in their places."""
        raise NotImplementedError

    def choose(self, selector: Entry, labels: list[Block]) -> bool:
        """Branch to one of many labels, the last for all numbers beyond; False when there is no short way."""
        return False

    # ---- places for operands

    def slots(self, height: int, entries: Sequence[Entry]) -> None:
        """Assign operands to their places from a height on."""
        names = [f"s{height + number}" for number in range(len(entries))]
        moves = [(name, entry.value) for name, entry in zip(names, entries, strict=True) if name != entry.text]
        if moves:
            self.line(f"{', '.join([name for name, _ in moves])} = {', '.join([value for _, value in moves])}")

    def push_slots(self, height: int, count: int) -> None:
        """Push what is in the places from a height on."""
        for number in range(count):
            self.push(variable(f"s{height + number}"))

    def landing(self, target: Block) -> int:
        """Where the code at a label expects its first operand."""
        return target.height

    def taken(self, target: Block) -> list[Entry]:
        """What a branch takes along; it stays on the stack."""
        return self.stack[len(self.stack) - target.arity :]

    # ---- leaving the function

    def returning(self, entries: Sequence[Entry]) -> str:
        """The statement that gives back the topmost operands."""
        count = len(self.facts.type.results)
        values = ", ".join([entry.value for entry in entries[len(entries) - count :]])
        return f"return {values}" if count else "return"

    def give_back(self, entries: Sequence[Entry]) -> None:
        """Return for good."""
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
    """A binary tree of conditions over runs of equal labels."""
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
        text = f"{test_name(heap, bool(flags & 2))}({x.text})"
        condition = Entry(text, reads=x.reads) if wanted else Entry(f"not {text}", NOT, reads=x.reads)
        em.branch_if(condition, _target(em))

    return emit


def _br_on_descriptor(wanted: bool) -> Callable[[Flow, Instr], None]:
    def emit(em: Flow, instr: Instr) -> None:
        flags, _, _, heap = instr.args
        descriptor, x = em.pop(), em.named(em.pop())
        em.push(x)
        fits = em.temp()
        em.line(f"{fits} = has_descriptor({cast_name(heap, bool(flags & 2))}, {x.text}, {descriptor.value})")
        condition = Entry(fits) if wanted else Entry(f"not {fits}", NOT)
        em.branch_if(condition, _target(em))

    return emit


# ---- tail calls, whose callers go on with the call that is given back


def _given(em: Flow, function: str, entries: Sequence[Entry]) -> None:
    values = "".join([f"{entry.value}, " for entry in entries])
    em.line(f"return TailCall(({function}, ({values}), instance))")
    em.tails, em.leaf = True, False
    em.skip()


def _return_call(em: Flow, instr: Instr) -> None:
    _given(em, f"F{int(instr.args[0])}", em.operands(instr))


def _return_call_indirect(em: Flow, instr: Instr) -> None:
    *given, selector = em.operands(instr)
    _given(em, callee(em, selector, *map(int, instr.args)), given)


def _return_call_ref(em: Flow, instr: Instr) -> None:
    *given, func = em.operands(instr)
    function = em.named(func).text
    em.line(f"if {function} is None: raise Trap(NULL_FUNC)")
    _given(em, function, given)


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
