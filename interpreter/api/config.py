"""How modules are read and run."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from interpreter.engines.table import NAMES
from wasm_construct.features import WASM3, Feature, check_requirements, feature_set
from wasm_construct.validation.limits import DEFAULT_LIMITS, ImplementationLimits

ENGINES = NAMES
"""The engines by name; `auto` takes the best one for each function."""


@dataclass(frozen=True, slots=True, repr=False)
class Config:
    """Options, which cannot be changed. Raises ValueError for bad ones, such as `gc` without the features it needs.

    `features` are the features that are on (see `wasm_construct.features`; those of Wasm 3.0 by default). `limits` say
    how much of each thing a module may have, `max_memory_pages` how many pages each memory can have (None: as many as
    its type allows). `engine` is one of `ENGINES`. `count_instructions` and `measure_cost` make the engine count both,
    which slows it down many times; `measure_time` measures how long calls take (see `Statistics`).

    `trust_compiled_code`: run the code that a `Compiler` has put into a module. It is code of Python, which nobody can
    check: the author of the file can do all that this process can. Set it only for files that nobody else can write.
    """

    features: frozenset[Feature] = field(default=WASM3)
    max_memory_pages: int | None = None
    engine: str = "auto"
    limits: ImplementationLimits = DEFAULT_LIMITS
    count_instructions: bool = False
    measure_cost: bool = False
    measure_time: bool = False
    trust_compiled_code: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "features", check_requirements(self.features))
        if self.engine not in ENGINES:
            raise ValueError(f"there is no engine {self.engine!r}; the engines are {', '.join(ENGINES)}")
        if self.max_memory_pages is not None and self.max_memory_pages < 0:
            raise ValueError("max_memory_pages must not be negative")

    def enabled(self, feature: str) -> bool:
        """Whether a feature is on; raises ValueError for one that does not exist."""
        return feature_set([feature]) <= self.features

    def turned_on(self, *features: str) -> Config:
        """The same options with these features on, too."""
        return replace(self, features=self.features | feature_set(features))

    def turned_off(self, *features: str) -> Config:
        """The same options without these features; raises ValueError when another one needs them."""
        return replace(self, features=self.features - feature_set(features))

    def __repr__(self) -> str:
        shown = _differing(self)
        if "features" in shown:
            more, less = (sorted(map(str, part)) for part in (self.features - WASM3, WASM3 - self.features))
            shown["features"] = "WASM3" + f" - {less}" * bool(less) + f" + {more}" * bool(more)
        if "limits" in shown:
            shown["limits"] = _made("ImplementationLimits", _differing(self.limits))
        return _made("Config", shown)


def _differing(options: Any) -> dict[str, str]:
    """The options that differ from their defaults, and their values."""
    values = [(each.name, each.default, getattr(options, each.name)) for each in fields(options)]
    return {name: repr(value) for name, default, value in values if value != default}


def _made(name: str, arguments: dict[str, str]) -> str:
    return f"{name}({', '.join(f'{key}={value}' for key, value in arguments.items())})"
