"""Node ids on the command line: `folder::assignment::task::check`, where pytest knows of files and folders only."""

from __future__ import annotations

import pytest

from cnncheck.pytest_plugin.folders import is_submission
from cnncheck.pytest_plugin.nodes import CheckItem

_SELECTED = pytest.StashKey[list[list[str]]]()


def take_apart(config: pytest.Config) -> None:
    """Split node ids into the folder, which pytest is to collect, and what is in it, which is kept for later."""
    selected, args = [], []
    for argument in config.args:
        place, *names = str(argument).split("::")
        folder = config.invocation_params.dir / place
        if names and is_submission(folder, config):
            selected.append([str(folder.resolve()), *names])
            args.append(place)
        else:
            args.append(argument)
    if selected:
        whole = {str((config.invocation_params.dir / argument).resolve()) for argument in config.args}
        config.stash[_SELECTED] = [one for one in selected if one[0] not in whole]
        config.args = list(dict.fromkeys(args))


def keep_selected(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the checks that node ids ask for, of the folders they name.

    Raises:
        pytest.UsageError: a node id names no check.
    """
    selected = config.stash.get(_SELECTED, [])
    folders = {folder for folder, *_ in selected}
    asked = [item for item in items if isinstance(item, CheckItem) and str(item.path.resolve()) in folders]
    for one in selected:
        if not any(item.lies_in(one) for item in asked):
            raise pytest.UsageError(f"There is no check {'::'.join(one)}.")
    dropped = [item for item in asked if not any(item.lies_in(one) for one in selected)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]
