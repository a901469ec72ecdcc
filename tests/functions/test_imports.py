"""Forbidden libraries are found where the function uses them, and only there."""

import pytest

from cnncheck.functions.imports import libraries

# One file in a line each.
# ruff: noqa: E501
USED = {
    "by its alias": "import tensorflow as tf\ndef relu(x):\n    return tf.nn.relu(x)\n",
    "imported inside": "def relu(x):\n    import torch\n    return torch.relu(x)\n",
    "through a helper": "from scipy import signal\ndef help(x):\n    return signal.convolve(x, x)\ndef relu(x):\n    return help(x)\n",
    "through an alias of a function": "import keras\nact = keras.activations.relu\ndef relu(x):\n    return act(x)\n",
    "the function is an alias": "import jax.numpy as jnp\ndef mine(x):\n    return jnp.maximum(x, 0)\nrelu = mine\n",
    "one name": "from tensorflow.nn import relu as r\ndef relu(x):\n    return r(x)\n",
    "inside try": "try:\n    import tensorflow as tf\nexcept ImportError:\n    pass\ndef relu(x):\n    return tf.nn.relu(x)\n",
    "by text": 'import importlib\ndef relu(x):\n    return importlib.import_module("tensorflow").nn.relu(x)\n',
    "in a method": "import torch\nclass H:\n    def go(self, x):\n        return torch.relu(x)\ndef relu(x):\n    return H().go(x)\n",
}
NOT_USED = {
    "elsewhere": "import tensorflow as tf\ndef model():\n    return tf.keras.Sequential()\ndef relu(x):\n    return x\n",
    "under main": 'import torch\ndef relu(x):\n    return x\nif __name__ == "__main__":\n    print(torch.relu)\n',
    "a local name": "import numpy as tf\ndef relu(x):\n    return tf.maximum(x, 0)\n",
    "no Python": "def relu(x:\n",
}


@pytest.mark.parametrize("text", USED.values(), ids=USED)
def test_a_used_library_is_found(text: str) -> None:
    assert libraries(text.splitlines(), "relu").used is not None


@pytest.mark.parametrize("text", NOT_USED.values(), ids=NOT_USED)
def test_a_library_that_the_function_does_not_use_is_none_of_its_business(text: str) -> None:
    found = libraries(text.splitlines(), "relu")
    assert found.used is None
    assert not found.unused


def test_an_import_without_any_use_is_told() -> None:
    (found,) = libraries(["import numpy as np", "import tensorflow as tf", "def relu(x): return x"], "relu").unused
    assert (found.library, found.line) == ("TensorFlow", 2)


def test_a_name_that_is_imported_after_its_definition_is_not_written_here() -> None:
    lines = ["def relu(x): return x", "", "from scipy.special import softmax as relu"]
    found = libraries(lines, "relu")
    assert found.origin is not None
    assert (found.origin.module, found.origin.line) == ("scipy.special", 3)
    assert found.used is not None
    assert not found.unused
    assert libraries([*lines, "def relu(x): return x"], "relu").origin is None


def test_a_library_that_is_asked_for_by_text_is_no_unused_import() -> None:
    lines = ["import tensorflow", "def relu(x): return globals()['tensorflow'].nn.relu(x)"]
    assert not libraries(lines, "relu").unused


def test_what_is_said_of_the_file_is_said_by_its_first_function() -> None:
    lines = ["import scipy", "def helper(x): return x", "def Re_LU(x): return x", "def dense(x): return x"]
    asked = ("dense", "relu")
    assert [libraries(lines, name, asked).first for name in ("Re_LU", "dense")] == [True, False]
