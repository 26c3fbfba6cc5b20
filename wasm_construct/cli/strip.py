"""`strip`: drops custom sections."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

import click

from wasm_construct.cli.common import (
    assemble,
    common_options,
    complain,
    is_text,
    label,
    parse,
    read_input,
    refuse_terminal,
    unusable,
    usage,
    write_output,
)
from wasm_construct.display.words import count_of, shown
from wasm_construct.features import Feature


@click.command
@click.argument("file")
@click.option("-o", "--output", metavar="FILE", help="Where to write the module; - is the standard output.")
@click.option("-i", "--in-place", is_flag=True, help="Replace FILE itself.")
@click.option("--keep", metavar="NAME", multiple=True, help="Keep the custom sections with this name; repeatable.")
@click.option("--only", metavar="NAME", multiple=True, help="Drop only those with this name; repeatable.")
@common_options
def strip(
    file: str,
    output: str | None,
    in_place: bool,
    keep: tuple[str, ...],
    only: tuple[str, ...],
    features: frozenset[Feature],
) -> None:
    """Drop the custom sections of FILE, such as names and debug information; all other bytes stay as they are.

    One of -o and --in-place must be given, so that no file is overwritten by accident and nothing is written to a
    terminal. --in-place replaces the file as a whole or not at all.

    NAME may have shell wildcards: --only '.debug_*'. Object files need their sections linking and reloc.*, dynamic
    libraries need dylink.0: --keep these to use the result as such.

    What was dropped and how many bytes that saved is told on the standard error.
    """
    if in_place == (output is not None):
        usage("Give either -o FILE or --in-place.")
    if keep and only:
        usage("--keep and --only exclude each other.")
    if in_place and file == "-":
        usage("The standard input cannot be replaced: give -o FILE.")
    if output is not None:
        refuse_terminal(output)
    data = read_input(file)
    if is_text(file, data):
        if in_place:
            usage("A text is not replaced by a binary module: give -o FILE.")
        data = assemble(file, data, features)
    module = parse(file, data, features)
    names = Counter(section.name for section in module.customs() if _goes(section.name, keep, only))
    if names:
        module.drop_customs(*names)
    stripped = module.build()
    if output is not None:
        write_output(output, stripped)
    elif names:
        try:
            _replace(file, stripped)
        except OSError as error:
            raise unusable(file, error) from None
    complain(f"{label(file)}: {_summary(names, len(data), len(stripped))}")


def _goes(name: str, keep: tuple[str, ...], only: tuple[str, ...]) -> bool:
    if only:
        return any(fnmatchcase(name, pattern) for pattern in only)
    return not any(fnmatchcase(name, pattern) for pattern in keep)


def _replace(target: str, data: bytes) -> None:
    """Put a new file in the place of an old one, in one step; a symbolic link stays one."""
    path = Path(target).resolve()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _summary(names: Counter[str], before: int, after: int) -> str:
    """What was dropped and what that saved."""
    if not names:
        return f"no custom section to drop, {count_of(before, 'byte')}"
    listed = ", ".join(shown(name) + (f" ({count} times)" if count > 1 else "") for name, count in names.items())
    saved = before - after
    sections = count_of(names.total(), "custom section")
    return f"dropped {sections} ({listed}): {count_of(saved, 'byte')} saved, {before:,} became {after:,}"
