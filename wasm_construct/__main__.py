"""Makes `python -m wasm_construct` the command line of the format alone; `python -m interpreter` is the whole."""

from __future__ import annotations

from wasm_construct.cli import main

if __name__ == "__main__":
    main()
