"""What a submission finds around it: no secret, no descriptor, no module of the grader, a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Zygote
from cnncheck.sandbox.process import ZygoteProcess

Act = Callable[..., tuple[str, ...]]

FIND = "import importlib.util\nfor name in {names!r}: notes.append(importlib.util.find_spec(name) is not None)"


def test_the_environment_holds_no_secret(monkeypatch: pytest.MonkeyPatch, acting_worker: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNCHECK_TEST_SECRET", "s3cret")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    (tmp_path / "look.py").write_text(
        "import os\nnotes += [os.environ.get('CUDA_VISIBLE_DEVICES'), 's3cret' in str(os.environ)]\n"
        "notes.append(b's3cret' in open('/proc/self/environ', 'rb').read())\n"
        "notes.append(b's3cret' in open(f'/proc/{os.getppid()}/environ', 'rb').read())"
    )
    process = ZygoteProcess(acting_worker, required=("numpy", "msgspec"))
    with Zygote(process.address, process) as zygote, zygote.spawn(tmp_path) as worker:
        assert worker.ask(Load("look.py", 1.0), Loaded).notes == ("-1", "False", "False", "False")


def test_folders_of_the_environment_are_the_workers_own(act: Act) -> None:
    names = ("HOME", "TMPDIR", "KERAS_HOME", "MPLCONFIGDIR")
    notes = act(
        f"import os, tempfile, keras\nnotes.append(os.getcwd() == submission)\n"
        f"own = os.path.dirname(submission)\nfor name in {names}: notes.append(os.environ[name].startswith(own))\n"
        "notes.append(tempfile.gettempdir().startswith(own))"
    )
    assert notes == ("True",) * 6


def test_descriptors_are_three_nulls_and_the_connection(act: Act) -> None:
    script = """
import os
for number in range(4):
    notes.append(os.readlink(f'/proc/self/fd/{number}').split(':')[0])
for number in range(4, 1024):
    try:
        os.fstat(number)
        notes.append(number)
    except OSError:
        pass
"""
    assert act(script) == ("/dev/null", "/dev/null", "/dev/null", "socket")


def test_standard_input_is_at_its_end_and_output_goes_nowhere(act: Act, capfd: pytest.CaptureFixture[str]) -> None:
    script = (
        "import os\nprint('x' * 10_000_000)\nos.write(2, b'noise')\n"
        "try: input('name? ')\nexcept EOFError: notes.append('end')"
    )
    assert act(script) == ("end",)
    assert capfd.readouterr() == ("", "")


def test_it_is_alone_in_a_session_and_may_gain_nothing(act: Act) -> None:
    script = (
        "import os\nnotes.append(os.getsid(0) == os.getpid())\n"
        "notes.append([line.split()[1] for line in open('/proc/self/status') if line.startswith('NoNewPrivs')][0])\n"
        "import ctypes\nnotes.append(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "import resource\nnotes.append(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    assert act(script) == ("True", "1", "0", "(0, 0)")


def test_nothing_of_the_grader_can_be_imported(act: Act) -> None:
    names = ("reference", "assignments", "cnncheck.findings", "cnncheck.sandbox", "cnncheck.grade")
    assert act(FIND.format(names=names)) == ("False",) * 5


def test_pytest_style_paths_lead_nowhere(act: Act) -> None:
    checkout = str(Path(__file__).parents[2])
    assert act(f"import sys\nnotes.append({checkout!r} in sys.path)\nnotes.append('' in sys.path)") == (
        "False",
        "False",
    )


def test_names_of_ours_are_the_students_in_his_folder(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "reference.py").write_text("answer = 42")
    (tmp_path / "look.py").write_text(
        "import sys\nsys.path.insert(0, submission)\nimport reference\nnotes.append(reference.answer)"
    )
    with zygote.spawn(tmp_path) as worker:
        assert worker.ask(Load("look.py", 1.0), Loaded).notes == ("42",)
