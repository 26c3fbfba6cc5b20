"""What the commands share: their options, the input, errors, and text that is safe to show."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, NoReturn, TypeVar

import click

from wasm_construct.errors import MalformedError
from wasm_construct.features import ALL, WASM1, WASM2, WASM3, Feature, feature_set
from wasm_construct.module import Module

MALFORMED = 1
TROUBLE = 2
"""Exit codes: of a module that is malformed or differs, and of a command that could not do its work."""

_F = TypeVar("_F", bound=Callable[..., Any])


class Failure(click.ClickException):
    """Ends the command with one line on the standard error."""

    exit_code = MALFORMED

    def show(self, file: Any = None) -> None:
        """Print the line."""
        complain(self.message)


class Trouble(Failure):
    """The same where the module is not to blame."""

    exit_code = TROUBLE


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


def common_options(command: _F) -> _F:
    """Add the options that all commands have."""
    features = click.option(
        "--features",
        default="all",
        metavar="LIST",
        show_default=True,
        callback=_read_features,
        help="Comma-separated proposals that are on: all, wasm1, wasm2, wasm3, or names such as threads.",
    )
    color = click.option(
        "--color/--no-color",
        default=None,
        expose_value=False,
        callback=_set_color,
        help="Colour the output; otherwise only on a terminal, and not if NO_COLOR is set.",
    )
    return features(color(command))


# ---- input and output


def label(file: str) -> str:
    """The name of an input in messages."""
    return "<stdin>" if file == "-" else shown(file)


def read_input(file: str) -> bytes:
    """The bytes of a file, or of the standard input for `-`."""
    try:
        if file == "-":
            return sys.stdin.buffer.read()
        with open(file, "rb") as opened:
            return opened.read()
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise unusable(file, error) from None


def unusable(file: str, error: OSError | ValueError) -> Trouble:
    """What to say of a file that cannot be read or written."""
    return Trouble(f"{label(file)}: {getattr(error, 'strerror', None) or error}")


def parse(file: str, data: bytes, features: frozenset[Feature]) -> Module:
    """The module in these bytes."""
    try:
        return Module.parse(data, features)
    except MalformedError as error:
        raise Failure(f"{label(file)}: {shown(str(error))}") from None


def emit(lines: Iterable[str]) -> None:
    """Print lines as they come, many at a time."""
    rest = iter(lines)
    size = 32
    while batch := list(islice(rest, size)):
        click.echo("\n".join(batch))
        size = 1024


def usage(message: str) -> NoReturn:
    """End the command because of how it was called."""
    raise click.UsageError(message, click.get_current_context())


# ---- text

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def shown(text: str) -> str:
    r"""Text of unknown origin in a form that no terminal acts upon: `\u{1b}` for an escape character."""
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(_ESCAPES.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text)


def quoted(text: str) -> str:
    """The same as a string of the text format."""
    return '"' + shown(text).replace('"', '\\"') + '"'


def name_text(name: str | None) -> str:
    """A name in a table or a comment: in quotes where one could not see it, or not see where it ends."""
    if name is None:
        return ""
    return quoted(name) if not name or name != name.strip() else shown(name)


def count_of(count: int, noun: str, plural: str = "") -> str:
    """A number and what it counts: `1 file`, `2,000 files`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


Paint = Callable[[str, str], str]


def painter() -> Paint:
    """A function that gives a text a style (of click, such as `bold` or `cyan`), unless colour is off."""
    if not click.get_current_context().color:
        return lambda text, style: text
    attributes: dict[str, dict[str, Any]] = {"bold": {"bold": True}, "dim": {"dim": True}}
    return lambda text, style: click.style(text, **attributes.get(style, {"fg": style}))
