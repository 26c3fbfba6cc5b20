"""A program that asks for its arguments and its environment, and prints them.

Prints:

    print_env
    arg1
    arg2
    ENV1=VAL1
    ENV2=VAL2
    ENV3=VAL3
"""

from pathlib import Path

from interpreter import Module
from interpreter.wasi import Wasi

wasi = Wasi(["print_env", "arg1", "arg2"], {"ENV1": "VAL1", "ENV2": "VAL2", "ENV3": "VAL3"})
program = Module.from_file(Path(__file__).with_name("print_env.wat")).instantiate([wasi])

program.exports.print_env()
assert wasi.exit_code() == 0
