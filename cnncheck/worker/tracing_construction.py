"""Tells how far a network came that fails while it is constructed: `Sequential.add` calls every layer at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cnncheck.inside.wire import TrailStep
from cnncheck.worker.library import keras
from cnncheck.worker.state import Session, pass_through

MAX_STEPS = 200
"""Layers that are told."""


class Construction:
    """The layers that were called during a construction, in the order of their last calls."""

    def __init__(self) -> None:
        self._steps: dict[int, tuple[Any, tuple[int | None, ...] | None]] = {}

    def call(self, original: Any, layer: Any, args: Any, kwargs: Any) -> Any:
        """Call a layer and keep the shape of what it returns; none for one that fails."""
        self._steps.pop(id(layer), None)
        self._steps[id(layer)] = (layer, None)
        result = pass_through(original, layer, *args, **kwargs)
        shape = getattr(result, "shape", None)
        self._steps[id(layer)] = (layer, None if shape is None else tuple(shape))
        return result

    def trail(self, session: Session) -> tuple[TrailStep, ...]:
        """The layers with a result, and the innermost one that failed."""
        steps = list(self._steps.values())
        failed = [step for step in steps if step[1] is None][-1:]
        done = [step for step in steps if step[1] is not None]
        return tuple(_step(session, *step) for step in (done + failed)[-MAX_STEPS:])


@contextmanager
def watched_construction() -> Iterator[Construction]:
    """Watch the calls of layers while the student's code constructs a network."""
    construction = Construction()
    original = keras.layers.Layer.__call__

    def call(layer: Any, *args: Any, **kwargs: Any) -> Any:
        return construction.call(original, layer, args, kwargs)

    keras.layers.Layer.__call__ = call
    try:
        yield construction
    finally:
        keras.layers.Layer.__call__ = original


def _step(session: Session, layer: Any, shape: tuple[int | None, ...] | None) -> TrailStep:
    site = session.site_of(layer)
    kind = type(layer).__name__[:200]
    return TrailStep(kind, kind, shape, site.line if site else None)
