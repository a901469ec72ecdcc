"""Where Keras keeps copies of its public functions: its own modules, `keras.` and `tf.keras.`."""

import importlib
from contextlib import suppress
from functools import cache
from types import ModuleType

_PACKAGES = ("keras.src", "keras", "keras._tf_keras.keras")


@cache
def keras_modules(name: str) -> tuple[ModuleType, ...]:
    """The modules of that name, "datasets.mnist", in each of the places; at least one is there.

    Raises:
        ImportError: Keras has no such module.
    """
    found = []
    for package in _PACKAGES:
        with suppress(ImportError):
            found.append(importlib.import_module(f"{package}.{name}"))
    if not found:
        raise ImportError(f"Keras has no module {name}")
    return tuple(found)
