"""What is taught to be right has wrong neighbours, and they are told apart: `neighbours.py` beside `accepted/`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import codes, examine

from cnncheck.catalogue import load
from cnncheck.course import Handed
from cnncheck.inside.wire import Load, Loaded
from cnncheck.networks import NetworkSubject
from cnncheck.sandbox import Zygote

FOLDER = Path(__file__).parent
TASKS: dict[str, Any] = {task.names[0]: task for task in load("cifar10_cnns").tasks}

FIRST = {
    "LeNet5_einsum_other_sum": "layer-missing",
    "LeNet5_softmax_over_images": "output-activation",
    "LeNet5_logits": "output-activation",
    "LeNet5_pool_mean": "pool-type",
    "LeNet5_dense_reversed": "layer-extra",
    "LeNet5_patches_same": "padding",
    "LeNet5_rescaling": "layer-extra",
    "Baseline_norm_of_each_image": "layer-extra",
    "Baseline_norm_epsilon": "batch-norm-epsilon",
    "Baseline_norm_epsilon_outside": None,
    "Baseline_norm_without_gamma": "batch-norm-scale-offset",
    "Baseline_dropout_keeps": "dropout-rate",
    "Baseline_dropout_floor": "dropout-rate",
    "Baseline_dropout_where": "dropout-rate",
    "Baseline_relu_doubled": "layer-extra",
}
"""By name, the code of the first finding; None for any."""

Open = Callable[[str], NetworkSubject]


@pytest.fixture(scope="module")
def opened(zygote: Zygote) -> Iterator[Open]:
    worker = zygote.spawn(FOLDER)
    loaded = worker.ask(Load("neighbours.py", 60.0), Loaded, timeout=90.0)
    assert loaded.problem is None, loaded.problem
    lines = (FOLDER / "neighbours.py").read_text().splitlines()

    def run(name: str) -> NetworkSubject:
        handed = Handed(worker, name, "neighbours.py", 1, lines, loaded.facts, 5)
        return TASKS[name.partition("_")[0]].open(handed)

    yield run
    worker.close()


@pytest.mark.parametrize("name", FIRST)
def test_a_near_miss_is_told_by_its_code(opened: Open, name: str) -> None:
    found = codes(examine(opened(name)))
    assert found
    assert FIRST[name] in {None, found[0]}
