"""Progress of a class run on a terminal."""

from types import TracebackType
from typing import Self

import rich.progress
from rich.console import Console

from cnncheck.findings import Status
from cnncheck.report.plain import plain

NAME_WIDTH = 32


class Progress:
    """A bar with counts, shown on a terminal and silent elsewhere."""

    def __init__(self, console: Console, total: int, *, enabled: bool) -> None:
        self._total = total
        columns = (
            rich.progress.TextColumn("grading"),
            rich.progress.BarColumn(),
            rich.progress.MofNCompleteColumn(),
            rich.progress.TimeRemainingColumn(),
            rich.progress.TextColumn("{task.fields[last]}", markup=False),
        )
        hidden = not (enabled and console.is_terminal)
        self._progress = rich.progress.Progress(*columns, console=console, transient=True, disable=hidden)
        self._task = self._progress.add_task("grading", total=total, last="")

    def expect(self, more: int) -> None:
        """Count on so many more submissions."""
        self._total += more
        self._progress.update(self._task, total=self._total)

    def advance(self, name: str) -> None:
        """Count one submission and show its name."""
        self._progress.update(self._task, advance=1, last=plain(name)[:NAME_WIDTH])

    def finished(self, name: str, statuses: list[Status]) -> None:
        """Count one submission and show how it ended."""
        ended = ", ".join(status.value for status in statuses) or "not graded"
        self._progress.update(self._task, advance=1, last=f"{plain(name)[:NAME_WIDTH]}: {ended}")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()
