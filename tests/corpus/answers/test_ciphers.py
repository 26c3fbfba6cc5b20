"""Ciphers and password hashes: the answers are those of the RFCs and of the reference implementation."""

from __future__ import annotations

import pytest

from interpreter import FuncType
from tests.corpus.answers.conftest import Load
from wasm_construct.syntax import NumType

I32 = NumType.I32


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (0, "c519e603ac603ec1aeb5b71ec44a6179e3f3975b14c0c97e3914c79e6363e178"),
        (1, "cbf2bce47e6d23999626143fabc5db69164743ee000ddd3f8895a6f82cfb9a6e"),
        (2, "f137f8e186a403a679ccd0606e5ab5dcdafe43c1640855ac8c6e33e9bd63eeb3"),
    ],
    ids=["argon2d", "argon2i", "argon2id"],
)
def test_argon2(load: Load, type_: int, expected: str) -> None:
    def copy(to: int, source: int, size: int) -> int:
        memory.write(memory.read(source, size), to)
        return to

    env = {"a": (FuncType((I32, I32, I32), (I32,)), copy), "b": (FuncType((I32,), (I32,)), lambda size: 0)}
    exports = load("argon2-browser__argon2.wasm", env, "a").exports
    memory = exports.c
    exports.d()

    def put(data: bytes) -> int:
        address: int = exports.f(len(data) + 1)
        memory.write(data + b"\0", address)
        return address

    result, encoded = put(bytes(32)), put(bytes(256))
    password, salt = put(b"password"), put(b"somesalt")
    # time, memory in KiB, lanes; then what goes in and what comes out; the version
    assert exports.e(1, 8, 1, password, 8, salt, 8, result, 32, encoded, 256, type_, 0x13) == 0
    assert memory.read(result, 32).hex() == expected
    assert memory.read_string(encoded, 20).startswith("$argon2")


def test_chacha20_as_in_rfc_8439(load: Load) -> None:
    exports = load(
        "chainsafe_as-chacha20poly1305__untouched.wasm", {"abort": (FuncType((I32,) * 4, ()), print)}
    ).exports
    memory = exports.memory
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future,"
        b" sunscreen would be it."
    )
    memory.write(bytes(range(32)), exports.chacha20Key.get_value())
    memory.write(
        (1).to_bytes(4, "little") + bytes.fromhex("000000000000004a00000000"), exports.chacha20Counter.get_value()
    )
    memory.write(text, exports.chacha20Input.get_value())
    assert exports.chacha20StreamXORUpdate(len(text)) == len(text)
    assert memory.read(exports.chacha20Output.get_value(), 16).hex() == "6e2e359a2568f98041ba0728dd0d6981"


def test_poly1305_as_in_rfc_8439(load: Load) -> None:
    exports = load(
        "chainsafe_as-chacha20poly1305__untouched.wasm", {"abort": (FuncType((I32,) * 4, ()), print)}
    ).exports
    key = "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"
    text = b"Cryptographic Forum Research Group"
    exports.memory.write(bytes.fromhex(key), exports.poly1305Key.get_value())
    exports.poly1305Init()
    exports.memory.write(text, exports.poly1305Input.get_value())
    exports.poly1305Update(len(text))
    exports.poly1305Digest()
    assert exports.memory.read(exports.poly1305Output.get_value(), 16).hex() == "a8061dc1305136c6c22b8baf0c0127a9"
