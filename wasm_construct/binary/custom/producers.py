"""The schema of the `producers` section.

Source: the tool conventions, ProducersSection.md
"""

from __future__ import annotations

from wasm_construct.binary.combinators import Record, Vec
from wasm_construct.binary.leaves import name
from wasm_construct.syntax.producers import Producer, Producers, ProducersField

_producer = Record(Producer, "name" / name, "version" / name)
_field = Record(ProducersField, "name" / name, "values" / Vec(_producer))
producers = Record(Producers, "fields" / Vec(_field))
