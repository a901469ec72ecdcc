"""pytest for a student's own folder: one item per check, nothing of the folder imported into pytest's process.

A folder is a submission when it stands in `assignments/` beside the definitions, when it holds a `submission.toml`,
or when `--assignment` names what it is. Every check is an item
`assignments/student_x::cifar10_cnns::lenet5::network.output-shape`; with pytest-xdist all checks of a task stay in one
process, and all processes share the controller's zygote.

Here are the hooks. Other people's test runs have them too, so that whatever else of ours is needed is imported where
a submission is met, and not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cnncheck.pytest_plugin.folders import is_grading, is_submission, refuse_takeovers
from cnncheck.pytest_plugin.nodes import SubmissionFolder
from cnncheck.pytest_plugin.run import ADDRESS, RUN, Run
from cnncheck.pytest_plugin.selection import keep_selected, take_apart
from cnncheck.pytest_plugin.summary import outcome_shown, write_summary

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.terminal import TerminalReporter


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a student's run."""
    group = parser.getgroup("cnncheck", "grading a folder of the course")
    group.addoption("--assignment", help="grade the folders given as this assignment, by name or definition file")
    group.addoption(
        "--training",
        choices=("off", "quick"),
        default="quick",
        help="whether networks are trained for a few epochs (default: quick)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Refuse a submission that would take over pytest, before pytest runs a line of it.

    Raises:
        pytest.UsageError: a folder named on the command line holds such a file.
    """
    refuse_takeovers(early_config)


def pytest_configure(config: pytest.Config) -> None:
    """Keep what a run needs in one place."""
    config.stash[RUN] = Run(config)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Take node ids of checks apart; with `-n`, group items by task unless the user chose a way of distributing."""
    take_apart(config)
    chosen = any(str(argument).startswith("--dist") for argument in config.invocation_params.args)
    if config.getoption("numprocesses", None) and not chosen and is_grading(config):
        config.option.dist = "loadscope"  # the scope of a check's node id is its task


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist's WorkerController, which may not be installed
    """Tell a process of pytest-xdist where the controller's zygote listens."""
    if is_grading(node.config):
        node.workerinput[ADDRESS] = node.config.stash[RUN].zygote.address


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers and the zygote."""
    run = config.stash.get(RUN, None)
    if run is not None:
        run.close()


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a submission's folder as checks, and never as Python files."""
    return SubmissionFolder.from_parent(parent, path=path) if is_submission(path, parent.config) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the checks that node ids on the command line ask for.

    Raises:
        pytest.UsageError: a node id names no check.
    """
    keep_selected(config, items)


def pytest_report_teststatus(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """Say beside a check that passed without earning its points which one it waits for."""
    return outcome_shown(report)


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Close the run with advice, a table of points, the seed and the commands that repeat it."""
    write_summary(terminalreporter, config)
