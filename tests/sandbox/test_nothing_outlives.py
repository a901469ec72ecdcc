"""Processes and files of a submission end with its worker, and everything ends with the command."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Limits, WorkerFailure, Zygote
from cnncheck.sandbox.process import ZygoteProcess

Gone = Callable[[int], bool]

CHILD = """
import subprocess, sys
notes.append(subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)']).pid)
"""
DAEMON = """
import os, time
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        os.write(writing, str(os.getpid()).encode())
        time.sleep(60)
    os._exit(0)
notes.append(os.read(reading, 20).decode())
"""
STUBBORN = """
import ctypes, os, signal, time
reading, writing = os.pipe()
if os.fork() == 0:
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    os.setsid()
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    os.write(writing, f'{os.getpid()} '.encode())
    while True:
        if os.fork() == 0:
            time.sleep(60)
        time.sleep(.01)
time.sleep(.2)
notes += os.read(reading, 20).decode().split()
"""


def wait_until(true: Callable[[], bool], patience_s: float = 10.0) -> bool:
    deadline = time.monotonic() + patience_s
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


@pytest.mark.parametrize("script", [CHILD, DAEMON, STUBBORN], ids=["child", "daemon", "stubborn"])
def test_what_a_worker_started_is_gone_after_close(zygote: Zygote, tmp_path: Path, gone: Gone, script: str) -> None:
    (tmp_path / "start.py").write_text(script)
    with zygote.spawn(tmp_path) as worker:
        started = int(worker.ask(Load("start.py", 1.0), Loaded).notes[0])
        assert not gone(started)
    assert gone(started)
    assert gone(worker.pid)


def test_what_a_crashed_worker_started_is_gone(zygote: Zygote, tmp_path: Path, gone: Gone) -> None:
    (tmp_path / "start.py").write_text(DAEMON)
    (tmp_path / "crash.py").write_text("import os\nos._exit(0)")
    with zygote.spawn(tmp_path) as worker:
        started = int(worker.ask(Load("start.py", 1.0), Loaded).notes[0])
        with pytest.raises(WorkerFailure):
            worker.ask(Load("crash.py", 1.0), Loaded)
        assert gone(started)


def test_the_scratch_is_removed_whatever_was_made_in_it(zygote: Zygote, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    submission = tmp_path / "submission"
    submission.mkdir()
    (submission / "make.py").write_text(
        "import os\nnotes.append(os.path.dirname(submission))\n"
        f"os.symlink({str(outside)!r}, 'link')\nos.mkfifo('pipe')\n"
        "os.makedirs('locked/in')\nopen('locked/in/file', 'w').close()\n"
        "os.chmod('locked/in', 0)\nos.chmod('locked', 0)\n"
        "for _ in range(1500):\n    os.mkdir('deep'); os.chdir('deep')"
    )
    with zygote.spawn(submission) as worker:
        scratch = Path(worker.ask(Load("make.py", 1.0), Loaded).notes[0])
        siblings = scratch.parent
        assert scratch.is_dir()
    assert [path.name for path in siblings.iterdir() if path.name.startswith(scratch.name)] == []
    assert (outside / "kept").read_text() == "kept"


def test_scripts_write_into_a_copy(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "write.py").write_text(
        "open('weights.txt', 'w').write('new')\nopen(submission + '/write.py', 'a').write('# changed')"
    )
    before = (tmp_path / "write.py").read_bytes()
    with zygote.spawn(tmp_path) as worker:
        worker.ask(Load("write.py", 1.0), Loaded)
    assert [path.name for path in tmp_path.iterdir()] == ["write.py"]
    assert (tmp_path / "write.py").read_bytes() == before


OWNER = """
import sys, time
from pathlib import Path
from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox.process import ZygoteProcess
from cnncheck.sandbox import Zygote
process = ZygoteProcess(Path(sys.argv[1]), required=("numpy", "msgspec"))
worker = Zygote(process.address, process).spawn(Path(sys.argv[2]))
started = worker.ask(Load("start.py", 1.0), Loaded).notes[0]
print(process.pid, worker.pid, started, process.folder, flush=True)
time.sleep(60)
"""


def test_nothing_outlives_an_owner_that_is_killed(acting_worker: Path, tmp_path: Path, gone: Gone) -> None:
    (tmp_path / "start.py").write_text(DAEMON)
    command = [sys.executable, "-c", OWNER, str(acting_worker), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as owner:
        assert owner.stdout is not None
        *pids, folder = owner.stdout.readline().split()
        owner.kill()
    assert wait_until(lambda: all(gone(int(pid)) for pid in pids))
    assert wait_until(lambda: not Path(folder).exists())


def test_closing_an_owner_leaves_no_process_and_no_folder(acting_worker: Path, tmp_path: Path, gone: Gone) -> None:
    (tmp_path / "start.py").write_text(DAEMON)
    process = ZygoteProcess(acting_worker, required=("numpy", "msgspec"))
    with Zygote(process.address, process) as zygote:
        worker = zygote.spawn(tmp_path, Limits())
        started = int(worker.ask(Load("start.py", 1.0), Loaded).notes[0])
        folder = Path(zygote.address).parent
    assert gone(worker.pid)
    assert gone(started)
    assert not folder.exists()
    worker.close()
