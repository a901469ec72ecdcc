"""Printing goes nowhere and is bounded; questions at the keyboard and plot windows have nobody in front of them."""

import builtins
import io
import sys
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from cnncheck.worker.problems import KeyboardInputError, OutputLimitError
from cnncheck.worker.state import Session, pass_through

OUTPUT_LIMIT = 16 * 1024 * 1024
"""Characters one question's code may print: printing all of MNIST's labels fits, an endless loop does not."""


LONGEST_PRINTED = 1000
"""NumPy's own default. Course scripts lift it and dump every weight as text, which takes seconds that nobody reads."""

# Now, before the zygote forks: every later choice of another backend is ignored.
plt.switch_backend("Agg")


class _Raw(io.RawIOBase):
    """What `sys.stdout.buffer` writes to."""

    def __init__(self, count: "_Count") -> None:
        self._count = count

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        size = memoryview(data).nbytes
        self._count.add(size)
        return size


class _Count:
    """How much was printed since the question began, standard output and error together."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.total = 0

    def add(self, characters: int) -> None:
        self.total += characters
        if self.total > OUTPUT_LIMIT and self._session.caller() is not None:
            raise OutputLimitError(f"the code printed more than {OUTPUT_LIMIT // 2**20} MiB")


class _Sink(io.TextIOBase):
    """A text stream that counts and forgets."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, count: _Count) -> None:
        self._count = count
        self.buffer = _Raw(count)

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._count.add(len(text))
        return len(text)


_counts: list[_Count] = []


def begin_output() -> None:
    """Count what is printed from zero again."""
    for count in _counts:
        count.total = 0


def install(session: Session) -> None:
    """Replace standard output, `input` and the functions that open windows."""
    count = _Count(session)
    _counts[:] = [count]
    sys.stdout = _Sink(count)
    sys.stderr = _Sink(count)

    def ask(_prompt: object = "", /) -> str:
        raise KeyboardInputError("the script asks for keyboard input, and there is no keyboard while it is graded")

    def show(*_arguments: object, **_options: object) -> None:
        plt.close("all")

    def nothing(*_arguments: object, **_options: object) -> None:
        """Ask for another drawing backend, which would need a screen; wait for a window nobody sees."""

    set_printoptions = np.set_printoptions

    def short(precision: Any = None, threshold: Any = None, *arguments: Any, **options: Any) -> None:
        shown = threshold if threshold is None else min(threshold, LONGEST_PRINTED)
        pass_through(set_printoptions, precision, shown, *arguments, **options)

    builtins.input = ask
    np.set_printoptions = short
    plt.show = show
    plt.pause = nothing
    plt.switch_backend = nothing
    mpl.use = nothing
