r"""The binary format, declared once as construct schemas; the only package that imports construct.

The schemas are lowercase names in `types`, `instructions`, `modules` and `custom`, and every one of them parses and
builds by itself: `memtype.parse(b"\x00\x01")`. Everything that is fast is derived from them: `read_compiler` and
`write_compiler` turn them into Python functions, `patterns` and `lexer` into regular expressions for code. `reader` and
`writer` put these together, and ask the schemas themselves about whatever the fast ways refuse.

Spec: §5 (binary)
"""
