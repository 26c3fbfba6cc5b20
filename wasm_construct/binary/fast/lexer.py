"""The fast reader of code: regular expressions made from the rows and the schemas of the immediates.

Code is most of a module, and an instruction is two or three bytes: to look at each of them in Python would take
longer than everything else. But nearly all instructions are a *regular* language, an opcode and immediates whose end
can be found without counting. So the work is done by `re`, and Python sees only what it must:

    20 00  41 01  6a  04 40  21 02  0b  0b        local.get 0, i32.const 1, i32.add, if, local.set 2, end, end
    `------run------' `----' `-run' `' `'
                      delimiter     delimiters

*Checking* (`check`) goes through a whole expression by matches of `run*+ (delimiter | anything else)`. The possessive
`*+` takes as many whole instructions as there are and never gives one back, so a match is as long as it can be and
takes linear time. What Python gets is the delimiters alone, and it keeps the stack of open blocks: that blocks nest
is the one thing about code that is not regular. The invariant: before each match, `pos` is where an instruction
begins, and everything before it is right.

*Cutting* (`tokens`) splits an expression that has been checked into its instructions on first access. It may use
patterns that accept more (`loose`), since the bytes are known to be right; each distinct instruction is then read
once (`Instrs`).

A list with a count in front is not regular: its end depends on a number. Such an instruction (`br_table`, `select
t*`, `try_table`) ends the match, which takes the rest of the expression along as one token; the compiled reader of
its immediates finds its end, and matching goes on there. Lists of up to 127 numbers of one byte are regular all the
same, one alternative for each length (`short_list`); so a `br_table` seldom ends a match.

The final `end` is left out of the bytes to be matched. So matching that gets as far as there has ended with a whole
instruction, and an immediate that runs into the final byte is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from wasm_construct.binary.fast.patterns import (
    Features,
    NotRegularError,
    either,
    escaped,
    exact,
    loose,
    number,
    one_of,
    short_list,
    shortest,
)
from wasm_construct.binary.fast.walker import SMALL, Walker, walker
from wasm_construct.binary.instructions import ARGS
from wasm_construct.binary.leaves import Constant
from wasm_construct.binary.leb128 import Fault
from wasm_construct.binary.types import blocktype
from wasm_construct.opcodes import BY_MNEMONIC, ROWS, Row
from wasm_construct.syntax.instructions import Expr, Instr, lazy_expr
from wasm_construct.syntax.nesting import CLOSERS, DELIMITERS, DIVIDERS, OPENERS

_END = bytes(BY_MNEMONIC["end"][0].opcode)
_ONE_BYTE_BLOCKTYPES = [code for code, case in blocktype.cases.items() if isinstance(case, Constant)]
# after so many irregular instructions, the rest of an expression is read one match at a time: that is slower, but does
# not copy what is left of it for each of them
_MANY_IRREGULAR = 16


def _first_bytes(row: Row) -> bytes:
    prefix, number = row.opcode
    return escaped(prefix) + one_of((number, number | 0x80))


def _grouped(rows: list[Row], features: Features, of: Callable[[Any, Features], bytes]) -> list[bytes]:
    """Alternatives for these rows; those of one form share one, and the forms with most rows come first."""
    forms: dict[tuple[bytes, bytes], list[int]] = {}
    for row in rows:
        prefix = b"".join(map(escaped, row.opcode[:-1]))
        forms.setdefault((prefix, of(ARGS[row.immediates], features)), []).append(row.opcode[-1])
    ordered = sorted(forms.items(), key=lambda form: (bool(form[0][0]), 0x20 not in form[1], -len(form[1])))
    return [prefix + (number(codes) if prefix else one_of(codes)) + arguments for (prefix, arguments), codes in ordered]


def _is_regular(row: Row, features: Features) -> bool:
    try:
        exact(ARGS[row.immediates], features)
    except NotRegularError:
        return False
    return True


def _short_lists(rows: list[Row], features: Features) -> list[bytes]:
    """Alternatives for the irregular instructions whose lists are regular as long as they are short: `br_table`."""
    found = []
    for row in rows:
        with suppress(NotRegularError):
            found.append(b"".join(map(escaped, row.opcode)) + short_list(ARGS[row.immediates], features))
    return found


class Lexer:
    """The two regular expressions for one set of features."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.rows = {row.opcode: row for row in ROWS if row.feature in features}
        rows = list(self.rows.values())
        regular = [row for row in rows if _is_regular(row, features)]
        irregular = [row for row in rows if row not in regular]
        plain = [row for row in regular if row.mnemonic not in DELIMITERS]
        delimiters = [row for row in regular if row.mnemonic in DELIMITERS]
        self.irregular = frozenset(row.opcode[0] for row in irregular)
        self.names = {row.opcode[0]: row.mnemonic for row in rows if row.mnemonic in DELIMITERS}
        self.with_immediates = frozenset(row.opcode[0] for row in rows if row.immediates)
        lists = _short_lists(irregular, features)
        # the openers without parameters or with one result, that is nearly all of them
        self.openers = {
            bytes((opcode, blocktype)): name
            for opcode, name in self.names.items()
            if name in OPENERS and opcode not in self.irregular
            for blocktype in _ONE_BYTE_BLOCKTYPES
        }
        # everything from an irregular instruction on; last, since a search must match at every byte
        rest = one_of(self.irregular) + rb".*+"
        short = _grouped([row for row in plain if len(row.opcode) == 1], features, shortest)
        run = [*short, *_grouped(plain, features, exact), *lists]
        checked = b"%s*+(%s|%s|[\\x00-\\xff]|\\Z)" % (
            either(run),
            b"|".join(_grouped(delimiters, features, exact)),
            rest,
        )
        self._checked = re.compile(checked, re.DOTALL)
        self.straight = re.compile(either(run) + rb"*+" + escaped(_END[0]), re.DOTALL).match
        one_byte = [row for row in regular if len(row.opcode) == 1]
        tokens = [*_grouped(one_byte, features, shortest), *_grouped(regular, features, loose), *lists, rest]
        self._tokens = re.compile(b"|".join(tokens), re.DOTALL)
        naming_data = [row for row in rows if "dataidx" in row.immediates]
        # a prefix byte and the first byte of the number, padded or not: cheap to look for, and seldom there by chance
        self._data_prefixes = {row.opcode[0] for row in naming_data}
        self._maybe_data = re.compile(b"|".join(map(_first_bytes, naming_data)), re.DOTALL).search
        others = [row for row in regular if row not in naming_data]
        self._without_data = re.compile(either([*_grouped(others, features, loose), *lists]) + b"*+", re.DOTALL)
        self._walker = walker(features)

    def check(self, raw: bytes) -> None:
        """Raise Fault unless these bytes are one whole expression."""
        end = len(raw) - 1  # the last `end` is left out, so that matching up to here means whole instructions only
        if end < 0 or raw[end:] != _END:
            raise Fault
        open_blocks = [""]
        pos = 0
        for _ in range(_MANY_IRREGULAR):
            pos = self._check_delimiters(self._checked.findall(raw, pos, end), open_blocks, raw, end)
            if pos < 0:
                break
        else:
            while pos >= 0:
                pos = self._check_matches(raw, pos, end, open_blocks)
        if len(open_blocks) != 1:
            raise Fault

    def _check_delimiters(self, found: list[bytes], open_blocks: list[str], raw: bytes, end: int) -> int:
        """Take these delimiters; the position after an irregular instruction that ended them, or -1 at the end."""
        push, pop, openers, end_token = open_blocks.append, open_blocks.pop, self.openers, _END
        for token in found:
            if token == end_token:
                if not pop():
                    raise Fault
            elif token in openers:
                push(openers[token])
            elif not token:
                return -1
            elif token[0] in self.irregular:
                return self._after_irregular(raw, end - len(token), end, open_blocks)
            else:
                self._take(token, open_blocks)
        return -1

    def _check_matches(self, raw: bytes, pos: int, end: int, open_blocks: list[str]) -> int:
        for match in self._checked.finditer(raw, pos, end):
            at = match.start(1)
            if at == end:
                return -1
            if raw[at] in self.irregular:
                return self._after_irregular(raw, at, end, open_blocks)
            self._take(match[1], open_blocks)
        return -1

    def _take(self, token: bytes, open_blocks: list[str]) -> None:
        """Take a delimiter, or a single byte that belongs to no instruction."""
        name = self.names.get(token[0])
        if name is None or (len(token) == 1 and token[0] in self.with_immediates):
            raise Fault
        if name in OPENERS:
            open_blocks.append(name)
            return
        last = open_blocks.pop()
        if name in DIVIDERS:
            if last not in DIVIDERS[name]:
                raise Fault
            open_blocks.append(name)
        elif not last or last not in CLOSERS[name]:
            raise Fault

    def _after_irregular(self, raw: bytes, pos: int, end: int, open_blocks: list[str]) -> int:
        name = self.names.get(raw[pos])
        if name is not None:
            open_blocks.append(name)
        pos = self.skip(raw, pos)
        if pos > end:
            raise Fault
        return pos

    def skip(self, raw: bytes, pos: int) -> int:
        """The position after the irregular instruction at `pos`; raises Fault."""
        return self._walker.skip(raw, pos, len(raw))[1]

    def tokens(self, raw: bytes) -> list[bytes]:
        """The instructions of an expression that has been checked, each as its bytes."""
        tokens: list[bytes] = []
        pos = 0
        for _ in range(_MANY_IRREGULAR):
            found = self._tokens.findall(raw, pos)
            tokens += found
            if found[-1] == _END:
                return tokens
            at = len(raw) - len(tokens.pop())
            pos = self.skip(raw, at)
            tokens.append(raw[at:pos])
        while pos < len(raw):
            for match in self._tokens.finditer(raw, pos):
                at, pos = match.span()
                if raw[at] in self.irregular:
                    pos = self.skip(raw, at)
                    tokens.append(raw[at:pos])
                    break
                tokens.append(match[0])
        return tokens

    def names_data(self, raw: bytes) -> bool:
        """Whether an instruction of an expression that has been checked has a data index."""
        for prefix in self._data_prefixes:  # two searches for a byte are faster than one for a pattern
            if prefix in raw:
                break
        else:
            return False
        if self._maybe_data(raw) is None:
            return False
        pos = 0
        while True:
            match = self._without_data.match(raw, pos)
            pos = match.end() if match else pos
            if pos == len(raw):
                return False
            if raw[pos] not in self.irregular:
                return True
            pos = self.skip(raw, pos)

    def extent(self, data: bytes, pos: int, end: int) -> int:
        """The position after the expression that begins at `pos`, whatever follows; raises Fault or IndexError."""
        depth = 1
        while depth:
            opcode = data[pos]
            if opcode in self.irregular:
                pos = self.skip(data, pos)
            else:
                match = self._tokens.match(data, pos, end)
                if match is None:
                    raise Fault
                pos = match.end()
            name = self.names.get(opcode)
            depth += (name in OPENERS) - (name in CLOSERS)
        return pos


