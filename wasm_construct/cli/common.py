"""What the commands share: options, input and output, errors, colour."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from wasm_construct.binary.modules import MAGIC
from wasm_construct.display.words import shown
from wasm_construct.errors import MalformedError, TextError
from wasm_construct.features import ALL, WASM1, WASM2, WASM3, Feature, feature_set
from wasm_construct.module import Module, wat2wasm

MODULE_ERROR = 1
COMMAND_ERROR = 2
"""Exit codes: a module is malformed, invalid or differs; the command could not do its work."""

_F = TypeVar("_F", bound=Callable[..., Any])


class Failure(click.ClickException):
    """Ends the command with one line on the standard error; a module is to blame."""

    exit_code = MODULE_ERROR

    def show(self, file: Any = None) -> None:
        """Print the line."""
        complain(self.message)


class CommandError(Failure):
    """The same where no module is to blame: a file cannot be read, an argument is wrong."""

    exit_code = COMMAND_ERROR


def complain(message: str) -> None:
    """Print one line on the standard error."""
    click.echo(f"wasm-construct: {message}", err=True)


# ---- options


_SETS = {"all": ALL, "wasm1": WASM1, "wasm2": WASM2, "wasm3": WASM3}


def _read_features(_: click.Context, __: click.Parameter, value: str) -> frozenset[Feature]:
    features = {Feature.MVP}
    for name in value.lower().replace("-", "_").split(","):
        try:
            features |= _SETS.get(name.strip()) or feature_set([name.strip()])
        except ValueError:
            raise click.BadParameter(f"{name.strip()!r} is none of {', '.join([*_SETS, *Feature])}.") from None
    return frozenset(features)


def _set_color(ctx: click.Context, _: click.Parameter, value: bool | None) -> None:
    if value is None:
        value = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()
    ctx.color = value


def features_option(default: str) -> Callable[[_F], _F]:
    """The option that says which features are on."""
    return click.option(
        "--features",
        default=default,
        metavar="LIST",
        show_default=True,
        callback=_read_features,
        help="Comma-separated proposals that are on: all, wasm1, wasm2, wasm3, or names such as threads.",
    )


def color_option(command: _F) -> _F:
    """Add the option for colour."""
    return click.option(
        "--color/--no-color",
        default=None,
        expose_value=False,
        callback=_set_color,
        help="Colour the output; otherwise only on a terminal, and not if NO_COLOR is set.",
    )(command)


def common_options(command: _F) -> _F:
    """Add the options that all commands have."""
    return features_option("all")(color_option(command))


# ---- input and output


def label(file: str) -> str:
    """The name of an input in messages."""
    return "<stdin>" if file == "-" else shown(file)


def read_input(file: str) -> bytes:
    """The bytes of a file, or of the standard input for `-`; raises CommandError."""
    try:
        if file == "-":
            return sys.stdin.buffer.read()
        with open(file, "rb") as opened:
            return opened.read()
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise unusable(file, error) from None


def is_text(file: str, data: bytes) -> bool:
    """Whether an input is in the text format: by its first character that is no blank, or by its name."""
    return not data.startswith(MAGIC) and (_TEXT.match(data) is not None or file.endswith(".wat"))


_TEXT = re.compile(rb"\s*[(;]")


def read_binary(file: str, features: frozenset[Feature]) -> bytes:
    """The bytes of a file as a binary module: a text is assembled. Bytes that are no module are given as they are."""
    data = read_input(file)
    return assemble(file, data, features) if is_text(file, data) else data


def assemble(file: str, text: bytes, features: frozenset[Feature], legacy_names: bool = False) -> bytes:
    """The binary form of a text; ends the command when it is malformed."""
    try:
        return wat2wasm(text, features, legacy_names)
    except MalformedError as error:
        raise Failure(f"{label(file)}:{' ' * (not isinstance(error, TextError))}{error_text(error)}") from None


def error_text(error: MalformedError) -> str:
    """The message about a malformed module, one line; below it, for a text, the line of the text and a caret."""
    if not isinstance(error, TextError):
        hint = ": neither a binary module nor a text" if error.message == "magic header not detected" else ""
        return shown(str(error)) + hint
    head, source, pointer = (line.expandtabs(_TAB) for line in str(error).split("\n"))
    if not source:  # where the text ends there is nothing to show
        return shown(head)
    before = shown(source[: len(pointer) - 1])
    return "\n".join((shown(head), shown(source), " " * cell_width(before) + "^"))


_TAB = 4


def write_output(target: str, data: bytes) -> None:
    """Write a file, or to the standard output for `-`; raises CommandError."""
    try:
        if target == "-":
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            Path(target).write_bytes(data)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise unusable(target, error) from None


def refuse_terminal(target: str) -> None:
    """End the command if it would write a binary module to a terminal."""
    if target == "-" and sys.stdout.buffer.isatty():
        raise CommandError("a module is not written to a terminal")


def unusable(file: str, error: OSError | ValueError) -> CommandError:
    """The error about a file that cannot be read or written."""
    return CommandError(f"{label(file)}: {getattr(error, 'strerror', None) or error}")


def parse(file: str, data: bytes, features: frozenset[Feature]) -> Module:
    """The module in these bytes; ends the command when they are malformed."""
    try:
        return Module.parse(data, features)
    except MalformedError as error:
        raise Failure(f"{label(file)}: {shown(str(error))}") from None


def emit(lines: Iterable[str]) -> None:
    """Print lines, many at a time; the first ones soon."""
    rest = iter(lines)
    size = 32
    while batch := list(islice(rest, size)):
        click.echo("\n".join(batch))
        size = 1024


def usage(message: str) -> NoReturn:
    """End the command with a message about its arguments."""
    raise click.UsageError(message, click.get_current_context())


# ---- text


def cell_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


Paint = Callable[[str, str], str]


def painter() -> Paint:
    """A function that gives a text a style (of click, such as `bold` or `cyan`), unless colour is off."""
    if not click.get_current_context().color:
        return lambda text, style: text
    attributes: dict[str, dict[str, Any]] = {"bold": {"bold": True}, "dim": {"dim": True}}
    return lambda text, style: click.style(text, **attributes.get(style, {"fg": style}))
