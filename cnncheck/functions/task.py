"""The task of handing in one function."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cnncheck.course import Handed, Task
from cnncheck.functions.remote import RemoteFunction
from cnncheck.functions.specification import Specification


@dataclass(frozen=True, slots=True)
class FunctionTask(Task[RemoteFunction]):
    """Hand in one NumPy function.

    Attributes:
        specification: what the function should do; `checks` are its own unless an instructor chose others.
    """

    specification: Specification = field(kw_only=True)

    @classmethod
    def of(cls, specification: Specification, points: int, names: Sequence[str] = ()) -> "FunctionTask":
        """The task named like the function, with all of its checks; `names` are other names it may have."""
        return cls(
            specification.name,
            points,
            (specification.name, *names),
            checks=specification.checks,
            specification=specification,
        )

    @property
    def kind(self) -> str:
        """What the subject is."""
        return "function"

    def open(self, handed: Handed) -> RemoteFunction:
        """Take hold of the function; it is called when a check asks."""
        return RemoteFunction(handed, self.specification)
