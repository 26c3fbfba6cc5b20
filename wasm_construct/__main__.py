"""`python -m wasm_construct`: the commands of the format."""

from __future__ import annotations

from wasm_construct.cli import main

if __name__ == "__main__":
    main()
