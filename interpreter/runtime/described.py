"""The name, the signature and the text of a function, for `help` and other tools."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, getdoc
from keyword import iskeyword
from typing import Any

from interpreter.runtime.protocols import FuncLike
from interpreter.runtime.show import show_func, show_type
from wasm_construct.syntax.indices import IndexSpace


class OfInstance:
    """An attribute that `make` computes for an instance whenever it is read; the class itself has `of_class`."""

    __slots__ = ("make", "of_class")

    def __init__(self, make: Callable[[Any], Any], of_class: Any = None) -> None:
        self.make = make
        self.of_class = of_class

    def __get__(self, instance: object, owner: type) -> Any:
        return self.of_class if instance is None else self.make(instance)


def own_name(func: FuncLike) -> str:
    """The name of a function: its own, its debug name, or one made of its index."""
    if func.instance is not None:
        return func.name or func.instance.module.func_name(func.index) or f"func{func.index}"
    return func.name or getattr(func.host, "__name__", None) or "func"


def own_doc(func: FuncLike) -> str:
    """The docstring of a host function; a description of any other."""
    if func.instance is None:
        return getdoc(func.host) or f"A function of the host: {show_func(func.signature)}"
    module = "" if func.instance.name is None else f" {func.instance.name!r}"
    return (
        f"{own_name(func)}{own_signature(func)}\n\nFunction {func.index} of the module{module}. "
        "Integers may be given with or without sign, and come back with one.\n"
        "Raises SignatureError before anything has run, Trap, Exhaustion, WasmException, "
        "and what a host function raises."
    )


def own_signature(func: FuncLike) -> Signature:
    """The signature of a function: parameters have their debug names, or p0, p1, ...; annotations name the types."""
    params = func.signature.params
    known = _local_names(func)
    names = [known.get(number, f"p{number}") for number in range(len(params))]
    if len(set(names)) < len(names):
        names = [f"p{number}" for number in range(len(params))]
    results = [show_type(type_) for type_ in func.signature.results]
    back = results[0] if len(results) == 1 else f"tuple[{', '.join(results)}]" if results else None
    kind = Parameter.POSITIONAL_ONLY
    return Signature(
        [Parameter(name, kind, annotation=show_type(type_)) for name, type_ in zip(names, params, strict=True)],
        return_annotation=back,
    )


def _local_names(func: FuncLike) -> dict[int, str]:
    """The debug names of parameters and variables, by index, if they are names in Python, too."""
    names = None if func.instance is None else func.instance.module.module.names
    if names is None:
        return {}
    known = names.indirect_map(IndexSpace.LOCAL).get(func.index, {})
    return {index: str(name) for index, name in known.items() if name.isidentifier() and not iskeyword(name)}
