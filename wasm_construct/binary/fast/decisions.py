"""The choice between the cases of a union, as code.

The reference goes through the cases one after the other and takes the first whose conditions hold (see `schema`). Here
the same list becomes a tree of questions, none of which is asked twice:

    Active     index 0, explicit False  -> 0          type(mode)?
    Passive                             -> 1   =>       Passive -> 1
    Active                              -> 2            Active  -> index 0? and explicit False? -> 0, otherwise 2

A question splits the cases that are left into those that an answer leaves possible, in the order that they had. A case
without a condition on what is asked stays possible whatever the answer. Where the first case that is left has no
condition left, it is the one. Questions that concern most cases come first, and of those the ones with few answers, so
that the last one, with many, is a dict.

A value of an odd class, such as a subclass of the one expected, may get no answer here. The reference decides then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from types import NoneType
from typing import Any, NamedTuple, TypeAlias

from wasm_construct.binary.fast.source import Body
from wasm_construct.binary.schema import Condition, Path
from wasm_construct.binary.unions import Choice


class Leaf(NamedTuple):
    """The answer: the tag of a case; None for the default."""

    code: int | None


class Question(NamedTuple):
    """What is the part at `path`, or its class (kind "type")? A subtree for each answer, and one for any other."""

    path: Path
    kind: str
    answers: list[tuple[Any, Node]]
    otherwise: Node


Node: TypeAlias = Leaf | Question | None
"""None: no case takes the value."""
_INSTANCES = (int, str, bytes, list, tuple)
"""Classes whose values may be of a subclass that knows a padded width."""


def decide(choices: Sequence[Choice]) -> Node:
    """The tree of questions whose answers lead to the first choice that a value meets all conditions of."""
    if not choices:
        return None
    asked = _next_question(choices)
    if asked is None:
        return Leaf(choices[0].code)
    path, kind = asked
    if kind == "present":
        present = decide([_known(choice, asked) for choice in choices])
        absent = decide([choice for choice in choices if not any(c[:2] == asked for c in choice.conditions)])
        return Question(path, "type", [(NoneType, absent)], present)
    answers = []
    for value in _answers(choices, asked):
        left = [_known(choice, asked, value) for choice in choices if _possible(choice, path, kind, value)]
        answers.append((value, decide(left)))
    others = [choice for choice in choices if not any(each[:2] == asked for each in choice.conditions)]
    if kind == "type" and any(value is NoneType for value, _ in answers):
        others = [_known(choice, (path, "present")) for choice in others]
    return Question(path, kind, answers, decide(others))


def _next_question(choices: Sequence[Choice]) -> tuple[Path, str] | None:
    """A condition of the first choice, of those that can be asked yet: one that most choices have, with few answers."""
    ready: list[tuple[Path, str]] = []
    conditions = choices[0].conditions
    for number, condition in enumerate(conditions):
        before = [each.path for each in conditions[:number] if each.kind == "type"]
        if not any(condition.path[: len(path)] == path for path in before):
            ready.append(condition[:2])

    def worth(asked: tuple[Path, str]) -> tuple[int, int]:
        having = sum(any(each[:2] == asked for each in choice.conditions) for choice in choices)
        return -having, len(_answers(choices, asked))

    return min(ready, key=worth, default=None)


def _answers(choices: Sequence[Choice], asked: tuple[Path, str]) -> list[Any]:
    found: list[Any] = []
    for choice in choices:
        found += [each.value for each in choice.conditions if each[:2] == asked and each.value not in found]
    return found


def _possible(choice: Choice, path: Path, kind: str, value: Any) -> bool:
    """Whether a case may take a value whose part at this path is this one, or of this class."""
    return all(_compatible(each, kind, value) for each in choice.conditions if each.path == path)


def _compatible(condition: Condition, kind: str, value: Any) -> bool:
    if kind == "type":
        if condition.kind == "type":
            return issubclass(value, condition.value)
        return condition.kind != "present" or value is not NoneType
    if condition.kind == "type":
        return isinstance(value, condition.value)
    return condition.kind == "present" or bool(condition.value == value)


def _known(choice: Choice, asked: tuple[Path, str], value: Any = object) -> Choice:
    """The choice without the conditions that are known to hold after this answer."""
    path, kind = asked

    def holds(each: Condition) -> bool:
        if each.path != path:
            return False
        return each.kind == kind or (each.kind == "present" and value is not NoneType) or kind == "equal"

    return Choice(choice.code, tuple(each for each in choice.conditions if not holds(each)))


Write: TypeAlias = Callable[[Body, str, int | None], None]
"""(body, x, code): adds the lines that write x by the case with this tag."""
WriteBy: TypeAlias = Callable[[Body, str, dict[Any, int], str], Body]
"""(body, x, codes, part): the same for the tag that belongs to a part; gives the body for what has none."""


def add_decision(node: Node, x: str, body: Body, write: Write, write_by: WriteBy) -> None:
    """Add the lines that ask the questions about the value named `x`, and write it."""
    _add(node, {(): x}, body, write, write_by)


def _add(node: Node, names: dict[Path, str], body: Body, write: Write, write_by: WriteBy, inline: bool = False) -> None:
    if node is None:
        body.line("raise Fault")
        return
    x = names[()]
    if isinstance(node, Leaf):
        write(body, x, node.code)
        return
    part = _part(node.path, names, body)
    codes = {value: answer.code for value, answer in node.answers if isinstance(answer, Leaf)}
    regular = node.kind == "equal" or not any(value in _INSTANCES for value, _ in node.answers)
    if len(node.answers) > 2 and len(codes) == len(node.answers) and None not in codes.values() and regular:
        tags = {value: code for value, code in codes.items() if code is not None}
        rest = write_by(body, x, tags, part if node.kind == "equal" else f"type({part})")
        _add(node.otherwise, dict(names), rest, write, write_by, inline)
        return
    word = "if"
    for value, answer in node.answers:
        inner = body.within(f"{word} {_condition(node, part, value, body)}:")
        if (
            not inline
            and isinstance(answer, Question)
            and any(isinstance(each, Question) for _, each in answer.answers)
        ):
            inner.line(f"{_function(answer, body, write, write_by)}({x}, out)")
        else:
            _add(answer, dict(names), inner, write, write_by, inline)
        word = "elif"
    _add(node.otherwise, dict(names), body.within("else:"), write, write_by, inline)


def _function(node: Node, body: Body, write: Write, write_by: WriteBy) -> str:
    """The name of a function that asks these questions; all places that lead to them call the same one."""
    source = body.source
    key = id(node)
    if key not in source.made:
        name = source.made[key] = source.new("decide_")
        inner = Body(source)
        _add(node, {(): "x"}, inner, write, write_by, inline=True)
        source.functions.append("\n".join([f"def {name}(x, out):", *inner.lines]))
    return source.made[key]


def _part(path: Path, names: dict[Path, str], body: Body) -> str:
    """The name of the variable that holds the part at this path."""
    if path not in names:
        whole = _part(path[:-1], names, body)
        names[path] = body.source.new("part")
        body.line(f"{names[path]} = {whole}.{path[-1]}")
    return names[path]


def _condition(node: Question, part: str, value: Any, body: Body) -> str:
    if node.kind == "type":
        if value is NoneType:
            return f"{part} is None"
        name = body.source.bind(value, value.__name__)
        return f"isinstance({part}, {name})" if value in _INSTANCES else f"type({part}) is {name}"
    # what is equal without being the same object is left to the reference, which is asked if there is no other way
    same = node.otherwise is None and (isinstance(value, bool | Enum))
    return f"{part} {'is' if same else '=='} {body.source.literal(value)}"
