"""The errors of the runtime, one class per phase. All are WasmErrors, as are those of `wasm_construct`.

WasmError
├── MalformedError              reading: bytes that are no module
│   └── TextError                 a text that is none
├── BuildError                  writing: a value that has no bytes
├── InvalidError                validating
├── LinkError                   instantiating: imports are missing, or of another type
├── StoreError                  registering: the name is taken
├── SignatureError              calling: arguments or results of other types; also a TypeError
├── ExecutionError              code that runs
│   ├── Trap
│   ├── Exhaustion                the call stack, or memory
│   ├── WasmException             an exception that no code caught
│   ├── Interrupted               by the host
│   └── CostLimitExceeded
├── Exit                        a program that ends itself
├── UserError                   raised by host functions
├── TimedOut                    waiting for a call; also a TimeoutError
├── BoundsError                 the host reads or writes what is not there; also an IndexError
├── ValueTypeError              the host writes a value of another type; also a TypeError
├── ImmutableError              the host writes what cannot change; also a TypeError
├── NotFoundError               the host asks for a name that nothing has; also a LookupError
├── WorkflowError               the host takes a step too early
└── UnsupportedError            an engine, or this Python, cannot do it; also a NotImplementedError

`Terminate`, which host functions raise to stop the code, is no error, as SystemExit is none. Nor is `Interruption`,
which ends a call that is interrupted, from within.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby
from typing import Any, NamedTuple

from wasm_construct.errors import WasmError


class WasmFrame(NamedTuple):
    """A function that was running when an error was raised, and its place in the code, as far as known.

    `func` is the index of the function, `name` its debug name or the name it is exported under, `module` the name of
    the instance, `instr` the number of the instruction in the body, and `offset` its byte offset in the binary.
    """

    func: int
    name: str | None = None
    module: str | None = None
    instr: int | None = None
    offset: int | None = None

    def __str__(self) -> str:
        where = f"{self.module or '<module>'}!{self.name or f'func[{self.func}]'}"
        return where if self.offset is None else f"{where} at offset 0x{self.offset:x}"


class TrapCode(Enum):
    """The reasons to trap; the values are the words of the official test suite."""

    UNREACHABLE = "unreachable"
    DIVIDE_BY_ZERO = "integer divide by zero"
    OVERFLOW = "integer overflow"
    INVALID_CONVERSION = "invalid conversion to integer"
    MEMORY_BOUNDS = "out of bounds memory access"
    TABLE_BOUNDS = "out of bounds table access"
    ARRAY_BOUNDS = "out of bounds array access"
    UNDEFINED_ELEMENT = "undefined element"
    UNINITIALIZED_ELEMENT = "uninitialized element"
    INDIRECT_TYPE = "indirect call type mismatch"
    NULL_REFERENCE = "null reference"
    NULL_FUNC = "null function reference"
    NULL_STRUCT = "null structure reference"
    NULL_ARRAY = "null array reference"
    NULL_I31 = "null i31 reference"
    NULL_EXN = "null exception reference"
    NULL_DESCRIPTOR = "null descriptor reference"
    CAST = "cast failure"
    DESCRIPTOR_CAST = "descriptor cast failure"
    UNALIGNED_ATOMIC = "unaligned atomic"
    NOT_SHARED = "expected shared memory"

    @property
    def number(self) -> int:
        """WasmEdge's number for this error of execution; 0x40E where WasmEdge has none."""
        return _NUMBERS.get(self.name, 0x40E)


_NUMBERS = {
    "DIVIDE_BY_ZERO": 0x404,
    "OVERFLOW": 0x405,
    "INVALID_CONVERSION": 0x406,
    "TABLE_BOUNDS": 0x407,
    "MEMORY_BOUNDS": 0x408,
    "ARRAY_BOUNDS": 0x409,
    "UNREACHABLE": 0x40A,
    "UNINITIALIZED_ELEMENT": 0x40B,
    "UNDEFINED_ELEMENT": 0x40C,
    "INDIRECT_TYPE": 0x40D,
    "UNALIGNED_ATOMIC": 0x410,
    "NOT_SHARED": 0x411,
    "NULL_REFERENCE": 0x412,
    "NULL_FUNC": 0x413,
    "NULL_STRUCT": 0x414,
    "NULL_ARRAY": 0x415,
    "NULL_I31": 0x416,
    "NULL_EXN": 0x417,
    "CAST": 0x418,
}


class ExecutionError(WasmError):
    """A call of a function ended with an error. `frames` are the functions that were running, the innermost first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.frames: tuple[WasmFrame, ...] = ()

    @property
    def summary(self) -> str:
        """The first line of the text: the message, without the frames."""
        return self.message

    def __str__(self) -> str:
        return "\n".join([self.summary, *frame_lines(self.frames)])


def frame_lines(frames: Sequence[WasmFrame]) -> Iterator[str]:
    """The lines of a text that show frames. Equal neighbours share a line; of very many, only both ends are shown."""
    groups = [(frame, len(list(alike))) for frame, alike in groupby(frames)]
    half = _SHOWN // 2
    hidden = sum(times for _, times in groups[half:-half]) if len(groups) > _SHOWN else 0
    for number, (frame, times) in enumerate(groups):
        if not hidden or number < half or number >= len(groups) - half:
            yield f"    {frame}{f' ({times:,} times)' if times > 1 else ''}"
        elif number == half:
            yield f"    ... {hidden:,} more ..."


_SHOWN = 20
"""How many frames, or problems of imports, a text shows."""


class Trap(ExecutionError):
    """A trap. `code` is the reason, `message` the words of the official test suite. Spec: §4.2.2 (syntax-result)"""

    def __init__(self, code: TrapCode) -> None:
        super().__init__(code.value)
        self.code = code

    @property
    def number(self) -> int:
        """WasmEdge's number for it; other errors have such a `number`, too."""
        return self.code.number

    def __reduce__(self) -> tuple[type[Trap], tuple[TrapCode], dict[str, object]]:
        return Trap, (self.code,), {"frames": self.frames}


