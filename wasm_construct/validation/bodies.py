"""Expressions: the bodies of functions, and constant expressions.

A body is validated in three steps, each one pass in C over the whole list: instructions become their ids, ids become
actions by a look-up in a dict, and the actions are called one after the other. What makes this right:

- The readers give one object for all occurrences of an instruction in a module, so the id of an instruction finds its
  action, and the immediates need not be hashed. `Actions` keeps the instructions alive, since otherwise another one
  could get the same id.
- An action depends on the instruction and on the module. What depends on the function, such as labels and locals, the
  action looks up on the machine each time. So an action serves all occurrences in all functions.
- An instruction that is wrong wherever it stands, such as one with an unknown index, gets an action that raises. So the
  error appears when its turn comes, after all errors before it.
- No instruction is counted. When an action raises, the number of those that the iterator still has tells its place. The
  `end` of the body raises `Ended`.

Constant expressions are checked while the index spaces still grow: a global may only use those before it. So for them
an action that raises is not kept.

Spec: §3.4.13 (valid-expr), §7.6.2 (Validation of Opcode Sequences)
"""

from __future__ import annotations

from operator import length_hint

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.syntax.nesting import MISPLACED
from wasm_construct.validation.context import Context
from wasm_construct.validation.instructions import action, failing
from wasm_construct.validation.machine import Action, Ended, Machine, Runs
from wasm_construct.validation.types import Func, ValType

_AFTER_END = "an instruction after the end of the expression"
_ROOM = 64  # for locals in a body of no instructions

_CONSTANT = frozenset(
    "i32.const i64.const f32.const f64.const v128.const ref.null ref.func ref.i31 global.get end"
    " struct.new struct.new_default struct.new_desc struct.new_default_desc"
    " array.new array.new_default array.new_fixed any.convert_extern extern.convert_any".split()
)
_EXTENDED = frozenset("i32.add i32.sub i32.mul i64.add i64.sub i64.mul".split())


class Actions(dict[int, Action]):
    """The actions of instructions, by the id of the instruction, since hashing it would take longer."""

    __slots__ = ("_ids", "_instrs", "_machine", "_place", "_seen")

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine = machine
        self._seen: list[Instr] = []  # what keeps those ids from being used again
        self._instrs: list[Instr] = []
        self._ids: list[int] = []
        self._place = 0

    def of(self, instrs: list[Instr]) -> list[Action]:
        """The actions of these instructions, each made when the instruction occurs for the first time."""
        self._instrs, self._ids, self._place = instrs, list(map(id, instrs)), 0
        return list(map(self.__getitem__, self._ids))

    def keep(self, instr: Instr, act: Action) -> None:
        """Remember an action."""
        self[id(instr)] = act
        self._seen.append(instr)

    def __missing__(self, key: int) -> Action:
        self._place = self._ids.index(key, self._place)  # new ones come in order
        instr = self._instrs[self._place]
        try:
            act = action(self._machine, instr)
        except InvalidError as error:
            act = failing(error)
        self.keep(instr, act)
        return act


class Bodies:
    """Validates the expressions of a module, one after the other, on the stacks of one machine."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.machine = Machine(context)
        self._actions = Actions(self.machine)
        self._shapes: set[tuple[object, ...]] = set()
        """The types and actions of valid constant expressions: many are alike, and need no second look."""

    # ---- functions

    def func(self, type_: Func, locals_: Runs, body: Expr) -> None:
        """Check the body of a function; raises InvalidError. Spec: §3.5.6 (valid-func)"""
        instrs = self.begin(type_, locals_, body)
        self._run(self.actions(instrs))

    def begin(self, type_: Func, locals_: Runs, body: Expr) -> list[Instr]:
        """Make the stacks ready for this body; gives its instructions."""
        instrs = body.peek()
        self.machine.start(type_, locals_, _ROOM + len(instrs))
        return instrs

    def actions(self, instrs: list[Instr]) -> list[Action]:
        """The actions of these instructions."""
        return self._actions.of(instrs)

    def _run(self, actions: list[Action]) -> None:
        pending = iter(actions)
        try:
            for act in pending:
                act()
        except Ended:
            if left := length_hint(pending):
                raise InvalidError(_AFTER_END, instr=len(actions) - left) from None
        except InvalidError as error:
            error.instr = len(actions) - length_hint(pending) - 1
            raise
        else:
            raise InvalidError(MISPLACED, instr=len(actions))

    # ---- constant expressions

    def constant(self, expr: Expr, type_: ValType, path: str) -> None:
        """Check a constant expression of this type; raises InvalidError, whose path begins with `path`.

        Spec: §3.4.13 (valid-constant)
        """
        try:
            self._constant(expr, type_)
        except InvalidError as error:
            error.path = f"{path}[{error.instr}]"
            raise

    def _constant(self, expr: Expr, type_: ValType) -> None:
        instrs = expr.peek()
        known = self._actions
        acts = [known.get(id(instr)) or self._constant_action(instr, number) for number, instr in enumerate(instrs)]
        shape = type_, *acts
        if shape not in self._shapes:
            self.machine.start(Func((), (type_,)), (), 0)
            self._run(acts)
            self._shapes.add(shape)

    def _constant_action(self, instr: Instr, number: int) -> Action:
        try:
            self._check_constant(instr)
        except InvalidError as error:
            error.instr = number
            raise
        try:
            act = action(self.machine, instr)
        except InvalidError as error:
            return failing(error)  # not kept: what is missing now may be there when the index spaces are complete
        self._actions.keep(instr, act)
        return act

    def _check_constant(self, instr: Instr) -> None:
        name, context = instr.name, self.context
        if name in _EXTENDED:
            if Feature.EXTENDED_CONST not in context.features:
                raise InvalidError(
                    f"constant expression required: {name} needs the feature extended_const, which is off"
                )
        elif name == "global.get":
            global_ = context.global_(instr.args[0])
            if global_.mutable:
                raise InvalidError("constant expression required")
            if not global_.imported and Feature.GC not in context.features:
                raise InvalidError(
                    "constant expression required: globals that are not imported need the feature gc, which is off"
                )
        elif name not in _CONSTANT:
            raise InvalidError("constant expression required")
