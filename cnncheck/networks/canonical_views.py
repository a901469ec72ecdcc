"""Variables as layers see them: a kernel that is transposed or reshaped before its use counts as another variable."""

from collections.abc import Iterator, Mapping

from cnncheck.networks.rearrangement import Rearrangement
from reference.operations import Shape


class Views(Mapping[int, Shape]):
    """Shapes of variables by number; what is made of a variable has a number of its own, below zero.

    The same view of the same variable has the same number, in both modes of a network.
    """

    def __init__(self, variables: Mapping[int, Shape]) -> None:
        self._made: dict[tuple[int, Rearrangement], int] = {}
        self._of = {number: (number, Rearrangement(shape)) for number, shape in variables.items()}

    def __getitem__(self, number: int) -> Shape:
        return self._of[number][1].seen_shape

    def __iter__(self) -> Iterator[int]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def changed(self, number: int, kind: str, numbers: tuple[int, ...]) -> int | None:
        """The number of a variable after one more change; None where that cannot be done."""
        variable, before = self._of[number]
        try:
            after = before.then(kind, numbers)
        except ValueError:
            return None
        if not after.changes:
            return variable
        made = self._made.setdefault((variable, after), -1 - len(self._made))
        self._of[made] = variable, after
        return made

    def variable(self, number: int) -> int:
        """The variable that a number stands for."""
        return self._of[number][0]

    def rearrangement(self, number: int) -> Rearrangement | None:
        """How it is seen; None for a variable as it is."""
        view = self._of[number][1]
        return view if view.changes else None
