"""`wasm2wat`: writes modules in the text format."""

from __future__ import annotations

import click

from wasm_construct.cli.common import (
    CommandError,
    Failure,
    common_options,
    label,
    parse,
    read_binary,
    usage,
    write_output,
)
from wasm_construct.display.words import shown
from wasm_construct.errors import BuildError
from wasm_construct.features import Feature
from wasm_construct.module import Module


@click.command
@click.argument("file")
@click.option(
    "-o", "--output", metavar="FILE", default="-", help="Where to write the text, if not the standard output."
)
@click.option("--fold", is_flag=True, help="Put operands in parentheses, within the instruction that takes them.")
@click.option("--custom", is_flag=True, help="Also write custom sections other than names, as (@custom ...).")
@click.option("--func", metavar="FUNC", help="Write one function only: an index, an export name or a debug name.")
@common_options
def wasm2wat(file: str, output: str, fold: bool, custom: bool, func: str | None, features: frozenset[Feature]) -> None:
    """Write FILE in the text format. A module that is text already is written anew.

    Of a module in the usual encoding, wat2wasm makes the same bytes again, with --custom those of all custom sections.
    """
    if func is not None and custom:
        usage("--func and --custom exclude each other.")
    module = parse(file, read_binary(file, features), features)
    try:
        text = module.to_wat(fold=fold, custom=custom) if func is None else _func(file, module, func, fold)
    except BuildError as error:
        raise Failure(f"{label(file)}: {shown(str(error))}") from None
    write_output(output, (text.rstrip("\n") + "\n").encode())


def _func(file: str, module: Module, func: str, fold: bool) -> str:
    which = int(func) if func.isascii() and func.isdigit() else func
    try:
        return module.func_to_wat(which, fold=fold)
    except KeyError as error:
        raise CommandError(f"{label(file)}: {shown(error.args[0])}") from None