class Exhaustion(ExecutionError):
    """A resource is used up: the call stack ("call stack exhausted"), or memory for an allocation. Spec: §7.3 (impl)"""

    number = 0x002


class WasmException(ExecutionError):
    """Code threw an exception that no code caught. `exn` is the exception, an ExnInst.

    Spec: §4.2.16 (syntax-exninst)
    """

    number = 0x419

    def __init__(self, exn: Any) -> None:
        super().__init__("uncaught exception")
        self.exn = exn

    @property
    def tag(self) -> Any:
        """The Tag of the exception."""
        return self.exn.tag

    @property
    def values(self) -> tuple[Any, ...]:
        """The values that the exception carries, as a host gets them: integers with a sign."""
        values: tuple[Any, ...] = self.exn.arguments()
        return values

    @property
    def summary(self) -> str:
        """The first line of the text: the message, the tag and the values."""
        return f"{self.message}: {self.exn.title}"


class LinkError(WasmError):
    """An import of a module is missing or has another type.

    The import is `module` `field`; `expected` is the type that it must have, `found` what was given instead, None if
    nothing was. `message` begins with the words of the official test suite, "unknown import" or "incompatible import
    type". `problems` has an error for each import with a problem, this one among them.
    """

    def __init__(self, message: str, module: str, field: str, expected: str, found: str | None = None) -> None:
        super().__init__(message, module, field, expected, found)
        self.message = message
        self.module = module
        self.field = field
        self.expected = expected
        self.found = found
        self.problems: tuple[LinkError, ...] = (self,)

    @property
    def number(self) -> int:
        """A number for it, as WasmEdge numbers errors."""
        return 0x302 if self.found is None else 0x301

    def __str__(self) -> str:
        there = f", found {self.found}" if self.found is not None else ""
        lines = [f'{self.message} "{self.module}" "{self.field}": expected {self.expected}{there}']
        others = [problem for problem in self.problems if problem is not self]
        lines += [f'    also: "{problem.module}" "{problem.field}": {problem.message}' for problem in others[:_SHOWN]]
        return "\n".join(lines)


class SignatureError(WasmError, TypeError):
    """Arguments, or the results of a host function, do not fit the type of the function.

    With wrong arguments, nothing has run.
    """

    number = 0x403


class BoundsError(WasmError, IndexError):
    """The host gave an index or a range outside of a memory, a table or a structure; nothing was changed."""

    number = 0x408


class ValueTypeError(WasmError, TypeError):
    """The host gave a value of a type that a global, a table or a field cannot hold; nothing was changed."""

    number = 0x00B


class ImmutableError(WasmError, TypeError):
    """The host tried to set a global, a field or an element that is immutable; nothing was changed."""

    number = 0x00A


class NotFoundError(WasmError, LookupError):
    """The host asked for something by a name that nothing has."""

    number = 0x005


class StoreError(WasmError):
    """The store already has a module with this `name` ("module name conflict"); nothing has run."""

    number = 0x300

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"module name conflict: the store has a module {self.name!r} already"


class UserError(WasmError):
    """A host function raises it to fail with a number of its own, `code`."""

    number = 0x00C

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"user defined error code {self.code}"


class Terminate(BaseException):  # like SystemExit it is no error: `except Exception` must not stop it
    """A host function raises it to stop the code that called it; the call of the host succeeds without results."""


class Exit(WasmError):
    """The program has ended itself, as `exit` in C does. `code` is its exit code, 0 for success.

    A plain call raises it; a call through an Executor or a Vm succeeds, without results.
    """

    number = 0x001

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"exit code {self.code}"


class WorkflowError(WasmError):
    """A step was taken before the one that must come first, such as validating before loading."""

    number = 0x004


class Interrupted(ExecutionError):
    """The host has stopped the code, wherever it was."""

    number = 0x007

    def __init__(self, message: str = "execution interrupted") -> None:
        super().__init__(message)


class Interruption(BaseException):  # no Exception, so that a host function does not catch it by mistake and carry on
    """Ends a call that is interrupted, from within its thread; a host that waits for the call gets Interrupted instead.

    A host function that catches it to clean up raises it again. `frames` are as those of an ExecutionError.
    """

    def __init__(self) -> None:
        super().__init__()
        self.frames: tuple[WasmFrame, ...] = ()


class CostLimitExceeded(ExecutionError):
    """The next instructions would cost more than the limit that the host has set; they have not run."""

    number = 0x003

    def __init__(self, message: str = "cost limit exceeded") -> None:
        super().__init__(message)


class TimedOut(WasmError, TimeoutError):
    """A call took longer than the host was ready to wait."""


class UnsupportedError(WasmError, NotImplementedError):
    """The engine has no code for a function, or this Python cannot interrupt a thread."""
