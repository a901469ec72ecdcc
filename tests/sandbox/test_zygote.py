"""The zygote: shared by address, revived after death, forking only while it has one thread."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnncheck.inside.control import Ready, Refused, Spawn, Spawned, Walls, send_descriptor
from cnncheck.inside.wire import Load, Loaded, WireClosed, receive, send
from cnncheck.sandbox import SandboxError, WorkerFailure, Zygote, environment
from cnncheck.sandbox.process import ZygoteProcess

CLIENT = """
import sys
from pathlib import Path
from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Zygote
with Zygote.connect(sys.argv[1]) as zygote, zygote.spawn(Path(sys.argv[2])) as worker:
    print(*worker.ask(Load("parent.py", 1.0), Loaded).notes)
"""
LIGHT = ("numpy", "msgspec")


@pytest.fixture
def light(acting_worker: Path) -> Iterator[ZygoteProcess]:
    """A zygote without TensorFlow, which starts in a fraction of a second."""
    process = ZygoteProcess(acting_worker, required=LIGHT)
    yield process
    process.close()


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    (tmp_path / "parent.py").write_text("import os\nnotes.append(os.getppid())")
    return tmp_path


def parent_of_a_worker(zygote: Zygote, submission: Path) -> int:
    with zygote.spawn(submission) as worker:
        return int(worker.ask(Load("parent.py", 1.0), Loaded).notes[0])


def test_a_second_process_uses_it_by_address(zygote: Zygote, submission: Path) -> None:
    here = parent_of_a_worker(zygote, submission)
    command = [sys.executable, "-c", CLIENT, zygote.address, str(submission)]
    there = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert int(there.stdout) == here
    assert parent_of_a_worker(zygote, submission) == here


def test_a_worker_goes_with_the_connection_that_asked_for_it(light: ZygoteProcess, submission: Path) -> None:
    """As when the grader's process dies: nothing but the kernel closes its connections."""
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(light.address)
        ours, theirs = socket.socketpair()
        send(control, Spawn(str(submission), str(submission), str(submission), Walls()), timeout=10)
        send_descriptor(control, theirs.fileno())
        theirs.close()
        assert control.recv(1)
    ours.settimeout(10)
    assert ours.recv(1) == b""
    ours.close()


def test_after_the_death_of_the_zygote_the_next_spawn_works(light: ZygoteProcess, submission: Path) -> None:
    zygote = Zygote(light.address, light)
    first = parent_of_a_worker(zygote, submission)
    os.kill(first, signal.SIGKILL)
    second = parent_of_a_worker(zygote, submission)
    assert second == light.pid != first


def test_a_worker_that_kills_the_zygote_is_reported_as_no_fault_of_a_student(
    light: ZygoteProcess, tmp_path: Path
) -> None:
    (tmp_path / "kill.py").write_text("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)")
    zygote = Zygote(light.address, light)
    with zygote.spawn(tmp_path) as worker, pytest.raises(SandboxError, match="workers are forked from has died"):
        worker.ask(Load("kill.py", 1.0), Loaded)
    zygote.ready()


def test_a_client_whose_zygote_is_gone_starts_its_own(tmp_path: Path) -> None:
    with Zygote.connect(str(tmp_path / "socket")) as zygote:
        zygote.ready()
        assert zygote.address != str(tmp_path / "socket")


def test_a_worker_cannot_order_workers(light: ZygoteProcess, tmp_path: Path) -> None:
    (tmp_path / "order.py").write_text(
        "import socket\ncontrol = socket.socket(socket.AF_UNIX)\n"
        f"control.connect({light.address!r})\ncontrol.settimeout(5)\nnotes.append(control.recv(1))"
    )
    with Zygote(light.address, light).spawn(tmp_path) as worker:
        assert worker.ask(Load("order.py", 1.0), Loaded).notes == ("b''",)


def test_one_connection_has_one_worker(light: ZygoteProcess, submission: Path) -> None:
    order = Spawn(str(submission), str(submission), str(submission), Walls())
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.socket(socket.AF_UNIX) as control:
        control.connect(light.address)
        for _ in range(2):
            send(control, order, timeout=10)
            send_descriptor(control, theirs.fileno())
        assert receive(control, Spawned, timeout=10).pid
        answer = receive(control, Refused, timeout=10)
    assert answer.why == "this connection has its worker already"


def test_nonsense_on_a_connection_closes_it_and_nothing_else(light: ZygoteProcess, submission: Path) -> None:
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(light.address)
        control.sendall(b"\xff" * 64)
        with pytest.raises(WireClosed):
            receive(control, Ready, timeout=10)
    assert parent_of_a_worker(Zygote(light.address, light), submission) == light.pid


