"""Builds host modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from interpreter.host.import_object import ImportObject
from interpreter.runtime.caller import Caller, calling
from interpreter.runtime.coroutines import awaited
from interpreter.runtime.exceptions import Tag
from interpreter.runtime.exports import Extern
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.memory import Memory
from interpreter.runtime.show import show_names
from interpreter.runtime.table import Table
from interpreter.runtime.types import FuncType, define, val_type
from interpreter.runtime.wrapping import read
from wasm_construct.validation.types import ValType

if TYPE_CHECKING:
    from interpreter.wasi import Wasi

_F = TypeVar("_F", bound=Callable[..., Any])


class ImportObjectBuilder:
    """Collects the exports of a host module; `build` makes it. Adding a name twice raises ValueError."""

    def __init__(self) -> None:
        self._externs: dict[str, Extern] = {}

    def _with(self, name: str, extern: Extern) -> ImportObjectBuilder:
        if name in self._externs:
            raise ValueError(f"the host module has {name!r} already")
        self._externs[name] = extern
        return self

    def with_func(
        self,
        name: str,
        function: Callable[..., Any],
        ty: FuncType | None = None,
        *,
        caller: bool | None = None,
        cost: int = 0,
    ) -> ImportObjectBuilder:
        """Add a function; its type is `ty`, or what its annotations say (see `Func.wrap`). Raises TypeError.

        A call adds `cost` to the costs that an Executor counts, if it counts (see `Statistics`).
        """
        return self._with(name, function if isinstance(function, Func) else _wrapped(function, ty, caller, cost))

    def with_memory(self, name: str, memory: Memory) -> ImportObjectBuilder:
        """Add a memory."""
        return self._with(name, memory)

    def with_table(self, name: str, table: Table) -> ImportObjectBuilder:
        """Add a table."""
        return self._with(name, table)

    def with_global(self, name: str, global_: Global) -> ImportObjectBuilder:
        """Add a global."""
        return self._with(name, global_)

    def with_tag(self, name: str, tag: Tag) -> ImportObjectBuilder:
        """Add a tag."""
        return self._with(name, tag)

    @overload
    def func(self, function: _F) -> _F: ...

    @overload
    def func(
        self, function: str | None = None, ty: FuncType | None = None, *, caller: bool | None = None
    ) -> Callable[[_F], _F]: ...

    def func(self, function: Any = None, ty: FuncType | None = None, *, caller: bool | None = None) -> Any:
        """Add a function, as a decorator: `@builder.func`, or `@builder.func("name", ty)`."""

        def add(function: _F, name: str | None = None) -> _F:
            self.with_func(name or function.__name__, function, ty, caller=caller)
            return function

        if callable(function):
            return add(function)
        return lambda other: add(other, function)

    def build(self, mod_name: str) -> ImportObject:
        """Make the host module; `mod_name` is the name by which modules import from it."""
        return ImportObject(mod_name, self._externs)

    def build_as_wasi(
        self,
        args: Iterable[str | bytes] = (),
        envs: Mapping[str, str] | Iterable[str] = (),
        preopens: Iterable[str] = (),
        **streams: Any,
    ) -> Wasi:
        """The functions of WASI for one program, and what has been added, as `wasi_snapshot_preview1`.

        `args` begin with the name of the program; `envs` are a mapping, or texts like "NAME=VALUE"; `streams` are
        `stdin`, `stdout`, `stderr` (see `interpreter.wasi.Wasi`). Raises ValueError; NotImplementedError for
        `preopens`, as no directory can be given so far.
        """
        from interpreter.wasi import Wasi  # most programs do not need it

        wasi = Wasi(**streams)
        wasi.initialize(args, envs, preopens)
        wasi.externs.update(self._externs)
        return wasi

    def __repr__(self) -> str:
        return f"<ImportObjectBuilder: {show_names(self._externs) or 'empty'}>"


class FuncTypeBuilder:
    """Collects the parameters and the results of a function type; types are given as in `FuncType`."""

    def __init__(self) -> None:
        self._params: list[ValType] = []
        self._results: list[ValType] = []

    def with_arg(self, ty: object) -> FuncTypeBuilder:
        """Add a parameter; like all these, raises TypeError for what is no type."""
        self._params.append(val_type(ty))
        return self

    def with_args(self, types: Iterable[object] | str) -> FuncTypeBuilder:
        """Add parameters."""
        self._params += FuncType(types).params
        return self

    def with_return(self, ty: object) -> FuncTypeBuilder:
        """Add a result."""
        self._results.append(val_type(ty))
        return self

    def with_returns(self, types: Iterable[object] | str) -> FuncTypeBuilder:
        """Add results."""
        self._results += FuncType(types).params
        return self

    def build(self) -> FuncType:
        """The type."""
        return FuncType(self._params, self._results)


class _Costing:
    """A function of the host that costs something."""

    def __init__(self, function: Callable[..., Any], cost: int, with_caller: bool) -> None:
        self.function = function
        self._awaited = awaited(function)
        self.cost = cost
        self.with_caller = with_caller

    def __call__(self, caller: Caller, *args: Any) -> Any:
        if caller.executor is not None:
            caller.executor.statistics.spend(self.cost)
        return self._awaited(caller, *args) if self.with_caller else self._awaited(*args)

    def __reduce__(self) -> tuple[Any, ...]:
        return _Costing, (self.function, self.cost, self.with_caller)


def _wrapped(function: Callable[..., Any], ty: FuncType | None, caller: bool | None, cost: int) -> Func:
    type_, make_caller = read(function, ty, caller)
    if not cost:
        return Func.of_host(define(type_), function, make_caller)
    return Func.of_host(define(type_), _Costing(function, cost, make_caller is not None), calling)
