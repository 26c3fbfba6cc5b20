"""The command line: what is in a module, byte for byte.

Another package can mount these commands beside its own: `CommandGroup({**commands, "run": load_run})`.
"""

from __future__ import annotations

from wasm_construct.cli.group import CommandGroup, Loader

__all__ = ["CommandGroup", "commands", "group", "main"]


def _inspect() -> object:
    """Show the sections, and lists of what is in them."""
    from wasm_construct.cli.inspect import inspect

    return inspect


def _dump() -> object:
    """Show every byte beside what it means."""
    from wasm_construct.cli.dump import dump

    return dump


def _disasm() -> object:
    """Show functions as text."""
    from wasm_construct.cli.disasm import disasm

    return disasm


def _roundtrip() -> object:
    """Check that files come out as they went in."""
    from wasm_construct.cli.roundtrip import roundtrip

    return roundtrip


def _strip() -> object:
    """Drop custom sections."""
    from wasm_construct.cli.strip import strip

    return strip


def _wat2wasm() -> object:
    """Assemble the text format."""
    from wasm_construct.cli.wat2wasm import wat2wasm

    return wat2wasm


def _wasm2wat() -> object:
    """Write the text format."""
    from wasm_construct.cli.wasm2wat import wasm2wat

    return wasm2wat


def _validate() -> object:
    """Check that modules are valid."""
    from wasm_construct.cli.validate import validate

    return validate


commands: dict[str, Loader] = {
    "inspect": _inspect,
    "dump": _dump,
    "disasm": _disasm,
    "roundtrip": _roundtrip,
    "strip": _strip,
    "validate": _validate,
    "wat2wasm": _wat2wasm,
    "wasm2wat": _wasm2wat,
}
"""For each command the function that imports it: only the command that is run is imported."""

group = CommandGroup(commands, name="wasm-construct")
"""The commands as one click group."""


def main() -> None:
    """Run the command line and exit."""
    group.main(prog_name="wasm-construct")
