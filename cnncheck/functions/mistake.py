"""A mistake: a runnable wrong version of a function, with the text that explains it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong version of a function that real people write.

    It serves twice. Where it gives a student's answers in every case that was run, it is the diagnosis; and a check
    that lists it is proved able to fail.

    Attributes:
        name: unique, `conv2d-kernel-flipped`.
        code: the concept that went wrong.
        wrong: the runnable wrong version.
        what: what it does, as a sentence about "your function".
        why: why it happens.
        look: where to look, and what to change.
        stateful: `wrong` makes a fresh function, for it remembers earlier calls.
        explains: it may be named as a diagnosis; its own check finds it in another way where not.
        text: the file it stands in, where the mistake is seen in the text alone.
    """

    name: str
    code: str
    wrong: Callable[..., Any]
    what: str
    why: str
    look: str
    stateful: bool = False
    explains: bool = True
    text: str | None = None

    def subject(self) -> Callable[..., Any]:
        """The wrong version, ready to be called."""
        made: Callable[..., Any] = self.wrong() if self.stateful else self.wrong
        return made
