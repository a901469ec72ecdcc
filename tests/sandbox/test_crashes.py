"""What a submission does to its own process or to the wire is told in a plain sentence, and never hangs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnncheck.inside.wire import Answers, Call, Calls, Load, Loaded
from cnncheck.sandbox import WorkerFailure, Zygote

Act = Callable[..., tuple[str, ...]]

NO_ANSWER = "the code answered with something that is no answer to what was asked"
FRAMES = "import msgspec, struct\nframe = lambda data: struct.pack('>I', len(data)) + data\n"


@pytest.mark.parametrize(
    ("script", "message", "signal", "exit_code"),
    [
        ("import ctypes\nctypes.string_at(0)", "the code was stopped by signal 11 (segmentation fault)", 11, None),
        ("import os\nos.abort()", "the code was stopped by signal 6 (aborted)", 6, None),
        ("import os\nos.kill(os.getpid(), 9)", "the code was stopped by signal 9 (killed)", 9, None),
        ("import os\nos._exit(0)", "the code ended the process", None, 0),
        ("import os\nos._exit(7)", "the code ended the process with exit status 7", None, 7),
        ("raise SystemExit", "the code ended the process with exit status 70", None, 70),
    ],
)
def test_an_end_of_the_process_is_told(
    act: Act, script: str, message: str, signal: int | None, exit_code: int | None
) -> None:
    with pytest.raises(WorkerFailure) as caught:
        act(script)
    failure = caught.value
    assert (failure.code, failure.message, failure.signal, failure.exit_code) == ("crash", message, signal, exit_code)


def test_closing_the_connection_and_going_on_is_a_crash(act: Act) -> None:
    with pytest.raises(WorkerFailure, match="the code closed the connection it was asked through") as caught:
        act("import os, time\nos.close(3)\ntime.sleep(60)")
    assert caught.value.code == "crash"


@pytest.mark.parametrize(
    "script",
    [
        "connection.sendall(b'hello, grader' * 10)",
        "connection.sendall(b'\\x00\\x00\\x00\\x04junk')",
        "connection.sendall(b'\\x00\\x00\\x00\\x00')",
        FRAMES + "connection.sendall(frame(msgspec.msgpack.encode([number, {'type': 'loaded'}])))",
        FRAMES + "connection.sendall(frame(msgspec.msgpack.encode({'number': number, 'answer': {'type': 'nothing'}})))",
        FRAMES
        + "connection.sendall(frame(msgspec.msgpack.encode({'number': number + 1, 'answer': {'type': 'loaded'}})))",
        FRAMES + "connection.sendall(frame(b'\\x91' * 100_000))",
        FRAMES + "connection.sendall(frame(msgspec.msgpack.encode({'number': 10**19, 'answer': {'type': 'loaded'}})))",
        "connection.sendall(b'\\xff\\xff\\xff\\xff')",
        "import itertools\nfor _ in itertools.count(): connection.sendall(b'\\xff' * 1_000_000)",
    ],
    ids=["text", "no-msgpack", "empty", "positional", "unknown", "number", "nested", "integer", "length", "flood"],
)
def test_garbage_is_a_crash(act: Act, script: str) -> None:
    with pytest.raises(WorkerFailure, match=NO_ANSWER) as caught:
        act(script + "\nimport time; time.sleep(60)")
    assert caught.value.code == "crash"


def test_an_answer_given_in_the_right_form_ahead_of_ours_is_the_answer(act: Act) -> None:
    """Whatever a worker says of itself can be forged; what must not happen is that it confuses the next question."""
    forged = "connection.sendall(frame(msgspec.msgpack.encode({'number': number, 'answer': {'type': 'loaded'}})))"
    assert act(FRAMES + forged) == ()


def test_answering_before_being_asked_is_a_crash(zygote: Zygote, tmp_path: Path) -> None:
    forged = "connection.sendall(frame(msgspec.msgpack.encode({'number': number, 'answer': {'type': 'loaded'}})))"
    (tmp_path / "twice.py").write_text(FRAMES + forged)
    (tmp_path / "calm.py").write_text("")
    with zygote.spawn(tmp_path) as worker:
        worker.ask(Load("twice.py", 1.0), Loaded)
        with pytest.raises(WorkerFailure, match=r"before it was asked|no answer to what was asked"):
            worker.ask(Load("calm.py", 1.0), Loaded)


def test_one_byte_at_a_time_is_held_to_the_same_deadline(act: Act) -> None:
    script = (
        "import time\nconnection.sendall(b'\\x00\\x00\\x10\\x00')\n"
        "while True:\n    connection.sendall(b'a'); time.sleep(.02)"
    )
    with pytest.raises(WorkerFailure, match=r"no answer within 0\.4 s"):
        act(script, timeout=0.4)


def test_a_worker_that_never_reads_does_not_hold_up_the_grader(zygote: Zygote, tmp_path: Path) -> None:
    forged = "connection.sendall(frame(msgspec.msgpack.encode({'number': number, 'answer': {'type': 'loaded'}})))"
    (tmp_path / "deaf.py").write_text(FRAMES + forged + "\nimport time\ntime.sleep(60)")
    question = Calls("f", (Call(("x" * 4_000_000,)),), 1.0)
    with zygote.spawn(tmp_path) as worker:
        worker.ask(Load("deaf.py", 1.0), Loaded)
        with pytest.raises(WorkerFailure) as caught:
            worker.ask(question, Answers, timeout=0.4)
    assert caught.value.code == "timeout"
