"""The stacks of the validation algorithm, and the rules that keep it fast.

Validation goes through a body once, with types in place of values. Each instruction is an *action*, a function without
arguments that changes the stacks of the one `Machine` of the module. Before the `i64.store` in

    (func (param i64) (block (i32.const 8) (local.get 0) (i64.store)))

the stacks are

    frames   func (height 0)   block (height 1)
    stack    BASE              BASE, i32, i64

The rules:

- Each frame has one *mark* on the operand stack, at its height, under the operands of its block. The mark of the body
  lies at 0, so there is always something on top.
- A mark matches no type. So an action may pop what it expects without a look at the frames: if the block has no
  operand left, the action meets the mark instead of the type, and calls `check`, `pop` or `take`, the slow ways.
- Behind a jump nothing can be reached. The operands are dropped, and the mark becomes POLYMORPHIC: operands that are
  missing above it may be of any type. Only the slow ways need to know.
- Equal types are one object, so the fast ways compare by `is`. A pair of a type and a supertype of it that has been met
  once is in `matching`, and is not looked at again.
- A local without a value has UNSET in place of its type. `inits` lists the locals that got a value since; each frame
  remembers how many they were, and at its end those that came later lose it again.
- The actions hold the lists themselves, so these are changed in place and never replaced.

Spec: §7.6.1 (Data Structures)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import accumulate
from typing import NamedTuple, NoReturn, TypeAlias

from wasm_construct.errors import InvalidError
from wasm_construct.validation.context import Context
from wasm_construct.validation.matching import matches
from wasm_construct.validation.types import BOT, Func, Ref, ValType, is_defaultable, ref


class Mark(Enum):
    """What is on the stacks beside types."""

    BASE = "base"
    """Under the operands of a block."""
    POLYMORPHIC = "polymorphic"
    """The same in code that cannot be reached: whatever operands an instruction takes are there."""
    UNSET = "unset"
    """In place of the type of a local that has no value yet."""

    __hash__ = object.__hash__


_REMEMBERED = 16  # operands at once; more are rare, and remembering them could take far more memory than the module
BASE, POLYMORPHIC, UNSET = Mark.BASE, Mark.POLYMORPHIC, Mark.UNSET
Slot: TypeAlias = ValType | Mark
Runs: TypeAlias = Sequence[tuple[int, ValType]]
"""Locals, run-length encoded: how many, and their type."""
Action: TypeAlias = Callable[[], object]
"""What an instruction does to the stacks; raises InvalidError."""


class Ended(Exception):
    """The `end` that closes a body raises it; that must be the last instruction."""


class Frame(NamedTuple):
    """A block that is open, or one part of it. Spec: §7.6.1 (Data Structures)"""

    kind: str
    """The instruction that began it; "func" for the body itself."""
    params: list[ValType]
    results: list[ValType]
    label: list[ValType]
    """What a branch to it takes."""
    height: int
    """Where its mark lies on the operand stack."""
    inits: int
    """How many locals were initialized before it."""


class Machine:
    """The stacks, for one function after the other."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.stack: list[Slot] = []
        self.frames: list[Frame] = []
        self.locals: list[Slot] = []
        """The types of the first locals, as many as a body is likely to use; UNSET for one without a value."""
        self.declared: list[ValType] = []
        """The same, whether they have a value or not."""
        self.inits: list[int] = []
        """The locals that were set although they had no value at the start, in order."""
        self.matching: set[tuple[Slot, Slot]] = set()
        """Pairs of a type and itself, or a supertype of it, that have been met."""
        self.effects: dict[tuple[tuple[ValType, ...], tuple[ValType, ...]], Action] = {}
        """The actions that only take these operands and give these results."""
        self.plain: dict[tuple[int, ...], Action] = {}
        """The actions of instructions whose immediates do not matter, by opcode."""
        self._params: tuple[ValType, ...] = ()
        self._runs: Runs = ()
        self._ends: list[int] | None = None  # of the runs; made when a local is needed that is not laid out
        self._fitting: set[tuple[tuple[ValType, ...], tuple[Slot, ...]]] = set()
        self._set: set[int] = set()  # those of `inits` that are not among the first locals

    def start(self, type_: Func, runs: Runs, room: int) -> None:
        """Begin a body of this type; `runs` are its locals, run-length encoded.

        About the first `room` locals are laid out, so that this costs no more than the body is long.
        """
        label = list(type_.results)
        self.stack[:] = [BASE]
        self.frames[:] = [Frame("func", [], label, label, 0, 0)]
        self.inits.clear()
        self._set.clear()
        self._params, self._runs, self._ends = type_.params, runs, None
        first, declared = self.locals, self.declared
        first[:] = declared[:] = type_.params[:room]
        for count, local in runs if len(first) < room else ():
            slot = UNSET if isinstance(local, Ref) and not local.null else local
            if count == 1:
                declared.append(local)
                first.append(slot)
                continue
            fitting = min(count, room - len(first))
            declared += [local] * fitting
            first += [slot] * fitting
            if fitting < count:
                break

    # ---- operands

    def check(self, types: Sequence[ValType]) -> list[ValType]:
        """The operands on top of the stack, which must be of these types; raises InvalidError.

        Where code cannot be reached there may be fewer: the last ones.
        """
        wanted = len(types)
        have: list[ValType] = self.stack[-wanted:] if wanted else []  # type: ignore[assignment]
        if len(have) == wanted and self.matching.issuperset(zip(have, types, strict=True)):
            return have  # as nearly always; no mark matches anything
        height = self.frames[-1].height
        have = self.stack[max(height + 1, len(self.stack) - wanted) :]  # type: ignore[assignment]
        if len(have) < wanted and self.stack[height] is not POLYMORPHIC:
            self.mismatch(types, have)
        for pair in zip(have, types[wanted - len(have) :], strict=True):
            if pair not in self.matching:
                if not matches(*pair):
                    self.mismatch(types, have)
                self.matching.add(pair)
        return have

    def pop(self, types: Sequence[ValType]) -> list[ValType]:
        """Pop operands of these types; gives them, and raises, as `check` does."""
        have = self.check(types)
        if have:
            del self.stack[-len(have) :]
        return have

    def take(self, types: tuple[ValType, ...]) -> None:
        """Pop operands of these types; raises InvalidError. Types that fitted once are not looked at again."""
        have = tuple(self.stack[-len(types) :])
        if (types, have) in self._fitting:
            del self.stack[-len(types) :]
        elif len(self.pop(types)) == len(types) <= _REMEMBERED:  # if fewer, unreachable code has made some of them up
            self._fitting.add((types, have))

    def pop_any(self) -> ValType:
        """Pop one operand of any type; raises InvalidError when there is none."""
        type_ = self.stack[-1]
        if isinstance(type_, Mark):
            if type_ is POLYMORPHIC:
                return BOT
            raise InvalidError("type mismatch: instruction requires an operand but stack has []", found=())
        self.stack.pop()
        return type_

    def peek_ref(self) -> Ref:
        """The type of the operand on top, which stays there; raises InvalidError when it is no reference."""
        type_ = self.stack[-1]
        if isinstance(type_, Ref):
            return type_
        if type_ is BOT or isinstance(type_, Mark):  # where there is no operand, popping it will fail
            return ref(False, BOT)
        shown = self.context.show(type_)
        raise InvalidError(f"type mismatch: instruction requires reference type but stack has {shown}", found=(shown,))

    def unreachable(self) -> None:
        """Drop the operands: what follows in this block cannot be reached."""
        self.stack[self.frames[-1].height :] = (POLYMORPHIC,)

    def mismatch(self, expected: Sequence[ValType], found: Sequence[ValType], who: str = "instruction") -> NoReturn:
        """Raise InvalidError about these types."""
        wanted, have = self.context.show_all(expected), self.context.show_all(found)
        raise InvalidError(
            f"type mismatch: {who} requires [{' '.join(wanted)}] but stack has [{' '.join(have)}]",
            expected=wanted,
            found=have,
        )

    # ---- blocks

    def push_frame(self, kind: str, params: list[ValType], results: list[ValType], label: list[ValType]) -> None:
        """Begin a block whose parameters have been popped."""
        self.frames.append(Frame(kind, params, results, label, len(self.stack), len(self.inits)))
        self.stack.append(BASE)
        self.stack += params

    def pop_frame(self) -> Frame:
        """End a block, or a part of it: pops its results; raises InvalidError when they are missing or more is left."""
        frame = self.frames[-1]
        self.pop(frame.results)
        if len(self.stack) != frame.height + 1:
            left: list[ValType] = self.stack[frame.height + 1 :]  # type: ignore[assignment]
            self.mismatch(frame.results, [*left, *frame.results], "block")
        self.stack.pop()
        self.reset(frame.inits)
        return self.frames.pop()

    def label(self, index: int) -> list[ValType]:
        """What a branch to this label takes; raises InvalidError."""
        if index < len(self.frames):
            return self.frames[-1 - index].label
        raise InvalidError(f"unknown label {index}")

    # ---- locals

    def local_type(self, index: int) -> ValType:
        """The type of a local; raises InvalidError."""
        if index < len(self.declared):
            return self.declared[index]
        if index < len(self._params):
            return self._params[index]
        if self._ends is None:
            self._ends = list(accumulate((count for count, _ in self._runs), initial=len(self._params)))[1:]
        run = bisect_right(self._ends, index)
        if run < len(self._ends):
            return self._runs[run][1]
        raise InvalidError(f"unknown local {index}")

    def get_local(self, index: int) -> ValType:
        """The type of a local that has a value; raises InvalidError."""
        type_ = self.local_type(index)
        if not self._has_value(index, type_):
            raise InvalidError(f"uninitialized local {index}")
        return type_

    def set_local(self, index: int) -> None:
        """Note that the local has a value from here on; raises InvalidError when there is no such local."""
        type_ = self.local_type(index)
        if self._has_value(index, type_):
            return
        self.inits.append(index)
        if index < len(self.locals):
            self.locals[index] = type_
        else:
            self._set.add(index)

    def reset(self, count: int) -> None:
        """Take the value away from the locals that got it after the first `count`."""
        forgotten = self.inits[count:]
        del self.inits[count:]
        for index in forgotten:
            if index < len(self.locals):
                self.locals[index] = UNSET
            else:
                self._set.discard(index)

    def _has_value(self, index: int, type_: ValType) -> bool:
        if index < len(self.locals):
            return self.locals[index] is not UNSET
        return index < len(self._params) or is_defaultable(type_) or index in self._set
