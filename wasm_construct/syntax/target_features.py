"""The content of the `target_features` section: the features that an object file was compiled for.

Source: the tool conventions, Linking.md
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wasm_construct.syntax.conventions import Kind


class FeaturePolicy(Kind):
    """What an object file says of a feature; the value is the prefix of the feature's name.

    The documents no longer list `REQUIRED`; older object files have it.
    """

    USED = "+"
    DISALLOWED = "-"
    REQUIRED = "="


@dataclass(slots=True)
class TargetFeature:
    """A feature as toolchains call it, such as `simd128`."""

    policy: FeaturePolicy
    name: str


@dataclass(slots=True)
class TargetFeatures:
    """All entries of a target features section, in the order of the file."""

    features: list[TargetFeature] = field(default_factory=list)

    def names(self, policy: FeaturePolicy = FeaturePolicy.USED) -> list[str]:
        """The names of the features with this policy."""
        return [feature.name for feature in self.features if feature.policy is policy]
