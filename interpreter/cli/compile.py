"""The command `compile`: writes a module with all its functions compiled."""

from __future__ import annotations

import click

from interpreter.api.compiler import Compiler
from interpreter.api.config import Config
from wasm_construct.cli.common import (
    Failure,
    common_options,
    complain,
    error_text,
    label,
    read_binary,
    refuse_terminal,
    write_output,
)
from wasm_construct.display.words import count_of, shown
from wasm_construct.errors import InvalidError, MalformedError
from wasm_construct.features import Feature


@click.command("compile")
@click.argument("file")
@click.argument("out")
@common_options
def compile_(file: str, out: str, features: frozenset[Feature]) -> None:
    """Compile all functions of FILE, and write the module with their code to OUT (- is the standard output).

    OUT is the same module with one more custom section, which other runtimes ignore. wasm-construct run uses it with
    --trust-compiled-code, and starts faster then. The code is for this version of Python and of wasm-construct only;
    other versions compile the functions again.
    """
    refuse_terminal(out)
    try:
        config = Config(features)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="'--features'") from None
    data = read_binary(file, features)
    try:
        made = Compiler(config).compile_from_bytes(data)
    except MalformedError as error:
        raise Failure(f"{label(file)}: {error_text(error)}") from None
    except InvalidError as error:
        raise Failure(f"{label(file)}: {shown(str(error))}") from None
    write_output(out, made)
    complain(f"{label(file)}: {count_of(len(data), 'byte')} became {len(made):,}")
