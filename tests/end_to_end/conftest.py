"""Real commands in processes of their own: what a person types, what comes back, and what is left behind."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it left in its private temporary folder."""

    status: int
    output: str
    errors: str
    left: tuple[str, ...] = ()

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON the command printed
        return json.loads(self.output)


Command = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str]], Path]


def _environment(temporary: Path, given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "TMPDIR": str(temporary), **given}


@pytest.fixture(scope="session")
def run_module(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run `python -m MODULE ARGUMENTS...` with a temporary folder of its own."""

    def run(
        module: str,
        *arguments: object,
        cwd: Path = CHECKOUT,
        timeout: float = 300,
        flags: tuple[str, ...] = (),
        **given: str,
    ) -> Result:
        temporary = tmp_path_factory.mktemp("tmp")
        command = [sys.executable, *flags, "-m", module, *map(str, arguments)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd=cwd,
            env=_environment(temporary, given),
            stdin=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr, tuple(path.name for path in temporary.iterdir()))

    return run


@pytest.fixture(scope="session")
def cnncheck(run_module: Command) -> Command:
    """Run the command line."""

    def run(*arguments: object, **options: Any) -> Result:  # noqa: ANN401 - those of `run_module`
        return run_module("cnncheck.cli", *arguments, **options)

    return run


@pytest.fixture(scope="session")
def run_pytest(run_module: Command) -> Command:
    """Run pytest as a student does: without cache, so that the checkout stays as it is."""

    def run(*arguments: object, **options: Any) -> Result:  # noqa: ANN401 - those of `run_module`
        return run_module("pytest", "-p", "no:cacheprovider", *arguments, **options)

    return run


@pytest.fixture(scope="session")
def write() -> Write:
    """Write files, given by relative name, below a folder."""

    def made(folder: Path, files: Mapping[str, str]) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return folder

    return made


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[subprocess.Popen[str], Path]]:
    """Start the command line in a session of its own, to be sent signals; returns it and its temporary folder."""

    def start(*arguments: object) -> tuple[subprocess.Popen[str], Path]:
        temporary = tmp_path_factory.mktemp("tmp")
        process = subprocess.Popen(
            [sys.executable, "-m", "cnncheck.cli", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=CHECKOUT,
            env=_environment(temporary, {}),
            start_new_session=True,
        )
        return process, temporary

    return start


@pytest.fixture(scope="session")
def processes_of() -> Callable[[Path], list[str]]:
    """Command lines of the processes that work with a temporary folder."""

    def found(temporary: Path) -> Iterator[str]:
        for process in psutil.process_iter():
            try:
                words = process.cmdline()
                if any(str(temporary) in text for text in (*words, *process.environ().values())):
                    yield " ".join(words)
            except psutil.Error:
                continue

    return lambda temporary: list(found(temporary))


@pytest.fixture(scope="session")
def until() -> Callable[[Callable[[], bool]], None]:
    """Wait for something that has to happen."""

    def wait(happened: Callable[[], bool], patience_s: float = 60.0) -> None:
        end = time.monotonic() + patience_s
        while not happened():
            assert time.monotonic() < end, "it never happened"
            time.sleep(0.05)

    return wait
