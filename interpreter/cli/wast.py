"""The command `wast`: runs scripts, and reports which of their commands failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from interpreter.cli.engines import engine_option
from interpreter.engines.engine import Engine
from interpreter.host.spectest import spectest
from interpreter.wast import Report, Status, run_script
from interpreter.wast.report import show_counts
from wasm_construct.binary.modules import MAGIC
from wasm_construct.cli.batch import expanded, progress
from wasm_construct.cli.common import (
    COMMAND_ERROR,
    MODULE_ERROR,
    CommandError,
    Paint,
    color_option,
    error_text,
    features_option,
    label,
    painter,
    read_input,
)
from wasm_construct.display.words import shown
from wasm_construct.errors import TextError
from wasm_construct.features import Feature, check_requirements

_SHOWN = 10


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@engine_option
@click.option("--static/--no-static", default=True, help="Check assertions about malformed and invalid modules, too.")
@click.option("--print", "prints", is_flag=True, help="Show what the scripts print.")
@click.option("--all", "everything", is_flag=True, help=f"Show all failures of a file, not the first {_SHOWN} only.")
@features_option("all")
@color_option
def wast(
    files: tuple[str, ...], engine: Engine, static: bool, prints: bool, everything: bool, features: frozenset[Feature]
) -> None:
    """Run the scripts FILE..., in the format of the official test suite. A folder stands for all its *.wast files.

    Each file gets a line with the numbers of its commands that passed, failed and were skipped, and a line for each
    failure: its place, what was expected, what was found. A failure does not end the script. Modules can import from
    `spectest`. All features are on; a script that expects a module to be refused for lack of a feature needs
    --features.

    Exit code 1 if a command fails or a file is no script, 2 if a file cannot be read.
    """
    try:
        check_requirements(features)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="'--features'") from None
    paths = list(expanded(files, (".wast",)))
    paint = painter()
    total: Counter[Status] = Counter()
    code = 0
    with progress(len(paths)) as (step, say, warn):
        write = (lambda line: say(shown(line))) if prints else None
        for file in paths:
            hosts = [spectest(write)]
            try:
                source = read_input(file)
                if source.startswith(MAGIC):
                    raise CommandError(f"{label(file)}: a binary module, and no script; validate or run take modules")
                report = run_script(source, engine, features=features, hosts=hosts, static=static)
            except CommandError as error:
                warn(error.message)
                code = COMMAND_ERROR
            except TextError as error:
                say(f"{paint(label(file), 'bold')}: {paint('no script', 'red')}: {error_text(error)}")
                code = max(code, MODULE_ERROR)
            else:
                for line in _lines(file, report, None if everything else _SHOWN, paint):
                    say(line)
                total.update(report.counts)
                code = max(code, 0 if report.ok else MODULE_ERROR)
            step()
    if len(paths) != 1:
        click.echo(f"{len(paths)} files: {_counts(total, paint)}")
    click.get_current_context().exit(code)


def _lines(file: str, report: Report, most: int | None, paint: Paint) -> Iterator[str]:
    """The line about a file, and the lines about its failures."""
    yield f"{paint(label(file), 'bold')}: {_counts(report.counts, paint)}"
    failures = report.failures
    for outcome in failures[:most]:
        yield f"  {label(file)}:{shown(str(outcome))}"
    if len(failures) > len(failures[:most]):
        yield f"  ... and {len(failures) - len(failures[:most])} more failures (--all shows them)"


def _counts(counts: dict[Status, int] | Counter[Status], paint: Paint) -> str:
    text = show_counts({status: counts[status] for status in Status})
    return paint(text, "red" if counts[Status.FAILED] else "green")
