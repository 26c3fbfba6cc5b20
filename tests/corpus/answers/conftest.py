"""Instances of modules of the corpus, driven as a user would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from interpreter import Executor, FuncType, ImportObjectBuilder, Instance, Module, Store
from tests.support.data import corpus

Load = Callable[..., Instance]


@pytest.fixture
def load() -> Load:
    """Gives an instance of a module of the corpus; `env` are the functions of one module that it imports."""

    def make(
        name: str, env: Mapping[str, tuple[FuncType, Callable[..., Any]]] | None = None, as_: str = "env"
    ) -> Instance:
        store, executor = Store(), Executor()
        if env is not None:
            builder = ImportObjectBuilder()
            for field, (type_, function) in env.items():
                builder.with_func(field, function, type_)
            store.register_import_module(executor, builder.build(as_))
        return store.register_active_module(executor, Module.from_file(corpus() / name))

    return make
