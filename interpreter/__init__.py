"""The runtime: the instances of a module (memories, tables, globals, functions) and the execution of its code.

It comes in a later release; this package holds its name until then.
"""
