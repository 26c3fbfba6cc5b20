"""Function instances.

Spec: §4.2.7 (syntax-funcinst)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from threading import RLock
from typing import Any, NamedTuple, Protocol
from weakref import ref

import wasm_construct.validation.types as types
from interpreter.errors import Exit, Terminate, UnsupportedError
from interpreter.runtime.arity import ARITIES, Code
from interpreter.runtime.boundary import entry, host_code
from interpreter.runtime.coroutines import awaited
from interpreter.runtime.described import OfInstance, own_doc, own_name, own_signature
from interpreter.runtime.pickles import HostCode
from interpreter.runtime.protocols import InstanceLike
from interpreter.runtime.references import Referent
from interpreter.runtime.show import show_func
from interpreter.runtime.types import FuncType, define
from interpreter.runtime.values import WasmValue
from interpreter.runtime.wrapping import read
from wasm_construct.syntax.types import AbsHeapType


class FuncCode(NamedTuple):
    """The code of a function, as an engine makes it.

    `code` takes and gives values in the form of the engines: one result as itself, several as a tuple, none as None.
    `tail` is called in its place in tail position, and may give a `TailCall`; None: it is the same as `code`. `leaf`:
    the code calls no functions.
    """

    code: Code
    tail: Code | None = None
    leaf: bool = False


class Subscriber(Protocol):
    """A namespace that calls functions by copies of their code: `names` holds the copies."""

    names: dict[str, Any]


class Func(Referent):
    """A function, of a module or of the host. Calling it takes and gives values of the host.

    `code`, `tail` and `leaf` are those of its `FuncCode`. A function of a module begins with pending code, which asks
    the engine of the instance when it is called. Only `install` changes them, since subscribers hold copies.
    Spec: §4.2.7 (syntax-funcinst)
    """

    __name__ = property(own_name)  # these are for help() and for tools; the class has its own
    __doc__ = OfInstance(own_doc, __doc__)
    __signature__ = OfInstance(own_signature)

    __slots__ = (
        "__weakref__",
        "_entry",
        "_pending",
        "_subscribers",
        "caller",
        "code",
        "host",
        "index",
        "instance",
        "leaf",
        "mod_name",
        "name",
        "signature",
        "tail",
        "type",
    )

    heap = AbsHeapType.FUNC
    type: types.DefType

    def __init__(self, type: types.DefType, instance: InstanceLike | None = None, index: int = -1) -> None:  # noqa: A002
        if not isinstance(type.comp, types.Func):
            raise TypeError(f"{type!r} is not a function type")
        self.type = type
        self.signature = type.comp
        self.instance = instance
        self.index = index
        self.host: Callable[..., Any] | None = None
        self.caller: Callable[[], Any] | None = None
        self.leaf = False
        self.name: str | None = None
        self.mod_name: str | None = None
        self._pending = instance is not None
        self._subscribers: list[tuple[ref[Subscriber], str]] | None = None
        self._entry: Callable[..., Any] | None = None
        self.code: Code
        self.tail: Code
        self.code, self.tail = ARITIES[len(type.comp.params)].pending(self) if self._pending else (_unset, _unset)

    @classmethod
    def of_host(
        cls,
        type: types.DefType,  # noqa: A002
        function: Callable[..., Any],
        caller: Callable[[], Any] | None = None,
    ) -> Func:
        """A function of the host; `caller`, if given, makes a first argument for each call.

        If it is a coroutine function, code that calls it waits until the coroutine has ended. The event loop that
        awaits the call (`run_func_async`) runs the coroutine, or one of its own.
        """
        func = cls(type)
        func.host, func.caller = function, caller
        func.install(FuncCode(host_code(func, awaited(function), caller)))
        return func

    @classmethod
    def wrap(cls, function: Callable[..., Any], ty: FuncType | None = None, *, caller: bool | None = None) -> Func:
        """A function of the host, of type `ty` or of the type that its annotations say; raises TypeError.

        i32, i64, f32, f64, v128, funcref, externref, anyref mean these types; int and bool mean i32, float f64, bytes
        v128, Func funcref, StructInst structref, ArrayInst arrayref, I31 i31ref, ExnInst exnref, Any and object
        externref; a tuple means several results, None none. A first parameter with the annotation Caller gets the
        caller, and is no parameter of the type. `caller=True`: the first parameter gets it without such an annotation;
        `caller=False`: no parameter does.
        """
        type_, make_caller = read(function, ty, caller)
        func = cls.of_host(define(type_), function, make_caller)
        func.name = getattr(function, "__name__", None)
        return func

    # ---- its code

    def link(self) -> None:
        """Get the code from the engine and install it; pending code does so when it is called.

        Raises UnsupportedError when the engine has no code for the function.

        An interruption may come between any two statements: the next call then does all of it again.
        """
        if self.instance is None or not self._pending:
            return  # a copy of pending code was called after the code was installed
        made = self.instance.engine.code(self.instance, self.index)
        if made is None:
            raise UnsupportedError(f"the engine {self.instance.engine.name!r} has no code for {self.title}")
        with _INSTALLING:
            if self._pending:  # else another thread has installed code meanwhile
                self.install(made)

    def install(self, made: FuncCode) -> None:
        """Run this code from now on, also where the code before was copied to; calls that are running go on."""
        with _INSTALLING:
            self.leaf = self.leaf and made.leaf  # true for the code before and after: another thread may call either
            self.tail = made.tail or made.code
            self.code = made.code
            self.leaf = made.leaf
            for subscriber, name in self._subscribers or ():
                told = subscriber()
                if told is not None:
                    told.names[name] = made.code
            self._pending = False

    def subscribe(self, subscriber: Subscriber, name: str) -> None:
        """Copy the code to a name of the subscriber, now and whenever other code is installed."""
        with _INSTALLING:
            known = self._subscribers or []
            if len(known) & (len(known) - 1) == 0:  # a power of two: now and then, forget those that are gone
                known = self._subscribers = [each for each in known if each[0]() is not None]
            known.append((ref(subscriber), name))
            subscriber.names[name] = self.code

    # ---- for the host

    def ty(self) -> FuncType:
        """Its type."""
        return FuncType.of(self.type)

    def as_ref(self) -> Func:
        """A reference to it: itself."""
        return self

    def call(self, executor: Runner, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call it by an Executor or a Vm, which counts and measures as its configuration says; else like `run`."""
        return executor.run_func_ref(self, params)

    def run(self, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call it with these arguments; its results as values with their types. Raises what `func(...)` raises.

        There are none when a host function raises Terminate, or when the program ends itself, with any exit code (see
        `Wasi.exit_code`; a plain call raises Exit then).
        """
        try:
            results = (self._entry or self._prepared())(*params)
        except (Terminate, Exit):
            return []
        types_ = self.signature.results
        return list(map(WasmValue.of, types_, results if len(types_) > 1 else (results,)))

    @property
    def title(self) -> str:
        """Its name in messages."""
        name = self.name
        if name is None and self.instance is not None:
            name = self.instance.module.func_name(self.index)
        return f"function {name!r}" if name is not None else f"function {self.index}" if self.instance else "function"

    def __call__(self, *args: Any) -> Any:
        """Call it: None, one result, or a tuple of results; raises SignatureError before anything has run.

        Integers come back with a sign. Raises Trap, Exhaustion, WasmException, and what a host function raises.
        """
        try:
            return (self._entry or self._prepared())(*args)
        except Terminate:
            return None

    def _prepared(self) -> Callable[..., Any]:
        self._entry = entry(self, self.instance.lock if self.instance else nullcontext())
        return self._entry

    def __reduce__(self) -> tuple[Any, ...]:
        if self.instance is not None:
            return own_func, (self.instance, self.index)
        names = {"name": self.name, "mod_name": self.mod_name}
        return (
            _host_func,
            (
                self.type,
                HostCode(self.host, f"{self.title} of {self.mod_name!r}" if self.mod_name else self.title),
                self.caller,
            ),
            (None, names),
        )

    def __repr__(self) -> str:
        title = self.title.removeprefix("function").strip()
        return f"<Func {title + ' ' if title else ''}{show_func(self.signature)}>"


FuncRef = Func
"""A reference to a function is the function."""


class Runner(Protocol):
    """Calls functions: an Executor, or a Vm."""

    def run_func_ref(self, func: Func, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call a function."""


def own_func(instance: InstanceLike, index: int) -> Func:
    """The function of an instance with this index; a pickle has this call in place of the function."""
    func: Func = instance.funcs[index]
    return func


def _host_func(type_: types.DefType, host: Any, caller: Callable[[], Any] | None) -> Func:
    if isinstance(host, HostCode):  # a copy
        host = host.function  # what the pickle has is the function itself
    return Func.of_host(type_, host, caller)


_INSTALLING = RLock()
"""Held while code is installed, so that all copies of it are the same in the end."""


def _unset(*args: Any) -> Any:
    raise RuntimeError("this function has no code yet")
