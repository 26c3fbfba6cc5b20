"""Makes the reference of the runtime, docs/runtime.md, out of signatures and docstrings.

`python -m tests.docs.reference` writes the page anew.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from itertools import pairwise
from types import ModuleType
from typing import Any, ForwardRef, Generic, get_overloads

from interpreter import errors
from interpreter.runtime.show import show_type
from tests.docs.runner import ROOT

PAGE = ROOT / "docs" / "runtime.md"
MODULES = ("interpreter", "interpreter.wasi", "interpreter.wast")
HEAD = """\
# The runtime, in full

Every public name with its signature and its docstring. `python -m tests.docs.reference` makes this page; a tour is in
the [quickstart](quickstart.md#running), and what one does in other runtimes is in [coming from](coming-from.md). What
stands after "Spec" is a section of the specification of WebAssembly 3.0.
"""
GROUPS = {
    "Modules and instances": "Module ImportType ExportType Executor Store Instance Exports Vm Config Compiler",
    "Calls": "AsyncResult Statistics",
    "What instances consist of": "Func FuncRef Memory Table Global Tag StructInst ArrayInst I31 ExnInst",
    "What a host offers": "ImportObjectBuilder ImportObject Caller CallingFrame",
    "Values": "WasmValue params",
    "Types": "FuncType FuncTypeBuilder MemoryType TableType GlobalType I32 I64 F32 F64 V128 "
    "FUNCREF EXTERNREF ANYREF EXNREF",
    "Types as annotations": "i32 i64 f32 f64 v128 funcref externref anyref",
}
"""What stands below which heading of `interpreter`; the errors and whatever is not named here come after that."""


def page() -> str:
    """The text of the page."""
    return "\n".join([HEAD, *(line for name in MODULES for line in _module(import_module(name)))])


def _module(module: ModuleType) -> Iterator[str]:
    yield f"## `{module.__name__}`\n"
    yield f"{_docstring(module)}\n"
    for heading, names in _groups(module).items():
        if heading and names:
            yield f"### {heading}\n"
        if heading == "Errors" and names:
            first, tree, rest = _docstring(errors).split("\n\n")
            yield f"{first}\n\n```text\n{tree}\n```\n\n{rest}\n"
        for name in names:
            yield from _entry(module, name)


def _groups(module: ModuleType) -> dict[str, list[str]]:
    names: list[str] = list(module.__all__)
    if module.__name__ != "interpreter":
        return {"": names}
    groups = {heading: [name for name in text.split() if name in names] for heading, text in GROUPS.items()}
    rest = [name for name in names if not any(name in group for group in groups.values())]
    failures = [name for name in rest if _is_error(getattr(module, name)) or name in ("TrapCode", "WasmFrame")]
    return {**groups, "Errors": failures, "More": [name for name in rest if name not in failures]}


def _is_error(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, BaseException)


# ---- an entry


def _entry(module: ModuleType, name: str) -> Iterator[str]:
    value = getattr(module, name)
    if inspect.isclass(value) and value.__name__ == name:
        yield from _class(value)
    elif inspect.isfunction(value):
        yield _item(f"{name}{_signature(value)}", _docstring(value))
    elif inspect.isclass(value):
        yield _item(name, f"The same as `{value.__name__}`.")
    else:
        yield _item(name, _said_of(module, name) or f"The type `{show_type(value)}`.")


def _class(cls: type) -> Iterator[str]:
    shown = [base for base in cls.__bases__ if base not in (object, Generic) and not _is_private(base)]
    bases = ", ".join(base.__name__ if base.__name__ != cls.__name__ else _full_name(base) for base in shown)
    yield f"#### `{cls.__name__}{bases and f'({bases})'}`\n"
    yield f"{_docstring(cls)}\n"
    if issubclass(cls, Enum):
        yield f"{textwrap.fill(', '.join(f'`{member.name}` ({member.value})' for member in cls), 120)}\n"
    elif not _is_error(cls) and not issubclass(cls, int):  # the constructor of an int has no signature
        init = cls.__dict__.get("__init__")
        signatures = [_signature(each, bound=True) for each in get_overloads(init)] if init else []
        *more, last = [f"{cls.__name__}{each.removesuffix(' -> None')}" for each in signatures or [_signature(cls)]]
        yield from (f"- `{each}`" for each in more)
        yield _item(last, inspect.cleandoc(init.__doc__) if init and init.__doc__ else None)
    yield from _members(cls)
    for base in cls.__mro__[1:]:
        if _is_private(base) and not any(issubclass(other, base) for other in shown):
            yield from _members(base)


def _full_name(cls: type) -> str:
    return f"{cls.__module__.partition('.')[0]}.{cls.__name__}"


def _is_private(base: type) -> bool:
    """Whether this is a base that the page does not show, so that its methods are shown with the classes below it."""
    return base.__module__.startswith("interpreter.") and base.__name__ not in import_module("interpreter").__all__


def _members(cls: type) -> Iterator[str]:
    for name, text in _attributes(cls):
        yield _item(name, text)
    for name, member in cls.__dict__.items():
        function = getattr(member, "__func__", member)
        if isinstance(member, property):
            result = inspect.signature(member.fget).return_annotation if member.fget else None
            yield _item(f"{name}: {result}", _docstring(member))
        elif inspect.isfunction(function) and (not name.startswith("_") or name == "__call__"):
            owner = f"{cls.__name__}." if isinstance(member, (classmethod, staticmethod)) else ""
            for each in get_overloads(function)[:-1]:
                yield f"- `{owner}{name}{_signature(each, owner == '')}`"
            shown = (get_overloads(function) or [function])[-1]
            bound = not isinstance(member, staticmethod)
            yield _item(f"{owner}{name}{_signature(shown, bound)}", _docstring(function))


def _item(title: str, text: str | None) -> str:
    return f"- `{title}`" + (f":\n{textwrap.indent(text, '  ')}" if text else "") + "\n"


# ---- signatures


class _Source(str):
    """Text that is shown without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _signature(function: Callable[..., Any], bound: bool = False) -> str:
    """The signature, as it is in the source; without the first parameter if that is bound."""
    signature = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=_shown(parameter.annotation), default=_default(parameter.default))
        for parameter in list(signature.parameters.values())[bound:]
    ]
    result = signature.empty if inspect.isclass(function) else _shown(signature.return_annotation)
    return str(signature.replace(parameters=parameters, return_annotation=result))


