"""The runtime: the instances of modules (memories, tables, globals, functions) and the execution of their code."""
