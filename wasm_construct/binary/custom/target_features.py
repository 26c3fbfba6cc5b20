"""The schema of the `target_features` section.

Source: the tool conventions, Linking.md
"""

from __future__ import annotations

from wasm_construct.binary.combinators import Record, Vec
from wasm_construct.binary.leaves import OneOf, name
from wasm_construct.syntax.target_features import FeaturePolicy, TargetFeature, TargetFeatures

_policy = OneOf({ord(policy.value): policy for policy in FeaturePolicy}, "malformed feature prefix")
_feature = Record(TargetFeature, "policy" / _policy, "name" / name)
target_features = Record(TargetFeatures, "features" / Vec(_feature))
