"""The Mandelbrot set, by four threads: each has an instance of its own, and they share a memory.

An instance does one thing at a time, so calls of one instance from several threads take turns. Instances of their own
run side by side, as far as Python's threads do.

Prints:

                                           .....::::@.
                                         ......:#*-:....
                                       ......:-@@@@@=:......
                                  .....:...:::-@@@@@:::........
                             ........::@@+@#@@@@@@@@@@@@-:-=-=:.
                       .............::-@@@@@@@@@@@@@@@@@@@@@=:...
                   ...:............:-#@@@@@@@@@@@@@@@@@@@@@@@:::.
                ......:-==:-%:-::::+@@@@@@@@@@@@@@@@@@@@@@@@@=:..
             ........::-%@@@@@@@@--@@@@@@@@@@@@@@@@@@@@@@@@@@@=..
           .......:--:=@@@@@@@@@@@%@@@@@@@@@@@@@@@@@@@@@@@@@@+...
    @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@-:....
           .......:--:=@@@@@@@@@@@%@@@@@@@@@@@@@@@@@@@@@@@@@@+...
             ........::-%@@@@@@@@--@@@@@@@@@@@@@@@@@@@@@@@@@@@=..
                ......:-==:-%:-::::+@@@@@@@@@@@@@@@@@@@@@@@@@=:..
                   ...:............:-#@@@@@@@@@@@@@@@@@@@@@@@:::.
                       .............::-@@@@@@@@@@@@@@@@@@@@@=:...
                             ........::@@+@#@@@@@@@@@@@@-:-=-=:.
                                  .....:...:::-@@@@@:::........
                                       ......:-@@@@@=:......
                                         ......:#*-:....
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from interpreter import Config, ImportObjectBuilder, Memory, MemoryType, Module

WIDTH, HEIGHT, STEPS, THREADS = 72, 20, 40, 4
SHADES = " .:-=+*%#@"

memory = Memory(MemoryType(1, 1, shared=True))
imports = ImportObjectBuilder().with_memory("memory", memory).build("env")
module = Module.from_file(Path(__file__).with_name("mandelbrot.wat"), Config().turned_on("threads"))


def work(number: int) -> None:
    """Compute every fourth line, beginning with this one."""
    module.instantiate([imports]).exports.lines(WIDTH, HEIGHT, STEPS, number, THREADS)


with ThreadPoolExecutor(THREADS) as pool:
    list(pool.map(work, range(THREADS)))

for y in range(HEIGHT):
    points = memory.read(y * WIDTH, WIDTH)
    print("".join(SHADES[count * (len(SHADES) - 1) // STEPS] for count in points).rstrip())
