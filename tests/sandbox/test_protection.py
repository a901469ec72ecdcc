"""The level of protection is measured with a real worker, and what is not blocked is said."""

import os
from pathlib import Path

from cnncheck.inside import processes
from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Zygote, protection


def test_limits_are_what_holds_and_the_rest_is_said_to_be_open(zygote: Zygote) -> None:
    found = protection(zygote)
    assert found.level == "limits"
    assert {"huge-memory", "huge-file", "core-dump"} <= set(found.blocked)
    assert {"read-file", "connect", "start-process"} <= set(found.allowed)
    assert not set(found.blocked) & set(found.allowed)


def test_what_the_probes_say_is_true(zygote: Zygote, tmp_path: Path) -> None:
    """A probe that reports "allowed" describes what a submission can do; it is tried here by a submission."""
    allowed = protection(zygote).allowed
    secret = tmp_path / "secret"
    secret.write_text("secret")
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "read.py").write_text(f"notes.append(open({str(secret)!r}).read())")
    with zygote.spawn(folder) as worker:
        read = worker.ask(Load("read.py", 1.0), Loaded).notes == ("secret",)
    assert read == ("read-file" in allowed)


def test_children_are_found_with_and_without_the_kernels_list(zygote: Zygote, tmp_path: Path) -> None:
    with zygote.spawn(tmp_path) as worker:
        parent = processes.parent(worker.pid)
        assert parent is not None
        assert worker.pid in processes.children(parent)
        assert worker.pid in processes._children_by_parent(parent)
        assert worker.pid in processes.descendants(os.getpid())
