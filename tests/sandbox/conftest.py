"""One zygote for all tests of the sandbox, serving a worker that does whatever a script of the submission says."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Limits, Worker, Zygote

ACTING = Path(__file__).parent / "acting.py"


@pytest.fixture(scope="session")
def acting_worker() -> Path:
    return ACTING


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote.start(worker=ACTING) as shared:
        yield shared


@pytest.fixture
def act(zygote: Zygote, tmp_path: Path) -> Iterator[Callable[..., tuple[str, ...]]]:
    """Run a script in a worker of its own and return its notes."""
    workers: list[Worker] = []
    folder = tmp_path / "act"
    folder.mkdir()

    def run(script: str, limits: Limits | None = None, *, timeout: float | None = None) -> tuple[str, ...]:
        (folder / "script.py").write_text(script)
        worker = zygote.spawn(folder, limits)
        workers.append(worker)
        return worker.ask(Load("script.py", 5.0), Loaded, timeout=timeout).notes

    yield run
    for worker in workers:
        worker.close()


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Whether a process has ended: it is no more, or a zombie that its parent will collect."""

    def ended(pid: int) -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        return state in "ZX"

    return ended
