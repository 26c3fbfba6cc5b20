"""What is derived from the schemas for speed; everything here can be thrown away without losing a fact.

`read_compiler` and `write_compiler` turn a schema into a Python function, `patterns` into a regular expression, and
`lexer` makes of those the reader of code.
"""
