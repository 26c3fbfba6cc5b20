"""WASI as a module made by the host."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import and_
from typing import Any

from interpreter.errors import NotFoundError
from interpreter.host.import_object import ImportObject
from interpreter.runtime.caller import Caller, calling
from interpreter.runtime.func import Func
from interpreter.runtime.types import define
from interpreter.wasi.errno import Failure, of_os_error
from interpreter.wasi.functions import FUNCTIONS, NO_RESULT, UNSTABLE, Function, Operation
from interpreter.wasi.guest import NOTHING
from interpreter.wasi.state import State
from interpreter.wasi.streams import Find, Input, Output
from wasm_construct.syntax.types import FuncType, NumType

PREVIEW1 = "wasi_snapshot_preview1"
"""The module name from which programs import the functions; older programs import from `wasi_unstable`."""


class Wasi(ImportObject):
    """The functions of `wasi_snapshot_preview1` for one program, as an import object.

    `args` begin with the name of the program; `env` is a mapping, or strings like "NAME=VALUE". `stdin`, `stdout` and
    `stderr` are file objects, for bytes or for text, which are flushed but never closed. None stands for the one of
    Python, `sys.stdin` and so on, at the moment of use; `stdin` may also be the input itself, as bytes or a string.
    Text is UTF-8. `unstable` is an import object with the same functions for programs that import `wasi_unstable`.
    """

    def __init__(
        self,
        args: Iterable[str | bytes] = (),
        env: Mapping[str, str] | Iterable[str] | None = None,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
    ) -> None:
        """Make the functions; raises ValueError if an argument or a variable contains a null character."""
        self._streams = stdin, stdout, stderr
        self._state = State()
        self.initialize(args, env or {})
        super().__init__(PREVIEW1, _externs(self._state, FUNCTIONS))
        self.unstable = ImportObject("wasi_unstable", _externs(self._state, UNSTABLE))

    def initialize(
        self,
        args: Iterable[str | bytes] = (),
        envs: Mapping[str, str] | Iterable[str] = (),
        preopens: Iterable[str] = (),
    ) -> None:
        """Start over for another program, with these arguments and variables, all streams open, and no exit code.

        Raises ValueError, as the class does, and NotImplementedError for `preopens`, as programs get no directories
        yet.
        """
        if isinstance(args, (str, bytes)):
            raise TypeError(f"args must be a list of arguments, not {args!r}")
        variables = envs.items() if isinstance(envs, Mapping) else map(_pair, envs)
        strings = [_string(arg, "an argument") for arg in args]
        environ = [_variable(name, value) for name, value in variables]
        if list(preopens):
            raise NotImplementedError("programs cannot be given directories yet: there must be no preopens")
        stdin, stdout, stderr = self._streams
        self._state.begin(
            strings,
            environ,
            {
                0: Input(_finder(_input(stdin), "stdin")),
                1: Output(_finder(stdout, "stdout")),
                2: Output(_finder(stderr, "stderr")),
            },
        )

    def exit_code(self) -> int:
        """The exit code with which the program has ended itself; 0 if it has not."""
        return self._state.exit_code or 0

    def native_handler(self, fd: int) -> int:
        """The host's descriptor for a descriptor of the program; raises NotFoundError if there is none."""
        descriptor = self._state.descriptors.get(fd)
        try:
            if descriptor is not None:
                return descriptor.fileno()
        except (Failure, OSError):
            pass  # the file object has no descriptor
        raise NotFoundError(f"there is no descriptor of the host behind {fd}")

    def __copy__(self) -> Wasi:
        return self

    def __deepcopy__(self, memo: object) -> Wasi:
        return self  # like an open file


WasiInstance = Wasi
"""WasmEdge's name for `Wasi`."""


# ---- the functions


_TYPES = {"i": NumType.I32, "l": NumType.I64}
_MASKS = {"i": (1 << 32) - 1, "l": (1 << 64) - 1}


def _externs(state: State, functions: Mapping[str, Function]) -> dict[str, Func]:
    return {name: _func(state, function, name not in NO_RESULT) for name, function in functions.items()}


def _func(state: State, function: Function, has_result: bool) -> Func:
    params = tuple(_TYPES[letter] for letter in function.params)
    type_ = define(FuncType(params, (NumType.I32,) if has_result else ()))
    return Func.of_host(type_, _bound(state, function), calling)


def _bound(state: State, function: Function) -> Callable[..., int]:
    """The Python function that code calls. It pickles if the streams do."""
    return partial(_answer, state, function.operation, [_MASKS[letter] for letter in function.params])


def _answer(state: State, operation: Operation, masks: Sequence[int], caller: Caller, *args: int) -> int:
    """Call an operation with unsigned arguments; gives the Errno, also for errors that it raises."""
    memory = caller.memory()
    try:
        operation(state, NOTHING if memory is None else memory.view, *map(and_, args, masks))
    except Failure as failure:
        return failure.errno.value
    except OSError as error:  # of a file object
        return of_os_error(error).value
    return 0


# ---- streams, arguments and variables


def _finder(stream: Any, name: str) -> Find:
    return partial(_of_python, name) if stream is None else partial(_given, stream)


def _of_python(name: str) -> Any:
    return getattr(sys, name)


def _given(stream: Any) -> Any:
    return stream


def _input(stream: Any) -> Any:
    if isinstance(stream, str):
        stream = stream.encode("utf-8", "surrogateescape")
    return io.BytesIO(stream) if isinstance(stream, (bytes, bytearray, memoryview)) else stream


def _string(text: str | bytes, what: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else bytes(text)
    if b"\0" in data:
        raise ValueError(f"{what} has a null character in it: {text!r}")
    return data


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} is not like NAME=VALUE")
    return name, value


def _variable(name: str, value: str) -> bytes:
    if not name or "=" in name:
        raise ValueError(f"{name!r} cannot be the name of a variable")
    return _string(f"{name}={value}", "a variable")