def test_with_a_second_thread_it_refuses_to_fork(tmp_path: Path) -> None:
    threaded = tmp_path / "threaded.py"
    threaded.write_text("import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()")
    process = ZygoteProcess(threaded, required=LIGHT)
    try:
        with pytest.raises(SandboxError, match="has 2 threads instead of one"):
            Zygote(process.address, process).spawn(tmp_path)
    finally:
        process.close()


def test_without_tensorflow_it_says_so(tmp_path: Path) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    for folder in environment.libraries():
        for found in Path(folder).iterdir():
            if found.name.startswith(("numpy", "msgspec")):
                (libraries / found.name).symlink_to(found)
    process = ZygoteProcess(libraries=(str(libraries),))
    try:
        with pytest.raises(SandboxError, match="TensorFlow is not installed"):
            Zygote(process.address, process).spawn(tmp_path)
    finally:
        process.close()


def test_our_names_in_site_packages_are_not_found(acting_worker: Path, tmp_path: Path) -> None:
    """As when we are installed from a wheel: site-packages holds us and the references."""
    libraries = tmp_path / "site-packages"
    for name in ("reference", "assignments", "cnncheck", "neutral"):
        (libraries / name).mkdir(parents=True)
        (libraries / name / "__init__.py").write_text("")
        (libraries / name / "findings.py").write_text("")
    submission = tmp_path / "submission"
    submission.mkdir()
    (submission / "look.py").write_text(
        "import importlib.util\nfor name in ('reference', 'assignments', 'cnncheck.findings', 'neutral'):\n"
        "    notes.append(importlib.util.find_spec(name) is not None)"
    )
    process = ZygoteProcess(acting_worker, (str(libraries), *environment.libraries()), required=LIGHT)
    try:
        with Zygote(process.address, process).spawn(submission) as worker:
            assert worker.ask(Load("look.py", 1.0), Loaded).notes == ("False", "False", "False", "True")
    finally:
        process.close()


def test_a_closed_zygote_gives_no_workers(light: ZygoteProcess, submission: Path) -> None:
    zygote = Zygote(light.address, light)
    zygote.close()
    with pytest.raises(SandboxError, match="was closed"):
        zygote.spawn(submission)


def test_many_workers_at_once(light: ZygoteProcess, submission: Path) -> None:
    zygote = Zygote(light.address, light)
    workers = [zygote.spawn(submission) for _ in range(12)]
    assert len({worker.pid for worker in workers}) == 12
    workers[3].close()
    for number, worker in enumerate(workers):
        if number != 3:
            assert worker.ask(Load("parent.py", 1.0), Loaded).notes == (str(light.pid),)
    for worker in workers:
        worker.close()


def test_a_missing_submission_is_said_at_once(light: ZygoteProcess, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Zygote(light.address, light).spawn(tmp_path / "nothing")
    assert list((light.folder / "scratch").iterdir()) == []


def test_a_worker_that_cannot_be_imported_ends_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("def serve(connection, submission):\n    raise RuntimeError")
    process = ZygoteProcess(broken, required=LIGHT)
    try:
        with Zygote(process.address, process).spawn(tmp_path) as worker, pytest.raises(WorkerFailure) as caught:
            worker.ask(Load("x.py", 1.0), Loaded)
        assert caught.value.exit_code == 70
    finally:
        process.close()


def test_a_folder_that_cannot_be_written_is_the_graders_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(SandboxError, match="the sandbox cannot be set up"):
        Zygote.start()


def test_the_address_fits_a_socket_however_deep_the_temporary_folder_is(
    acting_worker: Path, tmp_path: Path, submission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    process = ZygoteProcess(acting_worker, required=LIGHT)
    with Zygote(process.address, process) as zygote:
        assert parent_of_a_worker(zygote, submission) == process.pid


def test_code_that_a_worker_changed_is_not_run_by_the_next_zygote(light: ZygoteProcess, tmp_path: Path) -> None:
    (tmp_path / "poison.py").write_text(
        f"import glob\nfor path in glob.glob('{light.folder}/**/boot.py', recursive=True):\n"
        "    open(path, 'w').write('raise SystemExit')\n    notes.append('poisoned')"
    )
    zygote = Zygote(light.address, light)
    with zygote.spawn(tmp_path) as worker:
        assert worker.ask(Load("poison.py", 1.0), Loaded).notes == ("poisoned",)
    os.kill(light.pid, signal.SIGKILL)
    zygote.ready()
