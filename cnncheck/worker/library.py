"""The Keras a submission is written for: Keras 3, or tf_keras, which is Keras 2 under a name of its own.

`keras` stands for the one in use. What the other lacks or calls differently has Keras 3's name here.
"""

import ast
import importlib
import importlib.util
import os
import sys
from collections.abc import Collection, Iterable
from types import ModuleType, SimpleNamespace
from typing import Any

import keras as keras_3
import tensorflow as tf

LEGACY = "TF_USE_LEGACY_KERAS"
"""The variable of the environment that makes `tf.keras` Keras 2."""

_YES = frozenset({"1", "true", "True"})


class Library:
    """The Keras in use.

    Attributes:
        dialect: "keras3" or "tf_keras".
        packages: where it keeps copies of its public functions.
    """

    def __init__(self) -> None:
        self.dialect = "keras3"
        self.packages: tuple[str, ...] = ("keras.src", "keras", "keras._tf_keras.keras")
        self._module: Any = keras_3
        self._named: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        named = self.__dict__.get("_named", {})
        return named[name] if name in named else getattr(self._module, name)

    def use_tf_keras(self) -> None:
        """Let everything that follows mean tf_keras.

        Raises:
            ImportError: it is not installed.
        """
        module = importlib.import_module("tf_keras")
        self.dialect, self._module = "tf_keras", module
        self.packages = ("tf_keras.src", "tf_keras", "tf_keras.api._v2.keras")
        self._named = _named_as_in_keras_3(module)

    def use_keras_3(self) -> None:
        """Let everything that follows mean Keras 3."""
        self.__init__()  # type: ignore[misc]


def _named_as_in_keras_3(module: Any) -> dict[str, Any]:
    class NoVariable:
        """Variables of tf_keras are TensorFlow's own."""

    return {
        "tree": SimpleNamespace(flatten=tf.nest.flatten, map_structure=tf.nest.map_structure),
        "KerasTensor": module.__internal__.KerasTensor,
        "Variable": NoVariable,
        "Metric": module.metrics.Metric,
        "config": SimpleNamespace(
            is_traceback_filtering_enabled=tf.debugging.is_traceback_filtering_enabled,
            disable_traceback_filtering=tf.debugging.disable_traceback_filtering,
            enable_traceback_filtering=tf.debugging.enable_traceback_filtering,
            floatx=module.backend.floatx,
        ),
        "utils": SimpleNamespace(PyDataset=module.utils.Sequence, set_random_seed=module.utils.set_random_seed),
    }


keras: Any = Library()
"""The Keras in use."""


def asks_for_tf_keras(trees: Iterable[ast.Module]) -> tuple[int, bool] | None:
    """Whether code wants Keras 2: the line that says so, and whether `tf.keras` is to be it."""
    for tree in trees:
        for node in ast.walk(tree):
            if _sets_legacy(node):
                return node.lineno, True  # type: ignore[attr-defined]  # a statement or a call
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            if any(name.partition(".")[0] == "tf_keras" for name in names):
                return node.lineno, False  # type: ignore[attr-defined]
    return None


def _sets_legacy(node: ast.AST) -> bool:
    """`os.environ["TF_USE_LEGACY_KERAS"] = "1"`, and the same by setdefault, putenv or update."""
    if isinstance(node, ast.Assign):
        targets = [each.slice for each in node.targets if isinstance(each, ast.Subscript)]
        return any(_is(each, {LEGACY}) for each in targets) and _is(node.value, _YES)
    if not isinstance(node, ast.Call):
        return False
    pairs: list[tuple[ast.AST | None, ast.AST]] = list(zip(node.args, node.args[1:], strict=False))
    for each in node.args:
        if isinstance(each, ast.Dict):
            pairs += zip(each.keys, each.values, strict=True)
    by_keyword = any(each.arg == LEGACY and _is(each.value, _YES) for each in node.keywords)
    return by_keyword or any(_is(name, {LEGACY}) and _is(value, _YES) for name, value in pairs)


def _is(node: ast.AST | None, values: Collection[str]) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in values


def may_train(layer: Any) -> bool:
    """Whether the `call` of a layer takes the mode."""
    return bool(getattr(layer, "_call_has_training_arg", None) or getattr(layer, "_expects_training_arg", None))


def is_installed() -> bool:
    """Whether there is a tf_keras."""
    return importlib.util.find_spec("tf_keras") is not None


def make_tf_keras_of_tensorflow() -> None:
    """Let `tf.keras`, and every import from `tensorflow.keras`, be tf_keras, as the variable has it from the start."""
    os.environ[LEGACY] = "1"
    api: ModuleType = importlib.import_module("tf_keras.api._v2.keras")
    for name in [each for each in sys.modules if each == "tensorflow.keras" or each.startswith("tensorflow.keras.")]:
        del sys.modules[name]
    sys.modules["tensorflow.keras"] = api
    tf.keras = api
    for name in ("losses", "metrics", "optimizers", "initializers"):
        setattr(tf, name, getattr(api, name))
