"""Real workers in a real sandbox, forked from the zygote of the whole test process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Worker, Zygote

SUBMISSIONS = Path(__file__).parent.parent / "submissions"


@dataclass
class Run:
    """A worker that loaded a file, and what it said."""

    worker: Worker
    loaded: Loaded

    def defined(self, name: str) -> str | None:
        return next((each.kind for each in self.loaded.definitions if each.name == name), None)


@pytest.fixture
def load(zygote: Zygote, tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Load a file of a folder, or a script given as its text."""
    workers: list[Worker] = []

    def run(source: str | bytes | Path, file: str = "script.py", budget_s: float = 20.0) -> Run:
        if isinstance(source, Path):
            folder = source
        else:
            folder = tmp_path
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(source.encode() if isinstance(source, str) else source)
        workers.append(zygote.spawn(folder))
        return Run(workers[-1], workers[-1].ask(Load(file, budget_s), Loaded))

    yield run
    for worker in workers:
        worker.close()


@pytest.fixture(scope="session")
def submissions() -> Path:
    return SUBMISSIONS
