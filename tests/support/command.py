"""Running command lines in this process."""

from __future__ import annotations

import click
from click.testing import CliRunner, Result


def invoke(group: click.Command, *args: object, data: bytes | str | None = None) -> Result:
    """Run a command line; an exception that escapes is an error of the test."""
    result = CliRunner().invoke(group, list(map(str, args)), input=data, prog_name="wasm-construct")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
