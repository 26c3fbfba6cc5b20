"""Which engine runs the code."""

from __future__ import annotations

from interpreter.api.config import Config
from interpreter.api.statistics import Statistics
from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine


def engine(config: Config, statistics: Statistics) -> Engine:
    """The engine that a configuration names (there is one so far), which counts if it is to."""
    counts = config.count_instructions or config.measure_cost or statistics.limit is not None
    statistics.ignored = statistics.ignored or not counts
    return PythonEngine(statistics if counts else None)
