"""Which Keras a file asks for, and that both are traced alike."""

import ast
import importlib.util
from pathlib import Path

import pytest

from cnncheck.inside.wire import Load, Loaded, NetworkOpened, OpenNetwork
from cnncheck.sandbox import Zygote
from cnncheck.worker.library import asks_for_tf_keras

ASKS = {
    'import os\nos.environ["TF_USE_LEGACY_KERAS"] = "1"': (2, True),
    'os.environ.setdefault("TF_USE_LEGACY_KERAS", "True")': (1, True),
    'os.putenv("TF_USE_LEGACY_KERAS", "1")': (1, True),
    'os.environ.update({"TF_USE_LEGACY_KERAS": "1"})': (1, True),
    'os.environ.update(TF_USE_LEGACY_KERAS="1")': (1, True),
    "import tf_keras as keras": (1, False),
    "from tf_keras.layers import Dense": (1, False),
    'os.environ["TF_USE_LEGACY_KERAS"] = "0"': None,
    "import keras\nfrom tensorflow.keras import layers": None,
    "from .tf_keras import own": None,
}


@pytest.mark.parametrize("source", ASKS)
def test_which_keras_a_file_asks_for(source: str) -> None:
    assert asks_for_tf_keras([ast.parse(source)]) == ASKS[source]


SOURCE = """
{choice}
model = keras.Sequential([layers.Conv2D(4, 3, activation="relu", input_shape=(8, 8, 3)), layers.BatchNormalization(),
                          layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, "softmax")])
"""

CHOICES = {
    "keras3": "import keras\nfrom keras import layers",
    "tf_keras": "import tf_keras as keras\nfrom tf_keras import layers",
    "environment": 'import os\nos.environ["TF_USE_LEGACY_KERAS"] = "1"\nfrom tensorflow import keras\n'
    "from tensorflow.keras import layers",
}


def test_both_are_traced_alike(zygote: Zygote, tmp_path: Path) -> None:
    pytest.importorskip("tf_keras", reason="the extra tf_keras is not installed")
    told, modes = {}, {}
    for name, choice in CHOICES.items():
        (tmp_path / "net.py").write_text(SOURCE.format(choice=choice))
        worker = zygote.spawn(tmp_path)
        loaded = worker.ask(Load("net.py", 30.0), Loaded, timeout=60.0)
        assert loaded.problem is None
        opened = worker.ask(OpenNetwork("model", (8, 8, 3)), NetworkOpened)
        worker.close()
        dialect, version = ("keras3", "3") if name == "keras3" else ("tf_keras", "2")
        assert (loaded.dialect, opened.dialect, loaded.versions[1][0]) == (dialect, dialect, version)
        told[name] = [(node.op, node.shape, sorted(node.weights)) for node in opened.nodes]
        modes[name] = [node.training for node in opened.training_nodes if node.op in {"BatchNormalization", "Dropout"}]
    assert told["keras3"] == told["tf_keras"] == told["environment"]
    assert all(each == [True, True] for each in modes.values())


@pytest.mark.skipif(importlib.util.find_spec("tf_keras") is not None, reason="tf_keras is installed")
def test_a_missing_tf_keras_is_said_in_a_sentence(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("import tf_keras")
    worker = zygote.spawn(tmp_path)
    problem = worker.ask(Load("net.py", 30.0), Loaded).problem
    worker.close()
    assert problem is not None
    assert (problem.code, problem.line) == ("import-error", 1)
    assert "the file asks for Keras 2" in problem.message
