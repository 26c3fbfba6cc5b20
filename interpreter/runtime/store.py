"""The store: the instances that modules can import from, by name.

Spec: §4.2.3 (syntax-store)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from interpreter.errors import StoreError
from interpreter.runtime.exports import Exporter
from interpreter.runtime.instance import Extern, Instance
from wasm_construct.module import Module


class Instantiator(Protocol):
    """Makes instances: an Executor."""

    def instantiate(self, module: Module, imports: Store, name: str | None = None) -> Instance:
        """Make an instance of a module, with imports from the store."""


class Store:
    """Instances and modules of the host by name, for modules to import from. Spec: §4.2.3 (syntax-store)

    At the end of a `with` statement the store forgets all names; its instances still run for those who refer to them.
    """

    def __init__(self) -> None:
        self.instances: dict[str, Exporter] = {}
        self.active: Instance | None = None
        """The instance that was registered last as the active one."""

    def find(self, module: str, name: str) -> Extern | None:
        """The extern that a module imports by these names; None when there is none."""
        instance = self.instances.get(module)
        return instance.externs.get(name) if instance is not None else None

    # ---- registering

    def register_import_module(self, executor: Instantiator, imports: Exporter) -> None:
        """Let modules import from a module of the host, by its name; raises StoreError when the name is taken."""
        self.instances[self._free(imports.name)] = imports

    def register_named_module(self, executor: Instantiator, name: str, module: Module) -> Instance:
        """Make an instance of a module and let others import from it by this name.

        Raises StoreError, before anything runs, when the name is taken; and what `Executor.instantiate` raises.
        """
        instance = executor.instantiate(module, self, self._free(name))
        self.instances[self._free(name)] = instance  # the start function may have taken the name
        instance.store = self
        return instance

    def register_active_module(self, executor: Instantiator, module: Module) -> Instance:
        """Make an instance of a module without a name: the active one, in place of the one before."""
        instance = executor.instantiate(module, self)
        self.active, instance.store = instance, self
        return instance

    def register_instance(self, name: str, instance: Exporter) -> None:
        """Let modules import from an instance by this name, perhaps its second; raises StoreError when it is taken."""
        self.instances[self._free(name)] = instance

    def _free(self, name: str | None) -> str:
        if name is None:
            raise ValueError("a module that others import from needs a name")
        if name in self.instances:
            raise StoreError(name)
        return name

    def unregister(self, instance: Exporter | str) -> None:
        """Forget all names of an instance, or one name; raises KeyError for a name that the store does not have."""
        if isinstance(instance, str):
            del self.instances[instance]
            return
        for name in [name for name, other in self.instances.items() if other is instance]:
            del self.instances[name]
        if self.active is instance:
            self.active = None

    # ---- looking

    def named_instance_count(self) -> int:
        """The number of names."""
        return len(self.instances)

    def instance_names(self) -> list[str]:
        """The names, in the order of registration."""
        return list(self.instances)

    def module_instance(self, name: str) -> Exporter | None:
        """The instance of this name, or None."""
        return self.instances.get(name)

    def contains(self, name: str) -> bool:
        """Whether the name is taken."""
        return name in self.instances

    def __contains__(self, name: object) -> bool:
        return name in self.instances

    def __len__(self) -> int:
        return len(self.instances)

    def __iter__(self) -> Iterator[str]:
        return iter(self.instances)

    def close(self) -> None:
        """Forget all names, and the active instance."""
        self.instances.clear()
        self.active = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for instance in (*self.instances.values(), self.active):
            if isinstance(instance, Instance):  # a copy of an instance is in no store
                instance.store = self

    def __repr__(self) -> str:
        return f"<Store: {', '.join(map(repr, self.instances)) or 'empty'}>"
