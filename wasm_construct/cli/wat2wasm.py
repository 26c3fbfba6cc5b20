"""`wat2wasm`: assembles the text format."""

from __future__ import annotations

from pathlib import Path

import click

from wasm_construct.cli.common import (
    assemble,
    common_options,
    label,
    read_input,
    refuse_terminal,
    usage,
    write_output,
)
from wasm_construct.features import Feature


@click.command
@click.argument("file")
@click.option("-o", "--output", metavar="FILE", help="Where to write the module; - is the standard output.")
@click.option("--legacy-names", is_flag=True, help="Also take names from before Wasm 1.0, such as get_local.")
@common_options
def wat2wasm(file: str, output: str | None, legacy_names: bool, features: frozenset[Feature]) -> None:
    """Write the binary form of FILE, a module in the text format. What is binary already stays as it is.

    Without -o, the module goes beside FILE with the suffix .wasm, in place of what has that name; that of the standard
    input goes to the standard output. No module is written to a terminal.

    Whether the module is valid is not checked: see validate.
    """
    refuse_terminal(output or (file if file == "-" else ""))
    data = read_input(file)
    target = output or ("-" if file == "-" else str(Path(file).with_suffix(".wasm")))
    if output is None and file != "-" and Path(target) == Path(file):
        usage(f"{label(file)} would replace itself: give -o FILE.")
    write_output(target, assemble(file, data, features, legacy_names))
