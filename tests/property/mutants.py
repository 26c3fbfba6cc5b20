"""Damaged modules, and whether all ways to read and write agree on them.

To look at many, with another seed than last time:

    python -m tests.property.mutants 100000 --seed 7
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence

from tests.property.compare import DisagreementError, check
from tests.property.damage import damaged_module
from tests.property.seeds import generated, real
from wasm_construct import ALL, WASM3


def run(seeds: Sequence[bytes], count: int, seed: int) -> Counter[str]:
    """Check so many mutants; how many were accepted and rejected. Raises DisagreementError."""
    rng = random.Random(seed)
    verdicts: Counter[str] = Counter()
    for _ in range(count):
        data = damaged_module(rng.choice(seeds), rng.randint, 2)
        features = rng.choice((WASM3, ALL, ALL))
        try:
            accepted = check(data, features)
        except Exception as error:
            which = "ALL" if features is ALL else "WASM3"
            raise DisagreementError(f"{which}, bytes.fromhex({data.hex()!r}): {error!r}") from error
        verdicts["accepted" if accepted else "rejected"] += 1
    return verdicts


def main() -> None:
    """Check as many mutants as the command line says, and go on after a disagreement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--largest", type=int, default=1000, help="the size of the largest real module, in bytes")
    arguments = parser.parse_args()
    seeds = [*generated(1000), *real(arguments.largest) * 4]
    verdicts: Counter[str] = Counter()
    for part in range(0, arguments.count, 100):
        try:
            verdicts += run(seeds, min(100, arguments.count - part), arguments.seed * 1_000_003 + part)
        except DisagreementError as error:
            verdicts["disagreements"] += 1
            sys.stdout.write(f"{error}\n\n")
    sys.stdout.write(f"{arguments.count} mutants: {dict(verdicts)}\n")
    sys.exit(bool(verdicts["disagreements"]))


if __name__ == "__main__":
    main()
