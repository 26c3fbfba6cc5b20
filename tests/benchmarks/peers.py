"""The Python packages that read modules, each as a function that decodes every instruction.

A peer that is not installed is left out; one that cannot read a module says so by raising.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable

Read = Callable[[bytes], object]
SKIPS = "wasm-tools, nothing kept"


def _pywasm(data: bytes) -> object:
    from pywasm.core import ModuleDesc

    return ModuleDesc.from_reader(io.BytesIO(data))


def _ppci(data: bytes) -> object:
    from ppci.wasm import Module

    return Module(data)


def _wasm_tob(data: bytes) -> object:
    from wasm_tob import SEC_CODE, decode_bytecode, decode_module

    kept: list[object] = []
    for fragment in decode_module(data):
        section = fragment.data
        if getattr(section, "id", None) == SEC_CODE:
            kept += [list(decode_bytecode(body.code)) for body in section.payload.bodies]
        else:
            kept.append(section)
    return kept


def _wasm_tools(data: bytes, keep: bool = True) -> object:
    """Hands opcodes and immediates to a delegate; ours collects them, as the other packages do, if it should."""
    from wasm_tools.parser import BinaryReader
    from wasm_tools.visitor import BinaryReaderNop

    kept: list[object] = []

    class Strict(BinaryReaderNop):  # type: ignore[misc]
        def on_error(self, message: str) -> None:  # without this one, it leaves out what it cannot read
            raise ValueError(message)

    class Keep(Strict):
        def on_opcode(self, opcode: object) -> None:
            kept.append(opcode)

        def on_opcode_index(self, *immediates: object) -> None:
            kept.append(immediates)

        on_opcode_uint32 = on_opcode_uint64 = on_opcode_f32 = on_opcode_f64 = on_opcode_index
        on_opcode_uint32_uint32 = on_opcode_br_table = on_call_indirect_expr = on_opcode_index
        on_opcode_block_sig = on_opcode_v128 = on_opcode_v128_shuffle = on_opcode_index

    BinaryReader(data, (Keep if keep else Strict)()).read_module()
    return kept


def _wasm_tools_skips(data: bytes) -> object:
    return _wasm_tools(data, keep=False)


_ALL: dict[str, tuple[str, Read]] = {
    "pywasm": ("pywasm", _pywasm),
    "ppci": ("ppci", _ppci),
    "wasm-tob": ("wasm_tob", _wasm_tob),
    "wasm-tools": ("wasm_tools", _wasm_tools),
    SKIPS: ("wasm_tools", _wasm_tools_skips),
}


def installed() -> dict[str, Read]:
    """The peers that can be imported, by the name of their distribution."""
    return {name: read for name, (package, read) in _ALL.items() if importlib.util.find_spec(package)}


def ppci_print(data: bytes) -> object:
    """The text that ppci makes of a binary module."""
    from ppci.wasm import Module

    return Module(data).to_string()


def ppci_text(source: str) -> object:
    """The module that ppci, the only peer that knows the text format, reads from a text."""
    from ppci.wasm import Module

    return Module(source)


def ppci_build(module: object) -> bytes:
    """What ppci, the only peer that writes modules, makes of one that it has read."""
    return bytes(module.to_bytes())  # type: ignore[attr-defined]
