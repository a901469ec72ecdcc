"""Where Keras keeps copies of its public functions: its own modules, `keras.` and `tf.keras.`."""

import importlib
from contextlib import suppress
from functools import cache
from types import ModuleType

from cnncheck.worker.library import keras


def keras_modules(name: str) -> tuple[ModuleType, ...]:
    """The modules of that name, "datasets.mnist", in each of the places; at least one is there.

    Raises:
        ImportError: Keras has no such module.
    """
    return _modules(name, keras.packages)


@cache
def _modules(name: str, packages: tuple[str, ...]) -> tuple[ModuleType, ...]:
    found = []
    for package in packages:
        with suppress(ImportError):
            found.append(importlib.import_module(f"{package}.{name}"))
    if not found:
        raise ImportError(f"Keras has no module {name}")
    return tuple(found)