def _shown(annotation: Any) -> Any:
    if isinstance(annotation, ForwardRef):  # of a NamedTuple
        annotation = annotation.__forward_arg__
    return _Source(annotation) if isinstance(annotation, str) else annotation


_WITH_CONSTANTS = ("wasm_construct", "wasm_construct.features", "wasm_construct.validation", "interpreter")


def _default(value: Any) -> Any:
    """A default value; the name of a constant rather than what it is."""
    if isinstance(value, Enum):
        return _Source(value)
    if value is inspect.Parameter.empty or value is None or isinstance(value, (int, float, str, bytes, tuple)):
        return value
    for module in map(import_module, _WITH_CONSTANTS):
        for name in dir(module):
            if getattr(module, name) is value:
                return _Source(name)
    return _Source("...")


# ---- what is said


def _docstring(value: object) -> str:
    return inspect.getdoc(value) or ""


@cache
def _source(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(import_module(module)))


def _attributes(cls: type) -> Iterator[tuple[str, str]]:
    """The attributes of a class that have a docstring of their own, in its body or in `__init__`."""
    for node in _source(cls.__module__).body:
        if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
            yield from _described(node.body)
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
                    yield from _described(inner.body)


def _described(body: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The names that a string follows, and that string."""
    for node, after in pairwise(body):
        match node, after:
            case (
                ast.Assign(targets=[target]) | ast.AnnAssign(target=target),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                name = ast.unparse(target).removeprefix("self.")
                if not name.startswith("_"):
                    yield name, inspect.cleandoc(text)


def _said_of(module: ModuleType, name: str) -> str | None:
    """What is said about a constant where it is defined; `interpreter` has its names from `interpreter.api.names`."""
    if module.__name__ == "interpreter":
        return _said_of(import_module("interpreter.api.names"), name)
    for node in _source(module.__name__).body:
        if isinstance(node, ast.ImportFrom) and node.module and any(alias.name == name for alias in node.names):
            return _said_of(import_module(node.module), name)
    return dict(_described(_source(module.__name__).body)).get(name)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
