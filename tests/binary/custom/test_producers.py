"""The sections that say what made a module, and for which features."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wasm_construct.errors import MalformedError
from wasm_construct.syntax.producers import Producer, Producers, ProducersField
from wasm_construct.syntax.target_features import FeaturePolicy, TargetFeature, TargetFeatures

Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]

PRODUCERS = b"\x02\x08language\x01\x01C\x0218\x0cprocessed-by\x02\x05clang\x0218\x03lld\x00"


def test_producers(read: Read) -> None:
    producers = read("producers", PRODUCERS)
    assert producers == Producers(
        [
            ProducersField("language", [Producer("C", "18")]),
            ProducersField("processed-by", [Producer("clang", "18"), Producer("lld", "")]),
        ]
    )
    assert producers.versions("processed-by") == {"clang": "18", "lld": ""}
    assert producers.versions("sdk") == {}


def test_a_producer_is_set_in_place_or_added(read: Read, built: Built) -> None:
    producers = read("producers", PRODUCERS)
    producers.set("processed-by", "lld", "19")
    producers.set("sdk", "Emscripten", "4")
    assert built("producers", producers) == (
        b"\x03\x08language\x01\x01C\x0218\x0cprocessed-by\x02\x05clang\x0218\x03lld\x0219\x03sdk\x01\x0aEmscripten\x014"
    )


def test_target_features(read: Read) -> None:
    features = read("target_features", b"\x03+\x07simd128-\x0ashared-mem=\x07atomics")
    assert features == TargetFeatures(
        [
            TargetFeature(FeaturePolicy.USED, "simd128"),
            TargetFeature(FeaturePolicy.DISALLOWED, "shared-mem"),
            TargetFeature(FeaturePolicy.REQUIRED, "atomics"),
        ]
    )
    assert features.names() == ["simd128"]
    assert repr(features.features[1]) == "TargetFeature(policy=FeaturePolicy.DISALLOWED, name='shared-mem')"


def test_other_prefixes_are_malformed(read: Read) -> None:
    with pytest.raises(MalformedError, match="malformed feature prefix") as caught:
        read("target_features", b"\x01?\x01x")
    assert caught.value.offset == len("\x0ftarget_features") + 1
    assert caught.value.path.endswith("content.features[0].policy")
