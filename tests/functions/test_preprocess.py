"""`preprocess` of MNIST: checks in this process for the mistakes, and real tensors in a real worker."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnncheck.course import Handed
from cnncheck.findings import Severity
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.specifications.preprocess import PREPROCESS
from cnncheck.functions.task import FunctionTask
from cnncheck.inside.wire import Facts, Load, Loaded
from cnncheck.sandbox import Zygote

Grade = Callable[..., Any]

RIGHT = {
    "the course's": """
    x = 2 * tf.cast(x, dtype=tf.float32) / 255 - 1
    y = tf.cast(y, dtype=tf.int32)
    return x, y
""",
    "with a channel and one-hot": """
    x = tf.expand_dims(tf.cast(x, tf.float32), -1) / 127.5 - 1.0
    return x, tf.one_hot(y, depth=10)
""",
    "a list": """
    return [tf.cast(x, tf.float32) * (2 / 255) - 1, y]
""",
}

WRONG = {
    "to one": ("return tf.cast(x, tf.float32) / 255, tf.cast(y, tf.int32)", "input-scaling"),
    "unscaled": ("return tf.cast(x, tf.float32), tf.cast(y, tf.int32)", "input-scaling"),
    "label first": ("return tf.cast(y, tf.int32), tf.cast(x, tf.float32) / 127.5 - 1", "signature"),
    "image alone": ("return tf.cast(x, tf.float32) / 127.5 - 1", "wrong-type"),
    "next class": ("return tf.cast(x, tf.float32) / 127.5 - 1, tf.cast(y, tf.int32) + 1", "label-encoding"),
}


def test_the_reference_passes(grade: Grade) -> None:
    outcome = grade(PREPROCESS, PREPROCESS.reference)
    assert set(outcome.statuses.values()) == {"passed"}


@pytest.mark.parametrize("mistake", PREPROCESS.mistakes, ids=lambda each: each.name)
def test_a_mistake_gives_one_finding_with_its_code(mistake: Mistake, grade: Grade) -> None:
    outcome = grade(PREPROCESS, mistake.wrong)
    assert outcome.failed == [check.id for check in PREPROCESS.checks if mistake.name in check.mistakes]
    (finding,) = outcome.faults
    assert finding.example is not None
    assert 'y = np.array(7, "uint8")\npreprocess(x, y)' in finding.example
    assert finding.code == mistake.code
    assert finding.confirmed
    told = {"input-scaling": "At [0, 0] the image must be ", "label-encoding": "The label must be "}
    assert finding.message.startswith(f"{mistake.what} {told.get(mistake.code, '')}")


def found_in(zygote: Zygote, folder: Path, body: str) -> list[str]:
    """Codes of the faults of a function with this body; checks that wait for a failed one are not run."""
    text = f"import tensorflow as tf\n\ndef preprocess(x, y):\n    {body.strip()}\n"
    (folder / "net.py").write_text(text)
    worker = zygote.spawn(folder)
    try:
        worker.ask(Load("net.py", 20.0), Loaded)
        handed = Handed(worker, "preprocess", "net.py", 3, text.splitlines(), Facts(), 5)
        subject = FunctionTask.of(PREPROCESS, 3).open(handed)
        faults: dict[str, list[str]] = {}
        for check in PREPROCESS.checks:
            if not any(faults[needed] for needed in check.requires):
                found = list(check.examine(subject))
                faults[check.id] = [finding.code for finding in found if finding.severity is Severity.FAULT]
    finally:
        worker.close()
    return [code for codes in faults.values() for code in codes]


@pytest.mark.parametrize("what", RIGHT)
def test_tensors_go_in_and_come_out(zygote: Zygote, tmp_path: Path, what: str) -> None:
    assert found_in(zygote, tmp_path, RIGHT[what]) == []


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_with_tensors_is_named(zygote: Zygote, tmp_path: Path, what: str) -> None:
    body, code = WRONG[what]
    assert found_in(zygote, tmp_path, body) == [code]
