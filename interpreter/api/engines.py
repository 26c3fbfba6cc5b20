"""Makes the engine that a configuration names."""

from __future__ import annotations

from interpreter.api.config import Config
from interpreter.api.statistics import Statistics
from interpreter.engines.engine import Engine
from interpreter.engines.table import make


def engine(config: Config, statistics: Statistics) -> Engine:
    """The engine that a configuration names; it counts in `statistics` if the configuration or a limit asks for it."""
    counts = config.count_instructions or config.measure_cost or statistics.limit is not None
    statistics.ignored = statistics.ignored or not counts
    return make(config.engine, statistics if counts else None)
