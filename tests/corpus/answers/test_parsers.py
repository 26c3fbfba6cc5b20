"""Parsers and formatters, from C, Rust, Go and Zig."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter import FuncType
from tests.corpus.answers.conftest import Load
from wasm_construct.syntax import NumType

I32 = NumType.I32


def test_gofmt(load: Load) -> None:
    exports = load("wasm-fmt_gofmt__gofmt.wasm").exports
    exports._initialize()
    text = b"package  main\nfunc  main( ){\nx:=1\n}\n"
    exports.memory.write(text, exports.alloc(len(text)))
    assert exports.format() == 1
    formatted = exports.memory.read(exports.output_ptr(), exports.output_len())
    assert formatted == b"package main\n\nfunc main() {\n\tx := 1\n}\n"


def test_zig_fmt(load: Load) -> None:
    exports = load("wasm-fmt_zig_fmt__zig_fmt.wasm").exports
    text = b"const  x=1 ;\nfn f()void{}\n"
    address = exports.alloc(len(text))
    exports.memory.write(text, address)
    assert exports.memory.read(*exports.format(address, len(text))) == b"const x = 1;\nfn f() void {}\n"


def test_es_module_lexer(load: Load) -> None:
    exports = load("es-module-lexer__lexer.wasm").exports
    text = "import a, {b as c} from 'mod';\nexport const x = 1;\nexport default function f() {}\nimport('dyn');"
    exports._initialize()
    exports.memory.write(text.encode("utf-16le"), exports.sa(len(text)))
    assert exports.parse() == 1
    imports = []
    while exports.ri():
        imports.append((text[exports["is"]() : exports.ie()], exports.id()))
    assert imports == [("mod", -1), ("'dyn'", text.rindex("("))]


def test_cjs_module_lexer(load: Load) -> None:
    exports = load("cjs-module-lexer__lexer.wasm").exports
    text = "exports.a = 1; exports['b'] = 2; module.exports = require('./dep');"
    address = exports.sa(len(text))
    exports.memory.write(text.encode("utf-16le"), address)
    assert exports.parseCJS(address, len(text), 0, 0, 0, 0) == 0
    names, sources = [], []
    while exports.re():
        names.append(text[exports.es() : exports.ee()])
    while exports.rre():
        sources.append(text[exports.res() : exports.ree()])
    assert (names, sources) == (["a", "'b'"], ["'./dep'"])


def test_llhttp_calls_back(load: Load) -> None:
    log: list[tuple[str, Any]] = []

    def callback(name: str, with_data: bool) -> Callable[..., int]:
        def call(parser: int, *args: int) -> int:
            log.append((name, exports.memory.read(*args) if with_data else args))
            return 0

        return call

    plain = FuncType((I32,), (I32,))
    data = FuncType((I32, I32, I32), (I32,))
    env = {
        "wasm_on_message_begin": (plain, callback("begin", False)),
        "wasm_on_message_complete": (plain, callback("complete", False)),
        "wasm_on_headers_complete": (FuncType((I32,) * 4, (I32,)), callback("headers", False)),
    }
    for name in "url status header_field header_value body".split():
        env[f"wasm_on_{name}"] = (data, callback(name, True))
    exports = load("undici__llhttp.wasm", env).exports
    exports._initialize()
    parser = exports.llhttp_alloc(0)
    request = b"POST /x?y=1 HTTP/1.1\r\nHost: example.org\r\nContent-Length: 3\r\n\r\nabc"
    address = exports.malloc(len(request))
    exports.memory.write(request, address)
    assert exports.llhttp_execute(parser, address, len(request)) == 0
    assert log == [
        ("begin", ()),
        ("url", b"/x?y=1"),
        ("header_field", b"Host"),
        ("header_value", b"example.org"),
        ("header_field", b"Content-Length"),
        ("header_value", b"3"),
        ("headers", (0, 0, 1)),
        ("body", b"abc"),
        ("complete", ()),
    ]


def test_source_map(load: Load) -> None:
    found: list[tuple[int, ...]] = []
    env = {"mapping_callback": (FuncType((I32,) * 10, ()), lambda *args: found.append(args))}
    exports = load("source-map__mappings.wasm", env).exports
    text = b"AAAA,SAASA,EAAE;AACTC"
    address = exports.allocate_mappings(len(text))
    exports.memory.write(text, address)
    mappings = exports.parse_mappings(address)
    assert exports.get_last_error() == 0
    exports.by_generated_location(mappings)
    # line and column in what was generated, then the source, its line and column, and the name, where there are any
    assert [(m[0], m[1], m[5:8], m[9] if m[8] else None) for m in found] == [
        (0, 0, (0, 0, 0), None),
        (0, 9, (0, 0, 9), 0),
        (0, 11, (0, 0, 11), None),
        (1, 0, (0, 1, 2), 1),
    ]
