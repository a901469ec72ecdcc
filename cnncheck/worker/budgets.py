"""Time limits on a student's code, by a timer signal that raises inside it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cnncheck.worker.state import Place, Session

AGAIN_S = 0.25
"""Seconds until the exception is raised once more where a bare `except:` swallowed it."""

SHORTEST_S = 0.001
"""A timer of zero seconds would be off."""


class OutOfTime(BaseException):
    """The time is up; no `except Exception` of the student's swallows it. `place` is where the code was first."""

    def __init__(self, place: Place | None) -> None:
        super().__init__("time is up")
        self.place = place


@contextmanager
def budget(session: Session, seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` inside the student's code once `seconds` of real time have passed.

    The exception is raised only while a frame of the student's is running, so that it never lands in the worker's own
    code between two questions. Outside the main thread there are no signals, and then no limit is kept here.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    first: list[Place | None] = []

    def expire(_number: int, frame: FrameType | None) -> None:
        place = session.student_line(frame)
        if place is not None:
            first.append(place)
            raise OutOfTime(first[0])

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, SHORTEST_S), AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
