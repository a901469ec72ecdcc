"""Libraries that a function reaches for while it is called are found by whatever way; real workers, a real sandbox."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnncheck.course import Handed
from cnncheck.findings import Finding, Severity
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.task import FunctionTask
from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Zygote

OWN = """import numpy as np
def softmax(logits, axis=-1):
    z = np.exp(np.asarray(logits, float) - np.max(logits, axis=axis, keepdims=True))
    return z / z.sum(axis=axis, keepdims=True)
"""
Examine = Callable[..., list[Finding]]


@pytest.fixture
def examine(zygote: Zygote, tmp_path: Path) -> Iterator[Examine]:
    """Findings of all checks of softmax until one fails, for files given by name."""
    workers = []

    def run(text: str, **siblings: str) -> list[Finding]:
        for name, content in {"prim": OWN + text, **siblings}.items():
            (tmp_path / f"{name}.py").write_text(content)
        workers.append(zygote.spawn(tmp_path))
        loaded = workers[-1].ask(Load("prim.py", 20.0), Loaded)
        line = next(item.line for item in loaded.definitions if item.name == "softmax")
        lines = (OWN + text).splitlines()
        handed = Handed(workers[-1], "softmax", "prim.py", line, lines, loaded.facts, 0)
        subject = FunctionTask.of(SPECIFICATIONS["softmax"], 1).open(handed)
        found: list[Finding] = []
        for check in SPECIFICATIONS["softmax"].checks:
            found += check.examine(subject)
            if any(item.severity is Severity.FAULT for item in found):
                break
        return found

    yield run
    for worker in workers:
        worker.close()


WAYS: dict[str, tuple[str, str, int]] = {
    "import_module of a made-up name": (
        (
            'import importlib\ndef softmax(x, axis=-1):\n    tf = importlib.import_module("tensor" + "flow")\n'
            "    return tf.nn.softmax(x, axis).numpy()\n"
        ),
        "TensorFlow",
        7,
    ),
    "sys.modules": (
        'import sys\ndef softmax(x, axis=-1):\n    return sys.modules["tensor" + "flow"].nn.softmax(x, axis)\n',
        "TensorFlow",
        7,
    ),
    "eval": (
        (
            "def softmax(x, axis=-1):\n"
            "    return eval(\"__imp\" + \"ort__('sci' + 'py.special').special.softmax(x, axis)\")\n"
        ),
        "SciPy",
        6,
    ),
    "globals": (
        'import tensorflow\ng = globals()\ndef softmax(x, axis=-1):\n    return g["tensorflow"].nn.softmax(x, axis)\n',
        "TensorFlow",
        8,
    ),
    "another name for __import__": (
        'imp = __import__\ndef softmax(x, axis=-1):\n    return imp("scipy.special").special.softmax(x, axis)\n',
        "SciPy",
        7,
    ),
    "a container": (
        (
            "import scipy.special\nkept = {'a': [(1, scipy.special.softmax)]}\nscipy = None\nname = 'kept'\n"
            "def softmax(x, axis=-1):\n    return globals()[name]['a'][0][1](x, axis)\n"
        ),
        "SciPy",
        10,
    ),
    "a closure": (
        (
            "def make():\n    import scipy.special as sp\n"
            "    def inner(x, axis=-1):\n        return sp.softmax(x, axis)\n"
            "    return inner\nnamed = 'soft' + 'max'\nglobals()[named] = make()\n"
        ),
        "SciPy",
        8,
    ),
    "a refusal that is caught": (
        (
            "import importlib\nold = softmax\ndef softmax(x, axis=-1):\n    try:\n"
            '        importlib.import_module("sci" + "py")\n'
            "    except BaseException:\n        pass\n    return old(x, axis)\n"
        ),
        "SciPy",
        9,
    ),
    "an option only": (
        (
            "import importlib\nold = softmax\ndef softmax(x, axis=-1):\n    if axis == 0:\n"
            '        importlib.import_module("ke" + "ras")\n    return old(x, axis)\n'
        ),
        "Keras",
        9,
    ),
    "what is not installed": (
        'def softmax(x, axis=-1):\n    return __import__("to" + "rch").softmax(x, axis)\n',
        "PyTorch",
        6,
    ),
}


@pytest.mark.parametrize(("text", "library", "line"), WAYS.values(), ids=WAYS)
def test_every_way_to_a_library_is_found(text: str, library: str, line: int, examine: Examine) -> None:
    (finding,) = [item for item in examine(text) if item.severity is Severity.FAULT]
    assert (finding.code, finding.received, finding.confirmed) == ("forbidden-call", library, True)
    assert finding.where.line == line


@pytest.mark.parametrize(
    ("text", "sibling", "module"),
    [
        ("from scipy.special import softmax\n", "", "scipy.special"),
        ("from mine import softmax\n", "from scipy.special import softmax\n", "mine"),
    ],
)
def test_an_imported_function_is_not_written_here(text: str, sibling: str, module: str, examine: Examine) -> None:
    (finding,) = examine(text, mine=sibling)
    assert finding.message == f"softmax is imported from {module} in line 5, not written here."
    assert (finding.code, finding.received, finding.where.line) == ("forbidden-call", "SciPy", 5)


INNOCENT = {
    "a network in the same file": "import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(2)])\n",
    "a sibling that uses one": "import mine\nx = mine.special\n",
    "NumPy in depth": (
        "import numpy.testing, numpy.polynomial, inspect, sys, warnings\nold = softmax\n"
        "def softmax(x, axis=-1):\n    inspect.getmodule(old)\n    numpy.testing.assert_allclose(1, 1)\n"
        "    warnings.warn('careful')\n    [hasattr(each, '__file__') for each in list(sys.modules.values())]\n"
        "    return old(x, axis)\n"
    ),
}


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_nobody_is_accused_who_uses_none(text: str, examine: Examine) -> None:
    found = examine(text, mine="import scipy.special as special\n")
    assert [item for item in found if item.severity is Severity.FAULT] == []


@pytest.mark.parametrize("dtype", ["complex128", "object"])
def test_an_array_of_another_kind_is_told_by_its_dtype(dtype: str, examine: Examine) -> None:
    found = examine(f"old = softmax\ndef softmax(x, axis=-1):\n    return old(x, axis).astype('{dtype}')\n")
    (finding,) = [item for item in found if item.severity is Severity.FAULT]
    assert finding.code == "wrong-type"
    assert finding.message == f"It returns an object of type ndarray (dtype {dtype}, 1 dimensions) instead of an array."


def test_a_function_that_ends_its_process_is_told_by_its_values(examine: Examine) -> None:
    from cnncheck.sandbox import WorkerFailure  # noqa: PLC0415 - what this test is about

    with pytest.raises(WorkerFailure):
        examine("import os\ndef softmax(x, axis=-1):\n    os._exit(3)\n")


def test_an_array_is_built_in_pieces_for_a_worker(zygote: Zygote, tmp_path: Path) -> None:
    import numpy as np  # noqa: PLC0415 - this test alone

    from cnncheck.functions.values import Drawn, packed  # noqa: PLC0415
    from cnncheck.inside.wire import Answers, Call, Calls, Returned  # noqa: PLC0415

    (tmp_path / "a.py").write_text("def f(x):\n    return (x.flags.c_contiguous, x.flags.f_contiguous, x.copy())\n")
    with zygote.spawn(tmp_path) as worker:
        worker.ask(Load("a.py", 20.0), Loaded)
        array = Drawn((2, 3), 0, strided=True)
        (answer,) = worker.ask(Calls("f", (Call((packed(array),)),), 5.0), Answers).answers
    assert isinstance(answer, Returned)
    first, second, copied = answer.value.items  # type: ignore[union-attr]
    assert (first, second) == (False, False)
    np.testing.assert_array_equal(copied.unpack(), array.array())
