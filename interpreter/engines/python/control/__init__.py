"""Control flow: with Python's own statements where they suffice (`structured`), else as a loop (`dispatch`).

`flow` has what both share; begin there.
"""
