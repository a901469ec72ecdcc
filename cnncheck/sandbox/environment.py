"""What a zygote gets from the grader's process: the folders of the installed libraries, and next to no environment."""

import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

REQUIRED = ("tensorflow", "keras", "numpy", "msgspec")
"""Modules a zygote imports and cannot do without."""

WELCOME = ("keras._tf_keras.keras", "matplotlib.pyplot", "sklearn.metrics")
"""What course scripts import as well; imported once in the zygote, it costs a worker nothing."""

_PASSED_PREFIXES = ("CUDA_", "NVIDIA_")
_PASSED = ("LD_LIBRARY_PATH", "TF_FORCE_GPU_ALLOW_GROWTH", "TZ")
"""What finding and sharing a GPU needs, and nothing that could hold a secret."""


def libraries() -> tuple[str, ...]:
    """Folders of installed libraries: the site-packages on `sys.path` and wherever the needed ones are."""
    folders = [entry for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}]
    for name in REQUIRED:
        specification = importlib.util.find_spec(name)
        if specification is not None and specification.origin is not None:
            folders.append(str(Path(specification.origin).parents[1]))
    return tuple(dict.fromkeys(folders))


def clean(home: Path, *, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The whole environment of a zygote with private folder `home`.

    Threads: OpenBLAS starts its pool when NumPy is imported, and a process with two threads cannot be forked safely.
    """
    passed = {name: value for name, value in given.items() if name in _PASSED or name.startswith(_PASSED_PREFIXES)}
    return {
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",  # several workers share one GPU
        **passed,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(home),
        "KERAS_HOME": str(home / ".keras"),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "MPLBACKEND": "Agg",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "HDF5_USE_FILE_LOCKING": "FALSE",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": "0",  # the order of sets is the same in every run
    }
