"""Writes the starter files of an assignment into a folder; what stands there already is never touched."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnncheck.course import Assignment, Task
from cnncheck.functions.task import FunctionTask
from cnncheck.networks import NetworkTask
from cnncheck.starter.functions import functions_file
from cnncheck.starter.networks import network_file
from cnncheck.starter.source import docstring, listed, stub

README = "README.md"


class StarterError(Exception):
    """The files cannot be written; the message says which and why."""


def write_starter(assignment: Assignment, folder: Path, named: str) -> tuple[Path, ...]:
    """Write the files, all or none; the folder is made where it is missing.

    Args:
        assignment: what is to be handed in.
        folder: where to.
        named: what the assignment was asked for by, a name or a definition file.

    Raises:
        StarterError: a file is there already, or the folder cannot be written to.
    """
    files = {folder / name: text for name, text in starter_files(assignment, named).items()}
    if there := [path for path in files if path.exists()]:
        exist = "exist" if len(there) > 1 else "exists"
        raise StarterError(f"{', '.join(map(str, there))} {exist} already; nothing was written.")
    begun: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            with path.open("x", encoding="utf-8") as file:
                begun.append(path)
                file.write(text)
    except OSError as error:
        for path in begun:
            path.unlink()
        raise StarterError(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
    return tuple(files)


def starter_files(assignment: Assignment, named: str) -> Mapping[str, str]:
    """The text of every file, by name: one with all functions, one for each network, and how to have them graded."""
    tasks = _by_file(assignment)
    files = {name: _text(assignment, members) for name, members in tasks.items()}
    return {**files, README: _readme(assignment, tasks, named)}


def _by_file(assignment: Assignment) -> dict[str, list[Task[Any]]]:
    networks: dict[str, list[Task[Any]]] = {
        f"{task.name}.py": [task] for task in assignment.tasks if isinstance(task, NetworkTask)
    }
    others = [task for task in assignment.tasks if not isinstance(task, NetworkTask)]
    if not others:
        return networks
    stem = re.sub(r"\W", "_", assignment.name)
    return {f"{stem}_functions.py" if networks else f"{stem}.py": others, **networks}


def _text(assignment: Assignment, tasks: list[Task[Any]]) -> str:
    if isinstance(tasks[0], NetworkTask):
        return network_file(tasks[0])
    functions = [task for task in tasks if isinstance(task, FunctionTask)]
    others = [_unknown(task) for task in tasks if not isinstance(task, FunctionTask)]
    return "\n\n".join([functions_file(assignment.title, functions), *others])


def _unknown(task: Task[Any]) -> str:
    """A task of a kind that an instructor added: its name and what is checked are all that is known."""
    titles = listed("What is checked:", (check.title for check in task.checks))
    return stub(f"def {task.names[0]}(*arguments, **options):", docstring([f"Task {task.name}.", titles]))


def _readme(assignment: Assignment, tasks: Mapping[str, list[Task[Any]]], named: str) -> str:
    file_of = {task.name: file for file, members in tasks.items() for task in members}
    rows = [
        f"| {task.name} | `{file_of[task.name]}` | `{task.names[0]}` | {task.points} |" for task in assignment.tasks
    ]
    chosen = shlex.quote(named)
    first = assignment.tasks[0].name
    return f"""\
# {assignment.title}

| task | file | name | points |
|---|---|---|---|
{chr(10).join(rows)}

Replace each `raise NotImplementedError` by your own lines. In this folder, grade as often as you like:

```
cnncheck grade . --single --assignment {chosen}
cnncheck grade . --single --assignment {chosen} --task {first}
pytest . --assignment {chosen}
```

{_doctests(tasks)}\
Every finding ends with the name of a concept: `cnncheck explain padding` explains one, `cnncheck explain --help` shows
what else there is.
"""


def _doctests(tasks: Mapping[str, list[Task[Any]]]) -> str:
    """How to run the examples in the docstrings of functions, where there are functions."""
    files = [file for file, members in tasks.items() if any(isinstance(task, FunctionTask) for task in members)]
    return "".join(f"The examples in the docstrings run with `python -m doctest {file}`.\n\n" for file in files)
