"""Draws with Hypothesis that depend on the seed alone.

Hypothesis mixes numbers into its draws that it finds in the source of the modules a process happens to have loaded.
The same seed would then ask other cases under pytest than on the command line, or in an editable install.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from hypothesis.internal.conjecture import providers


@contextmanager
def by_the_seed_alone() -> Iterator[None]:
    """Keep numbers from loaded modules out of what is drawn; versions that do not mix them in need nothing."""
    if not all(hasattr(providers, name) for name in ("_get_local_constants", "CONSTANTS_CACHE", "GLOBAL_CONSTANTS")):
        yield
        return
    nothing = type(providers.GLOBAL_CONSTANTS)()
    providers.CONSTANTS_CACHE.cache.clear()
    try:
        with mock.patch.object(providers, "_get_local_constants", return_value=nothing):
            yield
    finally:
        providers.CONSTANTS_CACHE.cache.clear()
