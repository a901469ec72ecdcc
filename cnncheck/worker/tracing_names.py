"""Lets a graph take names of layers that TensorFlow refuses there: with spaces, in Chinese."""

import re
from typing import Any

_REFUSED = re.compile(r"[^A-Za-z0-9_.\\/>-]")
_FIRST = re.compile(r"^[^A-Za-z0-9.]")


def take_any_name(graph: Any) -> list[str]:
    """Make a graph replace what it would refuse in the name of a scope; gives the list of names it had to change.

    A plain call of a Keras model does not mind them, its `fit` does: it traces the model into a graph.
    """
    changed: list[str] = []
    original = graph.name_scope

    def name_scope(name: Any) -> Any:
        if isinstance(name, str) and name:
            taken = _REFUSED.sub("_", name)
            if not graph.get_name_scope():
                taken = _FIRST.sub("n", taken)
            if taken != name and name not in changed:
                changed.append(name)
            name = taken
        return original(name)

    graph.name_scope = name_scope
    return changed
