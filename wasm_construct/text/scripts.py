"""Scripts (.wast): modules, actions and what is expected of them.

Source: the reference interpreter, its script format
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import wasm_construct.text.commands as c
import wasm_construct.text.literals as literals
from wasm_construct.features import ALL
from wasm_construct.syntax.types import NumType
from wasm_construct.text.fields import FIELDS, TYPES
from wasm_construct.text.immediates import constant
from wasm_construct.text.lexer import Annotation, Source
from wasm_construct.text.types import TypeReader


def read_script(source: str | bytes) -> list[c.Command]:
    """The commands of a script; raises TextError for what is no command.

    The modules in it are read when their `read` is called, so that a script may hold malformed ones.
    """
    return list(ScriptReader(Source(source)).commands())


class ScriptReader(TypeReader):
    """Reads commands."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, 0, ALL)

    def commands(self) -> Iterator[c.Command]:
        """All commands, or a single one when the text is a module without `(module ...)` around it."""
        self._annotations()
        if self.words[self.pos] == "(" and self.words[self.pos + 1] in _FIELDS:
            module = c.TextModule(*self._at(0), None, self.source.text, self.source, 0)
            yield c.Instantiate(module.line, module.column, module)
            return
        while self.words[self.pos]:
            yield self._command()
            self._annotations()

    def _annotations(self) -> None:
        while isinstance(self.words[self.pos], Annotation):  # one outside of all modules says nothing
            self.pos += 1

    def _at(self, index: int) -> tuple[int, int]:
        return self.source.place(self.source.offset(index))

    def _command(self) -> c.Command:
        start = self.pos
        self.expect("(")
        keyword = self.take()
        line, column = self._at(start)
        if keyword == "module":
            return self._definition(start)
        if keyword == "register":
            registered = c.Register(line, column, self.name(), self.identifier())
            self.close()
            return registered
        if keyword in ("invoke", "get"):
            return self._action(start)
        if keyword not in _ASSERTIONS:
            raise self.unexpected(start + 1)
        command: c.Command = _ASSERTIONS[keyword](self, line, column)
        self.close()
        return command

    # ---- modules

    def _definition(self, start: int) -> c.Command:
        line, column = self._at(start)
        if self.words[self.pos] == "instance":
            return self._instance(start)
        if self.has("definition"):
            return c.Define(line, column, self._module(start))
        return c.Instantiate(line, column, self._module(start))

    def _instance(self, start: int) -> c.Instance:
        self.pos += 1
        first, second = self.identifier(), self.identifier()
        self.close()
        return c.Instance(*self._at(start), first if second is not None else None, second or first)

    def _module(self, start: int) -> c.ScriptModule:
        """A module, after `(module` and `definition`; reads the closing parenthesis too."""
        place = self._at(start)
        name = self.identifier()
        if self.has("binary"):
            data = self.strings()
            self.close()
            return c.BinaryModule(*place, name, data)
        if self.has("quote"):
            data = self.strings()
            self.close()
            return c.QuotedModule(*place, name, data)
        first = self.pos
        depth = 1
        while depth:
            word = self.take()
            depth += 1 if word == "(" else -1 if word == ")" else 0
            if not word:
                raise self.unexpected(self.pos - 1)
        offsets = self.source.offset(first), self.source.offset(self.pos - 1)
        return c.TextModule(*place, name, self.source.text[slice(*offsets)], self.source, first)

    def module(self) -> c.ScriptModule:
        """A module within an assertion."""
        start = self.pos
        self.expect("(")
        self.expect("module")
        self.has("definition")
        return self._module(start)

    def module_or_instance(self) -> c.ScriptModule | c.Instance:
        """A module, or an instance of one that has a name, within an assertion."""
        start = self.pos
        self.expect("(")
        self.expect("module")
        return self._instance(start) if self.words[self.pos] == "instance" else self._module(start)

    # ---- actions

    def action(self) -> c.Action:
        """An action within an assertion."""
        start = self.pos
        self.expect("(")
        if self.take() not in ("invoke", "get"):
            raise self.unexpected(start + 1)
        return self._action(start)

    def _action(self, start: int) -> c.Action:
        """An action, after its keyword."""
        place = self._at(start)
        instance, name = self.identifier(), self.name()
        if self.words[start + 1] == "get":
            self.close()
            return c.Get(*place, instance, name)
        args = []
        while self.words[self.pos] == "(":
            args.append(self._argument())
        self.close()
        return c.Invoke(*place, instance, name, tuple(args))

    def action_or_module(self) -> c.Action | c.ScriptModule | c.Instance:
        """What may trap."""
        return self.module_or_instance() if self.words[self.pos + 1] == "module" else self.action()

    # ---- values

    def _argument(self) -> c.Argument:
        start = self.pos
        value = self._value()
        if (
            (isinstance(value, c.Const | c.Vec) and _has_nans(value))
            or (isinstance(value, c.Null) and value.heap is None)
            or (isinstance(value, c.Ref) and value.value is None)
        ):
            raise self.error("unexpected token: this is no value but a set of them", start)
        return value

    def expected(self) -> tuple[c.Result, ...]:
        """Any number of results, with alternatives."""
        found: list[c.Result] = []
        open_choices: list[list[c.Result]] = []
        while True:
            if self.opens("either"):
                open_choices.append([])
                continue
            if self.words[self.pos] == "(":
                value: c.Result = self._value()
            elif open_choices and self.words[self.pos] == ")" and open_choices[-1]:
                self.pos += 1
                value = c.Either(tuple(open_choices.pop()))
            elif open_choices:
                raise self.unexpected()
            else:
                return tuple(found)
            (open_choices[-1] if open_choices else found).append(value)

    def _value(self) -> c.Argument:
        start = self.pos
        self.expect("(")
        keyword = self.take()
        type_, _, rest = keyword.partition(".")
        value: c.Argument
        if keyword == "ref" or (type_ == "ref" and rest in _REFS):
            numbered = rest in ("extern", "host", "func") and self.words[self.pos] != ")"
            value = c.Ref(rest or "ref", self.nat(32) if numbered else None)
        elif keyword == "ref.null":
            value = c.Null(None if self.words[self.pos] == ")" else self.heaptype())
        elif keyword == "v128.const":
            value = self._vector()
        elif rest == "const" and type_ in _NUMBERS:
            value = c.Const(_NUMBERS[type_], self._lane(type_))
        else:
            raise self.unexpected(start + 1)
        self.close()
        return value

    def _vector(self) -> c.Vec:
        at = self.pos
        shape = self.take()
        if shape not in literals.SHAPES:
            raise self.unexpected(at)
        lanes = []
        while self.words[self.pos] != ")":
            lanes.append(self._lane(shape))
        if len(lanes) != 128 // literals.SHAPES[shape][0]:
            raise self.error("wrong number of lane literals", at)
        return c.Vec(shape, tuple(lanes))

    def _lane(self, type_: str) -> Any:
        word = self.words[self.pos]
        value: Any
        if type_[0] == "f" and word in _NANS:
            value = _NANS[word]
        elif type_ in literals.SHAPES:
            try:
                value = literals.lane(type_, word)
            except OverflowError:
                raise self.error("constant out of range") from None
        else:
            value = constant(self, type_, word)
        if value is None:
            raise self.unexpected()
        self.pos += 1
        return value

    def message(self) -> str:
        """The message that an assertion expects."""
        return self.name()


