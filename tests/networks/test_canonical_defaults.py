"""The table of defaults says what the installed Keras does; Keras is asked in a process of its own."""

import json
import os
import subprocess
import sys

from cnncheck.networks.canonical_defaults import DEFAULTS

ASK = """
import json
import keras
norm, pool, l2 = keras.layers.BatchNormalization(), keras.layers.MaxPooling2D(), keras.regularizers.L2()
slope = keras.activations.leaky_relu.__defaults__[0]
print(json.dumps([norm.momentum, norm.epsilon, float(l2.l2), list(pool.pool_size), slope]))
"""


def test_the_table_is_that_of_the_installed_keras() -> None:
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    answer = subprocess.run([sys.executable, "-c", ASK], capture_output=True, check=True, text=True, env=environment)
    momentum, epsilon, l2, pool_size, slope = json.loads(answer.stdout.splitlines()[-1])
    table = DEFAULTS["keras3"]
    assert (table.momentum, table.epsilon, table.l2) == (momentum, epsilon, l2)
    assert (table.pool_size, table.leaky_slope) == (tuple(pool_size), slope)
