"""The command `run`: runs a program, or calls one function of a module."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import islice
from typing import Any

import click

from interpreter.cli.engines import engine_option
from interpreter.cli.streams import NobodyReads, piped
from interpreter.cli.values import read_argument, write_result
from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine
from interpreter.errors import ExecutionError, LinkError, Trap, frame_lines
from interpreter.executor.instantiation import instantiate
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule
from interpreter.runtime.show import show_type
from interpreter.runtime.store import Store
from interpreter.wasi import Exit, Wasi, initialize
from wasm_construct.cli.common import (
    CommandError,
    Failure,
    common_options,
    complain,
    emit,
    error_text,
    label,
    read_binary,
)
from wasm_construct.display.words import count_of, quoted, shown
from wasm_construct.errors import InvalidError, MalformedError
from wasm_construct.features import Feature, check_requirements
from wasm_construct.syntax.modules import ExternKind
from wasm_construct.validation.context import signature
from wasm_construct.validation.types import Func as FuncType

START = "_start"
TRAPPED = 134
"""The exit code after a trap: the one that a shell reports for a program stopped by SIGABRT."""

_MOST_NAMES = 20


class _Command(click.Command):
    """A command whose options end before the first argument for the program, which may look like one, as `-1` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `--` before the arguments for the program, then parse as usual."""
        end = self._end_of_options(ctx, args)
        return super().parse_args(ctx, [*args[:end], "--", *args[end:]] if end is not None else args)

    def _end_of_options(self, ctx: click.Context, args: Sequence[str]) -> int | None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        takes_value = {name: not o.is_flag for o in options for name in (*o.opts, *o.secondary_opts)}
        file, position = False, 0
        while position < len(args):
            name, given, _ = args[position].partition("=")
            if name in takes_value:
                position += 2 if takes_value[name] and not given else 1
            elif args[position] == "--" or (not file and name.startswith("-") and args[position] != "-"):
                return None
            elif file:
                return position
            else:
                file, position = True, position + 1
        return None


def _read_variables(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for name, given, _value in pairs:
        if not name or not given:
            raise click.BadParameter("NAME=VALUE is needed.")
    return {name: value for name, _given, value in pairs}


@click.command(cls=_Command)
@click.argument("file")
@click.argument("args", nargs=-1)
@click.option("--invoke", metavar="NAME", help="Call this function instead of a program's _start.")
@click.option(
    "--env",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_read_variables,
    help="An environment variable for the program; it gets no others. Can be repeated.",
)
@click.option("--dump", is_flag=True, help="Print the Python source of the function, or of all, and run nothing.")
@click.option(
    "--trust-compiled-code",
    "trusted",
    is_flag=True,
    help="Use the code that `compile` has put into FILE. Nothing checks that code: it can do whatever you can.",
)
@engine_option
@common_options
def run(
    file: str,
    args: tuple[str, ...],
    invoke: str | None,
    env: dict[str, str],
    dump: bool,
    trusted: bool,
    engine: Engine,
    features: frozenset[Feature],
) -> None:
    """Run FILE, a module in the binary or the text format, with ARGS.

    A program (a module that exports _start) gets the ARGS and the standard streams, but no files. With --invoke, the
    ARGS are the arguments of the function, read by its types: 42, -0x2a, 1.5e3, inf, nan:0x1, null; a vector as one
    number of 128 bits. The results are printed, one a line, integers with a sign.

    Options come before the first of the ARGS. Write -- before an ARG that looks like an option of this command.

    The exit code is that of the program; 134 after a trap, 1 when the module cannot be run, 2 when it cannot be read or
    the ARGS are wrong.
    """
    module = _load(file, features, trusted)
    if dump:
        _dump(file, module, invoke, engine)
        return
    name, index = _to_call(file, module, invoke)
    type_ = signature(module.context.funcs[index])
    values = _read_arguments(name, type_, args) if invoke is not None or type_.params else []
    program_args = [file, *args] if invoke is None else [file]
    wasi = Wasi(program_args, env, stdout=piped(sys.stdout), stderr=piped(sys.stderr))
    code = 0
    try:
        instance = _instantiate(file, module, wasi, engine)
        if invoke is not None:
            initialize(instance)
        _print(instance.externs[name](*values), type_)  # type: ignore[operator]  # a function, as its type says
    except Exit as end:
        code = end.code
    except ExecutionError as error:
        _report(error)
        code = TRAPPED
    except NobodyReads:
        raise BrokenPipeError from None
    sys.stdout.flush()  # here, where a closed pipe can still be reported
    click.get_current_context().exit(code)


# ---- the module


def _load(file: str, features: frozenset[Feature], trusted: bool) -> ValidModule:
    try:
        check_requirements(features)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="'--features'") from None
    data = read_binary(file, features)
    try:
        return ValidModule(data, features, trusted=trusted)
    except MalformedError as error:
        raise Failure(f"{label(file)}: {error_text(error)}") from None
    except InvalidError as error:
        raise Failure(f"{label(file)}: {shown(str(error))}") from None


def _to_call(file: str, module: ValidModule, invoke: str | None) -> tuple[str, int]:
    """The name and the index of the function to call; raises Failure if the module does not export it."""
    funcs = {export.name: export.index for export in module.exports if export.kind is ExternKind.FUNC}
    name = START if invoke is None else invoke
    if name in funcs:
        return name, funcs[name]
    some = ", ".join(map(quoted, islice(funcs, _MOST_NAMES))) or "none"
    rest = f" and {count_of(len(funcs) - _MOST_NAMES, 'other')}" if len(funcs) > _MOST_NAMES else ""
    hint = "; name one with --invoke" if invoke is None and funcs else ""
    raise Failure(f"{label(file)}: there is no exported function {quoted(name)}; there are: {some}{rest}{hint}")


def _instantiate(file: str, module: ValidModule, wasi: Wasi, engine: Engine) -> Instance:
    store = Store()
    for exporter in (wasi, wasi.unstable):
        store.instances[exporter.name] = exporter
    try:
        return instantiate(module, store.find, engine)
    except LinkError as error:
        lines = str(error).split("\n")
        if any(problem.module not in store.instances for problem in error.problems):
            lines.append("    run offers only WASI; to give a module other imports, use Module.instantiate in Python")
        raise Failure(f"{label(file)}: " + "\n".join(map(shown, lines))) from None


def _dump(file: str, module: ValidModule, invoke: str | None, engine: Engine) -> None:
    """Print the Python source of the function, or of all."""
    if not isinstance(engine, PythonEngine):
        raise CommandError("only the engine python can show its source")
    indices = range(module.first_func, len(module.context.funcs))
    if invoke is not None:
        name, index = _to_call(file, module, invoke)
        if index not in indices:
            raise Failure(f"{label(file)}: function {quoted(name)} is an import: it has no code here")
        indices = range(index, index + 1)
    emit(engine.source(module, index).rstrip("\n") + "\n" for index in indices)


# ---- the call


def _read_arguments(name: str, type_: FuncType, args: Sequence[str]) -> list[Any]:
    if len(args) != len(type_.params):
        wanted = count_of(len(type_.params), "argument")
        types = f" ({' '.join(map(show_type, type_.params))})" if type_.params else ""
        raise CommandError(f"function {quoted(name)} takes {wanted}{types}, {len(args)} given")
    values = []
    for number, (text, param) in enumerate(zip(args, type_.params, strict=True), 1):
        try:
            values.append(read_argument(text, param))
        except ValueError as error:
            raise CommandError(f"argument {number} of function {quoted(name)}, {quoted(text)}: {error}") from None
    return values


def _print(given: Any, type_: FuncType) -> None:
    """Print the results of a call."""
    results = given if len(type_.results) > 1 else [given] * len(type_.results)
    for value, result in zip(results, type_.results, strict=True):
        click.echo(write_result(value, result))


def _report(error: ExecutionError) -> None:
    """Print the message of an error, and the functions that were running."""
    complain(f"{'trap: ' if isinstance(error, Trap) else ''}{shown(error.summary)}")
    for line in frame_lines(error.frames):
        click.echo(shown(line), err=True)
