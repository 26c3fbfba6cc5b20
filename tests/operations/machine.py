"""A plain stack machine for tests: control it does itself, all else is calls of the operations and the numerics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from interpreter.engines import FuncCode
from interpreter.errors import Trap, TrapCode
from interpreter.numerics import OPS, TRAPS
from interpreter.operations import OPERATIONS, caster, has_descriptor, immediates, resolve
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.values import default
from wasm_construct.opcodes.cast import nullable
from wasm_construct.syntax.arity import arity
from wasm_construct.syntax.instructions import Instr

CONTROL = frozenset(
    "block loop if else end br br_if br_table return call call_indirect call_ref return_call return_call_indirect"
    " return_call_ref br_on_null br_on_non_null br_on_cast br_on_cast_fail br_on_cast_desc_eq br_on_cast_desc_eq_fail"
    " throw throw_ref try_table try catch catch_all rethrow delegate local.get local.set local.tee".split()
)
"""The instructions that every engine does itself; this one lacks exceptions."""
_MESSAGES = {code.value: code for code in TrapCode}


class StackMachine:
    """An engine."""

    name = "stack machine"

    def code(self, instance: Instance, index: int) -> FuncCode:
        return FuncCode(partial(_call, instance.funcs[index]))


def _call(func: Func, *args: Any) -> Any:
    return Run(func, args).results()


class Run:
    """One call of a function."""

    def __init__(self, func: Func, args: Sequence[Any]) -> None:
        assert isinstance(func.instance, Instance)
        self.func, self.instance = func, func.instance
        module = self.instance.module
        code = module.codes[func.index - module.first_func]
        self.body = list(code.body)
        context = module.context
        self.locals = list(args)
        for group in code.locals:
            self.locals += [default(context.close(group.type))] * group.count
        self.stack: list[Any] = []
        self.labels = [(len(self.body), len(func.signature.results), 0)]  # where to go on, with how many values, from
        self.ends = dict(_ends(self.body))
        self.at = 0

    def results(self) -> Any:
        while self.at < len(self.body):
            instr = self.body[self.at]
            self.at += 1
            own = getattr(self, "do_" + instr.name.replace(".", "_"), None)
            if own is not None:
                own(*instr.args)
            else:
                self.operate(instr)
        count = len(self.func.signature.results)
        values = self.popped(count)
        return None if count == 0 else values[0] if count == 1 else tuple(values)

    def popped(self, count: int) -> list[Any]:
        values = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        return values

    # ---- everything but control

    def operate(self, instr: Instr) -> None:
        function = OPERATIONS.get(instr.name) or OPS[instr.name]
        given = immediates(self.instance, instr)
        count, results = arity(instr, self.instance.module.context)
        operands = self.popped(count)
        try:
            result = function(*given, *operands)
        except tuple(TRAPS) as error:
            raise Trap(_MESSAGES[TRAPS[type(error)]]) from None
        if results:
            self.stack += [result] if results == 1 else result

    # ---- control

    def enter(self, type_: Any, loop: bool = False) -> None:
        params, results = self.instance.module.context.block_type(type_)
        start = self.at - 1
        target = (start, len(params)) if loop else (self.ends[start][1] + 1, len(results))
        self.labels.append((*target, len(self.stack) - len(params)))

    def do_block(self, type_: Any) -> None:
        self.enter(type_)

    def do_loop(self, type_: Any) -> None:
        self.enter(type_, loop=True)

    def do_if(self, type_: Any) -> None:
        condition = self.stack.pop()
        self.enter(type_)
        if not condition:
            self.at = self.ends[self.at - 1][0]

    def do_else(self) -> None:
        self.do_br(0)

    def do_end(self) -> None:
        self.labels.pop()

    def do_br(self, number: int) -> None:
        target, count, height = self.labels[-1 - number]
        values = self.popped(count)
        self.stack[height:] = values
        del self.labels[-1 - number :]
        self.at = target

    def branch(self, number: int, taken: bool) -> None:
        if taken:
            self.do_br(number)

    def do_br_if(self, number: int) -> None:
        self.branch(number, self.stack.pop())

    def do_br_table(self, numbers: Sequence[int], last: int) -> None:
        index = self.stack.pop()
        self.do_br(numbers[index] if index < len(numbers) else last)

    def do_return(self) -> None:
        self.do_br(len(self.labels) - 1)

    def do_br_on_null(self, number: int) -> None:
        if self.stack[-1] is None:
            self.stack.pop()
            self.do_br(number)

    def do_br_on_non_null(self, number: int) -> None:
        if self.stack[-1] is None:
            self.stack.pop()
        else:
            self.do_br(number)

    def has_type(self, op: int, heap: Any) -> bool:
        (type_,) = resolve(self.instance, "heaptype", heap, nullable(op)[1])
        return caster(type_)(self.stack[-1])

    def do_br_on_cast(self, op: int, number: int, _: Any, heap: Any) -> None:
        self.branch(number, self.has_type(op, heap))

    def do_br_on_cast_fail(self, op: int, number: int, _: Any, heap: Any) -> None:
        self.branch(number, not self.has_type(op, heap))

    def is_described(self, op: int, heap: Any) -> bool:
        (type_,) = resolve(self.instance, "heaptype", heap, nullable(op)[1])
        desc = self.stack.pop()
        return has_descriptor(type_, self.stack[-1], desc)

    def do_br_on_cast_desc_eq(self, op: int, number: int, _: Any, heap: Any) -> None:
        self.branch(number, self.is_described(op, heap))

    def do_br_on_cast_desc_eq_fail(self, op: int, number: int, _: Any, heap: Any) -> None:
        self.branch(number, not self.is_described(op, heap))

    # ---- calls and locals

    def invoke(self, func: Func) -> None:
        count = len(func.signature.results)
        result = func.code(*self.popped(len(func.signature.params)))
        self.stack += result if count > 1 else [result] * count

    def do_call(self, index: int) -> None:
        self.invoke(self.instance.funcs[index])

    def do_call_ref(self, _: int) -> None:
        func = self.stack.pop()
        if func is None:
            raise Trap(TrapCode.NULL_FUNC)
        self.invoke(func)

    def do_call_indirect(self, type_: int, table: int) -> None:
        elems, index = self.instance.tables[table].elems, self.stack.pop()
        if index >= len(elems):
            raise Trap(TrapCode.UNDEFINED_ELEMENT)
        if elems[index] is None:
            raise Trap(TrapCode.UNINITIALIZED_ELEMENT)
        if not caster(self.instance.types[type_].ref(False))(elems[index]):
            raise Trap(TrapCode.INDIRECT_TYPE)
        self.invoke(elems[index])

    def do_local_get(self, index: int) -> None:
        self.stack.append(self.locals[index])

    def do_local_set(self, index: int) -> None:
        self.locals[index] = self.stack.pop()

    def do_local_tee(self, index: int) -> None:
        self.locals[index] = self.stack[-1]


def _ends(body: Sequence[Instr]) -> Iterator[tuple[int, tuple[int, int]]]:
    """For each block where the part after its `else` begins, or its `end`, and where its `end` is."""
    open_: list[list[int]] = []
    for at, instr in enumerate(body):
        if instr.name in ("block", "loop", "if"):
            open_.append([at])
        elif instr.name == "else":
            open_[-1].append(at + 1)
        elif instr.name == "end" and open_:
            start, *other = open_.pop()
            yield start, (other[0] if other else at, at)
