"""Allocation, instantiation and invocation.

Spec: §4.7 (Modules)
"""

from __future__ import annotations

from interpreter.executor.instantiation import instantiate
from interpreter.executor.linking import Resolver, resolve

__all__ = ["Resolver", "instantiate", "resolve"]