def _has_nans(value: c.Const | c.Vec) -> bool:
    lanes = value.lanes if isinstance(value, c.Vec) else (value.value,)
    return any(isinstance(lane, c.Nan) for lane in lanes)


_NUMBERS = {type_.value: type_ for type_ in NumType}
_NANS = {nan.value: nan for nan in c.Nan}
_REFS = frozenset({"extern", "host", "func", "i31", "struct", "array", "eq", "exn", "any"})
_FIELDS = frozenset({*FIELDS, *TYPES})


def _about(cls: Callable[..., Any], subject: Callable[[ScriptReader], Any]) -> Callable[[ScriptReader, int, int], Any]:
    return lambda reader, line, column: cls(line, column, subject(reader), reader.message())


_ASSERTIONS: dict[str, Callable[[ScriptReader, int, int], Any]] = {
    "assert_return": lambda reader, line, column: c.AssertReturn(line, column, reader.action(), reader.expected()),
    "assert_exception": lambda reader, line, column: c.AssertException(line, column, reader.action()),
    "assert_trap": _about(c.AssertTrap, ScriptReader.action_or_module),
    "assert_exhaustion": _about(c.AssertExhaustion, ScriptReader.action),
    "assert_malformed": _about(c.AssertMalformed, ScriptReader.module),
    "assert_invalid": _about(c.AssertInvalid, ScriptReader.module),
    "assert_malformed_custom": _about(c.AssertMalformedCustom, ScriptReader.module),
    "assert_invalid_custom": _about(c.AssertInvalidCustom, ScriptReader.module),
    "assert_unlinkable": _about(c.AssertUnlinkable, ScriptReader.module_or_instance),
}
