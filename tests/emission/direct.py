"""Runs emitted programs with TensorFlow alone, without the grader: started as a process of its own by test_direct.py.

Reads cases from a folder and writes what each network returns. Variables are known by the order in which they are
made, which is that of the graph where nothing is shuffled.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf


def run(folder: Path, case: dict[str, Any]) -> None:
    """Build `Net`, give it the case's weights, and call it in both modes."""
    given = np.load(folder / f"{case['name']}.npz")
    images = tf.constant(given["images"])
    made: list[tf.Variable] = []

    def recorded(make: Any, **options: Any) -> tf.Variable:  # noqa: ANN401
        variable = make(**options)
        if variable.dtype.is_floating:
            made.append(variable)
        return variable

    with tf.variable_creator_scope(recorded):
        names: dict[str, Any] = {"__name__": "net"}
        exec(case["source"], names)  # noqa: S102 - the program is ours
        model = names["Net"]
        model = model() if isinstance(model, type) or not hasattr(model, "trainable_variables") else model
        model(images[:1])
    weights = [given[f"weight{number}"] for number in range(case["weights"])]
    assert [tuple(variable.shape) for variable in made] == [weight.shape for weight in weights], case["name"]
    for variable, weight in zip(made, weights, strict=True):
        variable.assign(weight)
    told = {
        "total": sum(int(tf.size(variable)) for variable in model.variables if tf.as_dtype(variable.dtype).is_floating),
        "trainable": sum(int(tf.size(variable)) for variable in model.trainable_variables),
        "losses": np.sum([float(loss) for loss in getattr(model, "losses", ())]),
        "output": np.asarray(model(images)),
    }
    if case["trains"]:
        told["trained"] = np.asarray(model(images, training=True))
        told |= {f"after{number}": variable.numpy() for number, variable in enumerate(made)}
    np.savez(folder / f"{case['name']}.out.npz", **told)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    for each in json.loads((place / "cases.json").read_text()):
        run(place, each)
        tf.keras.backend.clear_session()
