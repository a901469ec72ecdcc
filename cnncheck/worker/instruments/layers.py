"""Remembers where the student's code creates each layer, and with what it constructs its own classes."""

import sys
import weakref
from typing import TYPE_CHECKING, Any

from cnncheck.worker.library import keras
from cnncheck.worker.state import Session

if TYPE_CHECKING:
    from types import FrameType


def install(session: Session) -> None:
    """Wrap the creation of layers and models.

    `Model` passes no arguments on to `Layer`, so both are wrapped; the outer one of the two calls sees the arguments.
    """
    _wrap(session, keras.layers.Layer)
    _wrap(session, keras.Model)


def _wrap(session: Session, owner: Any) -> None:
    original = owner.__new__

    def create(cls: Any, *arguments: Any, **options: Any) -> Any:
        layer = original(cls, *arguments, **options)
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and not session.is_students(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is not None:
            place = session.place(frame.f_code.co_filename, frame.f_lineno)
            session.creation_sites[id(layer)] = (weakref.ref(layer), place)
            if owner is keras.Model or not issubclass(cls, keras.Model):
                _remember_construction(session, cls, arguments, options)
        return layer

    owner.__new__ = staticmethod(create)


def _remember_construction(session: Session, cls: type, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    if session.owns_module(cls.__module__):
        session.constructed.setdefault(cls.__name__, []).append((arguments, dict(options)))
