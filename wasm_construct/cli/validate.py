"""`validate`: whether modules are valid, and why not."""

from __future__ import annotations

import click

from wasm_construct.cli.batch import expanded, progress
from wasm_construct.cli.common import (
    COMMAND_ERROR,
    MODULE_ERROR,
    CommandError,
    color_option,
    complain,
    error_text,
    features_option,
    is_text,
    label,
    painter,
    read_input,
)
from wasm_construct.display.instructions import instr_text
from wasm_construct.display.words import name_text, shown
from wasm_construct.errors import InvalidError, MalformedError
from wasm_construct.features import Feature, check_requirements
from wasm_construct.module import Module

_LONGEST = 100
"""Longer names and instructions are cut."""


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@features_option("wasm3")
@color_option
def validate(files: tuple[str, ...], features: frozenset[Feature]) -> None:
    """Check that each FILE, in the binary or the text format, is a valid module. In a folder, all *.wasm and *.wat
    files are taken.

    There is one line for each file: valid, invalid or malformed, and why. What is wrong with a text is shown in a copy
    of its line; offsets are always those in the binary form. Exit code 1 if a file is invalid or malformed, 2 if one
    cannot be read.

    This is a verdict on what engines run today: unlike in the other commands, only what is in Wasm 3.0 is on.
    """
    try:
        check_requirements(features)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="'--features'") from None
    paths = list(expanded(files, (".wasm", ".wat")))
    paint = painter()
    code = 0
    with progress(len(paths)) as (step, say, warn):
        for file in paths:
            try:
                data = read_input(file)
            except CommandError as error:
                warn(error.message)
                code = COMMAND_ERROR
            else:
                problem = check(file, data, features)
                code = max(code, MODULE_ERROR if problem else 0)
                verdict = problem or "valid"
                word, colon, rest = verdict.partition(":")
                say(f"{paint(label(file), 'bold')}: {paint(word, 'red' if problem else 'green')}{colon}{rest}")
            step()
    if not paths:
        complain("no files: there is no *.wasm and no *.wat in there")
    click.get_current_context().exit(code)


def check(file: str, data: bytes, features: frozenset[Feature]) -> str:
    """What is wrong with a module; nothing if it is valid."""
    try:
        module = Module.from_wat(data, features) if is_text(file, data) else Module.parse(data, features)
    except MalformedError as error:
        return f"malformed: {error_text(error)}"
    try:
        module.validate(features)
    except InvalidError as error:
        where = _where(error, module)
        return f"invalid: {shown(error.message)}{f' ({where})' if where else ''}"
    return ""


def _where(error: InvalidError, module: Module) -> str:
    """The function, the instruction and its offset, or else the place in the module."""
    parts = []
    if error.func is None:
        parts += [f"in {shown(error.path)}"] if error.path else []
    else:
        name = f" {_cut(name_text(error.name))}" if error.name is not None else ""
        parts.append(f"in function {error.func}{name}")
        if error.instr is not None:
            instr = module.funcs[error.func].code.body.peek()[error.instr]
            parts.append(f"instruction {error.instr}: {_cut(instr_text(instr))}")
    if error.offset is not None:
        parts.append(f"at offset {error.offset:#x}")
    return ", ".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
