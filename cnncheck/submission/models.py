"""Finds the network of a task that goes by another name: `build_lenet5`, or the only `model` of its file."""

from collections.abc import Collection, Sequence

from cnncheck.submission.definitions import Definition
from cnncheck.submission.names import Match, folded

USUAL = frozenset({"model", "network", "net", "cnn"})
"""What a network is called where its file holds no other, folded."""

BUILDERS = frozenset({f"{verb}{noun}" for verb in ("build", "create", "make", "get") for noun in USUAL} | {"build"})
"""What functions that return it are called, folded."""


def find_model(
    definitions: Sequence[Definition],
    task: str,
    names: Sequence[str],
    reserved: Collection[str],
    *,
    sole: bool,
    file: str | None = None,
) -> Match | None:
    """The network that a task means, by a name that contains its own, else the one network of a file that is its own.

    Args:
        definitions: of the whole submission.
        task: name of the task; a file whose name contains it is the task's own.
        names: what the subject may be called.
        reserved: names of other subjects; a file that defines one of them is not this task's.
        sole: every file that defines no other subject is this task's.
        file: look only there.
    """
    taken = {folded(name) for name in reserved}
    others = {item.file for item in definitions if folded(item.name) in taken}
    here = [item for item in definitions if file is None or item.file == file]
    wanted = {folded(task), *(folded(name) for name in names)}
    containing = [
        item
        for item in here
        if item.kind in {"class", "function"}
        and any(name in folded(item.name) for name in wanted)
        and not any(name in folded(item.name) for name in taken)
    ]
    own = [item for item in here if item.file not in others and (sole or file or _is_named(item.file, wanted))]
    found = _one(containing) or (_one_file(own) and _the_network(own))
    return Match(found, names[0]) if found else None


def _is_named(file: str, wanted: Collection[str]) -> bool:
    return any(name in folded(file) for name in wanted)


def _one(found: Sequence[Definition]) -> Definition | None:
    """The only name among them; the last definition of it."""
    return found[-1] if len({(item.name, item.file) for item in found}) == 1 else None


def _one_file(found: Sequence[Definition]) -> bool:
    """Whether the definitions that could be networks stand in one file."""
    return len({item.file for item in found if _may_be_network(item)}) == 1


def _may_be_network(item: Definition) -> bool:
    name = folded(item.name)
    return item.looks_like_model or (item.kind == "value" and name in USUAL) or name in BUILDERS


def _the_network(found: Sequence[Definition]) -> Definition | None:
    """The network of a file: what is called `model`, else `net` or the like, else its only model, class or builder."""
    for group in (
        [item for item in found if item.kind == "value" and folded(item.name) == "model"],
        [item for item in found if item.kind == "value" and folded(item.name) in USUAL],
        [item for item in found if item.kind == "value" and item.looks_like_model],
        [item for item in found if item.kind == "class" and item.looks_like_model],
        [item for item in found if item.kind == "function" and folded(item.name) in BUILDERS],
        [item for item in found if item.kind == "function" and item.looks_like_model],
    ):
        if group:
            return _one(group)
    return None
