"""Which folders are submissions, and which of them would take over pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TAKES_OVER = (
    "conftest.py",
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "tox.ini",
    "setup.cfg",
    "pyproject.toml",
    "sitecustomize.py",
)
"""Files that would change what pytest does with the folder."""


def is_submission(path: Path, config: pytest.Config) -> bool:
    """Whether a folder is a submission."""
    named = bool(config.getoption("--assignment")) and path.resolve() in _named(config)
    return _is_submission(path, named=named)


def is_grading(config: pytest.Config) -> bool:
    """Whether the command line names a submission."""
    return any(is_submission(path, config) for path in _named(config))


def _named(config: pytest.Config) -> set[Path]:
    """The files and folders the command line names."""
    return {(config.invocation_params.dir / str(argument).split("::")[0]).resolve() for argument in config.args}


def refuse_takeovers(early_config: pytest.Config) -> None:
    """End the run where a folder named on the command line holds a file that pytest would obey.

    Raises:
        pytest.UsageError: one does.
    """
    given = early_config.known_args_namespace
    here = early_config.invocation_params.dir
    for argument in given.file_or_dir or ["."]:
        path = here / str(argument).split("::")[0]
        if _is_submission(path, named=bool(given.assignment)) and (sentence := takeover(path)):
            raise pytest.UsageError(sentence)


def takeover(path: Path) -> str | None:
    """What to say about a folder that holds a file pytest would obey; None where there is no such file."""
    below = (str(file.relative_to(path)) for file in path.glob("*/conftest.py"))  # read by pytest at once
    for name in (*TAKES_OVER, *sorted(below)):
        if (path / name).exists():
            return (
                f"{path.name} holds a {name}, which would change what pytest does with it. "
                f"Remove it, or grade the folder with: cnncheck grade {path}"
            )
    return None


def _is_submission(path: Path, *, named: bool) -> bool:
    """Whether a folder is a submission, by its place or its contents, or because the command line says so."""
    if not path.is_dir() or path.name.startswith((".", "_")):
        return False
    if named or (path / "submission.toml").is_file():
        return True
    beside = path.resolve().parent
    if beside.name != "assignments":
        return False
    from cnncheck.catalogue import shipped_folder  # noqa: PLC0415 - nothing of ours is loaded for other test runs

    return beside == shipped_folder().resolve()
