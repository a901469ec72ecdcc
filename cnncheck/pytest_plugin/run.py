"""What one pytest process needs to grade: the zygote, a bench for each submission, and how a run is repeated."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from cnncheck.course import Assignment
    from cnncheck.sandbox import Zygote
    from cnncheck.subjects import Bench

SEED = 0
"""Fixed, so that a student sees the same cases again; `cnncheck grade` draws a fresh one."""

ADDRESS = "cnncheck_zygote"
"""Under this name pytest-xdist hands on where the controller's zygote listens."""


class Run:
    """One pytest process: what it has started, and what it was asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._zygote: Zygote | None = None
        self._benches: dict[tuple[Path, str], Bench] = {}

    @property
    def zygote(self) -> Zygote:
        """The zygote, started or joined when it is first needed."""
        if self._zygote is None:
            from cnncheck.sandbox import Zygote  # noqa: PLC0415 - only a run that grades needs it

            address = getattr(self._config, "workerinput", {}).get(ADDRESS)
            self._zygote = Zygote.connect(address) if address else Zygote.start()
        return self._zygote

    def bench(self, path: Path, assignment: Assignment) -> Bench:
        """The bench of one submission and assignment."""
        key = (path, assignment.name)
        if key not in self._benches:
            from cnncheck.subjects import Bench, Budget  # noqa: PLC0415 - only a run that grades needs it
            from cnncheck.submission import Submission  # noqa: PLC0415 - the same

            self._benches[key] = Bench(
                Submission.read(path),
                self.zygote,
                SEED,
                Budget(),
                reserved=assignment.names,
            )
        return self._benches[key]

    def repeated_by(self, path: Path, assignment: str) -> str:
        """The command without pytest that asks one submission the same cases."""
        from cnncheck.classroom.engine import Options, command  # noqa: PLC0415 - only a run that grades needs it

        named, training = self._config.getoption("--assignment"), self._config.getoption("--training")
        here = self._config.invocation_params.dir
        shown = path.relative_to(here) if path.is_relative_to(here) else path
        return command(shown, assignment, Options(SEED, assignment=named, training=training))

    def close(self) -> None:
        """End everything that was started."""
        for bench in self._benches.values():
            bench.close()
        self._benches.clear()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None


RUN = pytest.StashKey[Run]()
"""Where pytest's configuration holds it."""


def pytest_command(config: pytest.Config) -> str:
    """The pytest command that this run was started with."""
    return shlex.join(["pytest", *map(str, config.invocation_params.args)])
