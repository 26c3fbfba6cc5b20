r"""The binary format, declared once as construct schemas; the only package that imports construct.

The schemas are lowercase names in `types`, `instructions`, `modules` and `custom`, and every one of them parses and
builds by itself: `memtype.parse(b"\x00\x01")`. Everything that is fast is derived from them, in `fast`. `reader` and
`writer` put these together, and ask the schemas themselves about whatever the fast ways refuse; `trace` and `report`
explain the bytes.

Spec: §5 (binary)
"""
