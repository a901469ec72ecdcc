"""Asking a worker: answers, faults of the student's code, limits of time, and answers that are none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnncheck.inside.wire import Answers, Call, Calls, Load, Loaded
from cnncheck.sandbox import Limits, SandboxError, StudentProblem, Worker, WorkerFailure, Zygote

Act = Callable[..., tuple[str, ...]]


@pytest.fixture
def worker(zygote: Zygote, tmp_path: Path) -> Worker:
    (tmp_path / "add.py").write_text("kept['sum'] = kept.get('sum', 0) + 1\nnotes.append(kept['sum'])")
    (tmp_path / "wrong.py").write_text("raise ValueError('negative size')")
    return zygote.spawn(tmp_path)


def test_a_worker_answers_and_remembers(worker: Worker) -> None:
    with worker:
        assert worker.ask(Load("add.py", 1.0), Loaded).notes == ("1",)
        assert worker.ask(Load("add.py", 1.0), Loaded).notes == ("2",)
        assert worker.alive
    assert not worker.alive


def test_workers_share_nothing_they_change(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "poison.py").write_text("import numpy\nnumpy.allclose = lambda *_: True\nopen('left', 'w').close()")
    (tmp_path / "look.py").write_text(
        "import numpy, os\nnotes += [numpy.allclose(0, 1), os.path.exists('left'), submission]"
    )
    with zygote.spawn(tmp_path) as first, zygote.spawn(tmp_path) as second:
        first.ask(Load("poison.py", 1.0), Loaded)
        poisoned = first.ask(Load("look.py", 1.0), Loaded).notes
        clean = second.ask(Load("look.py", 1.0), Loaded).notes
    assert poisoned[:2] == ("True", "True")
    assert clean[:2] == ("False", "False")
    assert poisoned[2] != clean[2]


def test_a_fault_in_the_students_code_leaves_the_worker_alive(worker: Worker) -> None:
    with worker:
        with pytest.raises(StudentProblem) as caught:
            worker.ask(Load("wrong.py", 1.0), Loaded)
        assert caught.value.problem.message == "ValueError: negative size"
        assert worker.ask(Load("add.py", 1.0), Loaded).notes == ("1",)


def test_tensorflow_computes_in_a_worker(act: Act) -> None:
    script = "import tensorflow as tf\nnotes.append(float(tf.reduce_sum(tf.keras.layers.Dense(2)(tf.zeros((3, 4))))))"
    assert act(script) == ("0.0",)


def test_an_endless_loop_that_ignores_sigterm_is_a_timeout(act: Act, zygote: Zygote) -> None:
    script = "import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    with pytest.raises(WorkerFailure, match=r"the code gave no answer within 0\.3 s") as caught:
        act(script, timeout=0.3)
    assert caught.value.code == "timeout"
    zygote.ready()


def test_the_clock_of_the_whole_submission_runs_from_the_spawn(act: Act) -> None:
    with pytest.raises(WorkerFailure, match=r"the code used up its time limit of 0\.4 s") as caught:
        act("import time\ntime.sleep(60)", Limits(wall_s=0.4))
    assert caught.value.code == "timeout"


def test_after_a_failure_the_worker_is_dead_and_says_the_same_again(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "leave.py").write_text("import os\nos._exit(3)")
    with zygote.spawn(tmp_path) as worker:
        for _ in range(2):
            with pytest.raises(WorkerFailure) as caught:
                worker.ask(Load("leave.py", 1.0), Loaded)
            assert (caught.value.code, caught.value.exit_code) == ("crash", 3)
            assert not worker.alive


def test_an_answer_of_another_kind_is_a_crash(worker: Worker) -> None:
    with worker, pytest.raises(WorkerFailure, match="no answer to what was asked") as caught:
        worker.ask(Load("add.py", 1.0), Answers)
    assert caught.value.code == "crash"


def test_a_question_too_large_to_be_sent_is_not_taken_for_a_bad_answer(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnncheck.inside.wire.frames.MAX_FRAME", 100)
    with worker, pytest.raises(WorkerFailure, match="take more than 256 MiB") as caught:
        worker.ask(Load("add.py" * 50, 1.0), Loaded)
    assert caught.value.code == "memory-limit"


def test_a_problem_answers_any_question(worker: Worker) -> None:
    with worker, pytest.raises(StudentProblem) as caught:
        worker.ask(Calls("f", (Call(()),), 1.0), Answers)
    assert caught.value.problem.code == "missing-name"


def test_a_closed_worker_cannot_be_asked(worker: Worker) -> None:
    worker.close()
    worker.close()
    with pytest.raises(SandboxError, match="the worker was closed"):
        worker.ask(Load("add.py", 1.0), Loaded)
