"""Every published code has one concept, and the figures in the explanations are right."""

import math
import re
import subprocess
import sys

import pytest

from cnncheck.concepts import CONCEPTS, Concept
from reference.arithmetic import (
    conv2d_multiplications,
    conv2d_parameters,
    dense_parameters,
    output_size,
    receptive_field,
    same_padding,
)

PUBLISHED = """
padding kernel-size strides dilation-rate groups filters use-bias pool-type pool-size pool-strides pool-padding units
output-classes activation output-activation batch-norm-missing batch-norm-extra batch-norm-epsilon batch-norm-momentum
batch-norm-axis batch-norm-scale-offset batch-norm-training dropout-missing dropout-extra dropout-rate dropout-training
layer-order layer-missing layer-extra channel-doubling residual-connection shortcut-projection branch-wiring
branch-join global-pooling shared-layer unused-layer untracked-variable regularizer input-layout

loss-logits loss label-encoding optimizer learning-rate metric batch-size epochs input-scaling shuffle
label-misalignment evaluates-on-training-data test-leakage augmentation checkpoint parameter-export frozen-layer
gradient-flow does-not-learn accuracy

output-size padding-amount padding-side kernel-flip axis-swap bias channel-sum pool-padding-value pool-divisor
bn-epsilon bn-axis bn-variance bn-mode bn-momentum bn-scale-offset dropout-scale dropout-rate-meaning dropout-mode
dropout-mask receptive-field parameter-formula cost-formula softmax-axis numerical-stability loss-reduction
gradient-paths interpolation input-mutated not-deterministic dtype

missing-file missing-name signature syntax-error import-error raises build-error timeout memory-limit crash
output-limit blocked forbidden-call wrong-type not-finite shape value parameter-count
""".split()  # noqa: SIM905 - a table reads better than a hundred quoted words


def test_the_list_of_published_codes_has_no_double() -> None:
    assert len(PUBLISHED) == len(set(PUBLISHED))


def test_every_published_code_has_a_concept_and_there_are_no_others() -> None:
    assert set(CONCEPTS) == set(PUBLISHED)


@pytest.mark.parametrize("concept", CONCEPTS.values(), ids=CONCEPTS.keys())
def test_a_concept_is_complete_and_reads_as_sentences(concept: Concept) -> None:
    assert CONCEPTS[concept.code] is concept
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", concept.code)
    assert concept.title
    assert not concept.title.endswith(".")
    assert concept.section
    assert concept.worked is None or re.search(r"\d|=", concept.worked)
    assert 2 <= len(re.findall(r"\.(?= [A-Z'0-9a-z]|$)", concept.explanation)) <= 5
    assert concept.explanation.endswith(".")
    assert "  " not in concept.explanation


def test_no_two_concepts_share_a_title_or_an_explanation() -> None:
    assert len({concept.title for concept in CONCEPTS.values()}) == len(CONCEPTS)
    assert len({concept.explanation for concept in CONCEPTS.values()}) == len(CONCEPTS)


FIGURES = [
    ("padding", "5", output_size(5, 3, padding="same")),
    ("padding", "3", output_size(5, 3)),
    ("kernel-size", "456", conv2d_parameters(5, 3, 6)),
    ("kernel-size", "168", conv2d_parameters(3, 3, 6)),
    ("groups", "36 864", conv2d_parameters(3, 64, 64, use_bias=False)),
    ("groups", "18 432", 2 * conv2d_parameters(3, 32, 32, use_bias=False)),
    ("use-bias", "36 928", conv2d_parameters(3, 64, 64)),
    ("filters", "2 416", conv2d_parameters(5, 6, 16)),
    ("pool-size", "13", output_size(28, 3, 2)),
    ("pool-strides", "14", output_size(30, 3, 2)),
    ("pool-strides", "10", output_size(30, 3, 3)),
    ("units", "101 770", dense_parameters(784, 128) + dense_parameters(128, 10)),
    ("parameter-formula", "101 770", dense_parameters(784, 128) + dense_parameters(128, 10)),
    ("shared-layer", "7 140", dense_parameters(84, 84)),
    ("shared-layer", "14 280", 2 * dense_parameters(84, 84)),
    ("shortcut-projection", "8 192", conv2d_parameters(1, 64, 128, use_bias=False)),
    ("output-classes", "2.303", round(math.log(10), 3)),
    ("output-activation", "1.461", round(-math.log(math.e / (math.e + 9)), 3)),
    ("loss-logits", "1.461", round(-math.log(math.e / (math.e + 9)), 3)),
    ("activation", "0.622", round(1 / (1 + math.exp(-0.5)), 3)),
    ("batch-norm-epsilon", "0.0447", round(math.sqrt(0.002), 4)),
    ("batch-norm-epsilon", "0.0318", round(math.sqrt(0.00101), 4)),
    ("batch-norm-momentum", ".634", round(1 - 0.99**100, 3)),
    ("dropout-rate", "1.25", 1 / (1 - 0.2)),
    ("batch-size", "1 563", math.ceil(50_000 / 32)),
    ("epochs", "7 815", 5 * math.ceil(50_000 / 32)),
    ("padding-side", "(0, 1)", same_padding(4, 3, 2)),
    ("receptive-field", "5", receptive_field([(3, 1)] * 2)),
    ("receptive-field", "7", receptive_field([(3, 1)] * 3)),
    ("bn-epsilon", ".0316", round(math.sqrt(0.001), 4)),
    ("augmentation", "81", (32 - 24 + 1) ** 2),
]


@pytest.mark.parametrize(("code", "shown", "computed"), FIGURES, ids=[f"{code}={shown}" for code, shown, _ in FIGURES])
def test_a_figure_in_a_worked_example_is_what_the_textbook_computes(code: str, shown: str, computed: object) -> None:
    worked = CONCEPTS[code].worked
    assert worked is not None
    assert re.search(rf"(?<![\d.]){re.escape(shown)}(?![\d])", worked)
    if isinstance(computed, tuple):
        assert shown == str(computed)
    else:
        assert float(shown.replace(" ", "")) == computed


def test_two_small_kernels_cost_as_much_as_a_large_one_at_ten_pixels() -> None:
    def stacked(x: int) -> int:
        return conv2d_multiplications(x, x, 3, 1, 1) + conv2d_multiplications(x - 2, x - 2, 3, 1, 1)

    assert "equal at x = 10" in (CONCEPTS["cost-formula"].worked or "")
    assert stacked(10) == conv2d_multiplications(10, 10, 5, 1, 1)
    assert stacked(11) < conv2d_multiplications(11, 11, 5, 1, 1)


def test_concepts_load_nothing_but_the_standard_library() -> None:
    program = (
        "import sys, cnncheck.concepts; print({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert {"numpy", "msgspec", "rich", "tensorflow"} & set(re.findall(r"\w+", loaded)) == set()
    assert "cnncheck" in loaded
