"""Compiled functions within a module, in a custom section at its end; other runtimes ignore it.

Python does not check code objects: one from another source can do whatever this process can. So `load` unpacks the
section only for a module that its host has declared to be trusted (`ValidModule.trusted`). The digest in the section
finds changes by accident, such as a module that was edited after it had been compiled; it is no signature.

Spec: §5.5.3 (binary-customsec)
"""

from __future__ import annotations

import marshal
import struct
import sys
import zlib
from array import array
from functools import cache
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from interpreter.engines.python.source import Compiled, Source, compile_func, finish
from interpreter.runtime.module import ValidModule
from wasm_construct import __version__
from wasm_construct.binary.modules import section
from wasm_construct.syntax.custom import CustomSec

SECTION = "wasm_construct.python"
"""The name of the section. It holds a line of three words (Python, engine, digest), then the functions, marshalled."""

_PYTHON = f"{sys.implementation.cache_tag}/{MAGIC_NUMBER.hex()}"
_PARTS = ("engines/python", "numerics", "operations")


@cache
def _engine() -> str:
    """The version of this package, and a digest of the sources of the engine and of what its code calls."""
    root = Path(__file__).parents[2]
    sources = sha256()
    for part in _PARTS:
        for path in sorted((root / part).rglob("*.py")):
            sources.update(path.read_bytes())
    return f"{__version__}/{sources.hexdigest()[:16]}"


# ---- writing


def compiled(module: ValidModule) -> bytes:
    """The bytes of the module, followed by a section with all its functions compiled; raises Exhaustion."""
    data, _ = split(module)
    first = module.first_func
    funcs = {index: _packed(module, index) for index in range(first, first + len(module.codes))}
    payload = marshal.dumps(funcs)
    head = f"{_PYTHON} {_engine()} {_digest(data, payload)}\n"
    return data + _section(head.encode() + payload)


def _packed(module: ValidModule, index: int) -> bytes:
    source, code = compile_func(module, index)
    origins = struct.pack(f"<{len(source.origins)}I", *source.origins)
    return zlib.compress(marshal.dumps((code, origins, source.tails, source.leaf)))


def _digest(data: bytes, payload: bytes) -> str:
    return sha256(struct.pack("<Q", len(data)) + data + payload).hexdigest()


def _section(content: bytes) -> bytes:
    encoded: bytes = section.build(CustomSec(SECTION, content))
    return encoded


# ---- reading


def split(module: ValidModule) -> tuple[bytes, bytes | None]:
    """The bytes of the module without its compiled functions, and the content of their section or None."""
    last = next(reversed(module.module.sections), None)
    if isinstance(last, CustomSec) and last.name == SECTION:
        encoded = _section(last.data)
        if module.data.endswith(encoded):
            return module.data[: -len(encoded)], last.data
    return module.data, None


def problem(module: ValidModule) -> str | None:
    """Why the compiled functions of a module cannot be used here; None if they can. Says nothing about trust."""
    data, content = split(module)
    if content is None:
        return "the module has no compiled code"
    head, _, payload = content.partition(b"\n")
    match head.decode("ascii", "replace").split(" "):
        case [python, _, _] if python != _PYTHON:
            return f"the code was compiled for another Python, {python[:40]!r}; this one is {_PYTHON!r}"
        case [_, engine, _] if engine != _engine():
            return f"the code was compiled by another version of the engine, {engine[:40]!r}; this one is {_engine()!r}"
        case [_, _, digest] if digest == _digest(data, payload):
            return None
    return "the module or its code was changed after it had been compiled"


def load(module: ValidModule) -> dict[int, bytes]:
    """The compiled functions of a trusted module, packed, by index; empty if there are none that can be used here."""
    _, content = split(module)
    if content is None or problem(module) is not None:
        return {}
    funcs: dict[int, bytes] = marshal.loads(memoryview(content)[content.index(b"\n") + 1 :])
    return funcs


def unpacked(module: ValidModule, index: int, packed: bytes) -> Compiled:
    """A compiled function of a trusted module, from what `load` gives for it."""
    code, origins, tails, leaf = marshal.loads(zlib.decompress(packed))
    lines = array("l", struct.unpack(f"<{len(origins) // 4}I", origins))
    return finish(module, index, Source("", lines, tails, leaf, []), code)
