"""Makes `python -m interpreter` the same as `wasm-construct`."""

from __future__ import annotations

from interpreter.cli import main

if __name__ == "__main__":
    main()
