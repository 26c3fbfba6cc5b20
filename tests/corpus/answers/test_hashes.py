"""Hash functions: the answers are those of hashlib and zlib, or of the functions' authors."""

from __future__ import annotations

import hashlib
import zlib

import pytest

from tests.corpus.answers.conftest import Load

DATA = bytes(range(251)) * 5
CHUNK = 16384  # how much fits into the buffer of these modules


def digest(load: Load, name: str, data: bytes, size: int, *, init: list[int], final: list[int], seed: bytes) -> bytes:
    exports = load(f"hash-wasm__{name}.wasm").exports
    buffer = exports.Hash_GetBuffer()
    exports.memory.write(seed, buffer)
    exports.Hash_Init(*init)
    for start in range(0, len(data), CHUNK):
        part = data[start : start + CHUNK]
        exports.memory.write(part, buffer)
        exports.Hash_Update(len(part))
    exports.Hash_Final(*final)
    return bytes(exports.memory[buffer : buffer + size])


@pytest.mark.parametrize(
    ("name", "init", "final", "expected"),
    [
        ("md5", [], [], hashlib.md5(DATA).hexdigest()),
        ("sha1", [], [], hashlib.sha1(DATA).hexdigest()),
        ("sha256", [256], [], hashlib.sha256(DATA).hexdigest()),
        ("sha256", [224], [], hashlib.sha224(DATA).hexdigest()),
        ("sha512", [512], [], hashlib.sha512(DATA).hexdigest()),
        ("sha512", [384], [], hashlib.sha384(DATA).hexdigest()),
        ("keccak", [256], [6], hashlib.sha3_256(DATA).hexdigest()),
        ("keccak", [512], [6], hashlib.sha3_512(DATA).hexdigest()),
        ("blake2b", [512], [], hashlib.blake2b(DATA).hexdigest()),
        ("blake2b", [256], [], hashlib.blake2b(DATA, digest_size=32).hexdigest()),
        ("blake3", [0], [32], "8b929b2d329f8795b15060a2e5d087ea507aeba8dcf19fb00eb92ceb890d179e"),
        ("crc32", [0xEDB88320], [], f"{zlib.crc32(DATA):08x}"),
        ("adler32", [], [], f"{zlib.adler32(DATA):08x}"),
    ],
)
def test_digest_of_some_data(load: Load, name: str, init: list[int], final: list[int], expected: str) -> None:
    assert digest(load, name, DATA, len(expected) // 2, init=init, final=final, seed=b"").hex() == expected


@pytest.mark.parametrize(
    ("name", "data", "init", "final", "seed", "expected"),
    [
        ("keccak", b"", [256], [1], b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("blake3", b"", [0], [32], b"", "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        ("md4", b"abc", [], [], b"", "a448017aaf21d8525fc10ae87aa6729d"),
        ("ripemd160", b"abc", [], [], b"", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        ("xxhash32", b"abc", [0], [], b"", "32d153ff"),
        ("xxhash64", b"abc", [], [], bytes(8), "44bc2cf5ad770999"),
        (
            "whirlpool",
            b"abc",
            [],
            [],
            b"",
            (
                "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c7181eebdb6c57e277d0e34957114cbd6"
                "c797fc9d95d8b582d225292076d4eef5"
            ),
        ),
    ],
)
def test_published_digest(
    load: Load, name: str, data: bytes, init: list[int], final: list[int], seed: bytes, expected: str
) -> None:
    assert digest(load, name, data, len(expected) // 2, init=init, final=final, seed=seed).hex() == expected


def test_xxhash_in_text_format_by_hand(load: Load) -> None:
    exports = load("xxhash-wasm__xxhash.wasm").exports
    exports.mem.write(b"abc", 0)
    assert exports.xxh32(0, 3, 0) & 0xFFFFFFFF == 0x32D153FF
    assert exports.xxh64(0, 3, 0) & 0xFFFFFFFFFFFFFFFF == 0x44BC2CF5AD770999
