"""What all sections have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(slots=True)
class Section:
    """One section of a module. Spec: §5.5.2 (binary-section)

    `id` is its number in the file, `kind` what commands call it.
    """

    id: ClassVar[int]
    kind: ClassVar[str]
    size_width: int = field(default=0, init=False, compare=False, repr=False)