@cache
def lexer(features: Features) -> Lexer:
    """The lexer for a set of features."""
    return Lexer(features)


def code_reader(features: Features, size: int) -> Walker | Lexer:
    """What reads `size` more bytes of code: the walker at first, and the lexer when that pays."""
    walking = walker(features)
    walking.walked += size
    return walking if walking.walked <= SMALL else lexer(features)


class Instrs(dict[bytes, Instr]):
    """The instructions of a module by their bytes: each distinct one is read once, and all its occurrences share it."""

    __slots__ = ("_lexer", "_walker", "features", "path", "shared")

    def __init__(self, features: Features) -> None:
        super().__init__()
        self.features = features
        self._walker = walker(features)
        self._lexer = lexer(features) if self._walker.walked > SMALL else None
        self.shared: defaultdict[object, dict[bytes, Any]] = defaultdict(dict)
        self.path = ""  # of the section that is being read

    def _reader(self, size: int) -> Walker | Lexer:
        reader = code_reader(self.features, size)
        if isinstance(reader, Lexer):
            self._lexer = reader
        return reader

    def __missing__(self, token: bytes) -> Instr:
        if len(token) > 2:
            instr = self[token] = self.read(token)
            return instr
        # so short that there are not many of them: all modules share these
        common = self._walker.common
        instr = self[token] = common.get(token) or common.setdefault(token, self.read(token))
        return instr

    def read(self, token: bytes) -> Instr:
        """The instruction that these bytes are."""
        row, pos = self._walker.row(token, 0)
        args, pos = self._walker.readers[row.immediates](token, pos, len(token), self)
        if pos != len(token):
            raise Fault
        return Instr(row, args, token)

    def tokens(self, raw: bytes) -> list[bytes]:
        """The instructions of an expression that has been checked, each as its bytes."""
        return (self._lexer or self._reader(len(raw))).tokens(raw)

    def decode(self, raw: bytes) -> list[Instr]:
        """The instructions of an expression that has been checked."""
        return list(map(self.__getitem__, self.tokens(raw)))

    def names_data(self, raw: bytes) -> bool:
        """Whether an instruction of an expression that has been checked has a data index."""
        return (self._lexer or self._reader(len(raw))).names_data(raw)

    def body(self, raw: bytes) -> Expr:
        """The expression that these bytes are, checked but not decoded; raises Fault or IndexError."""
        (self._lexer or self._reader(len(raw))).check(raw)
        return lazy_expr(raw, self)

    def expr(self, data: bytes, pos: int, end: int) -> tuple[Expr, int]:
        """The expression that begins at `pos`, and the position after it; raises Fault or IndexError."""
        lexer = self._lexer
        if lexer is None:
            after = self._walker.extent(data, pos, end)
            self._reader(after - pos)
            return lazy_expr(data[pos:after], self), after
        match = lexer.straight(data, pos, end)
        if match is not None:  # no blocks within, as nearly always
            return lazy_expr(match[0], self), match.end()
        after = lexer.extent(data, pos, end)
        return self.body(data[pos:after]), after

    def __reduce__(self) -> tuple[Any, ...]:
        return Instrs, (self.features,)

    def __copy__(self) -> Instrs:
        return self

    def __deepcopy__(self, memo: object) -> Instrs:
        return self
