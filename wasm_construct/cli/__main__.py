"""Makes `python -m wasm_construct.cli` the same as `wasm-construct`."""

from __future__ import annotations

from wasm_construct.cli import main

if __name__ == "__main__":
    main()
