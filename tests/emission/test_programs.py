"""How programs read: what they import, how they are laid out, what they are called, and when there is none.

After a wanted change: REGENERATE=1 pytest tests/emission/test_programs.py, and read the difference.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zoo
from to_write import CERTIFY, COURSE, IMAGENET, styles_of

from cnncheck.emission import NotWritableError, Style, Variation, emit
from cnncheck.emission.words import ACTIVATIONS
from reference.evaluation import ACTIVATIONS as COMPUTABLE
from reference.graph import Graph, Node
from reference.networks.chain import chain
from reference.operations import Activation, Add, Conv2D, Dense, Flatten, Input, Opaque

PINNED = Path(__file__).with_name("programs.txt")
SEEDS = (None, *range(20 if CERTIFY else 4))
NETWORKS = COURSE | IMAGENET
ZOO = (*zoo.TRACED, zoo.depthwise)


def programs() -> dict[str, str]:
    """Every network in every style and several idioms, by a name that is a file's."""
    found = {
        f"{name}_{style}_{seed}": emit(make(), style, variation=seed)
        for name, make in NETWORKS.items()
        for style in styles_of(name)
        for seed in SEEDS
    }
    for make in ZOO:
        for style in (Style.FUNCTIONAL, Style.SUBCLASSED, Style.RAW):
            found |= {f"{make.__name__}_{style}_{seed}": emit(make(), style, variation=seed) for seed in SEEDS}
    return found


def ruff(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return programs()


def test_there_is_a_program_for_every_network_and_style(written: dict[str, str]) -> None:
    assert len(written) == len(SEEDS) * (sum(len(styles_of(name)) for name in NETWORKS) + 3 * len(ZOO))
    assert sum(name.endswith("sequential_None") for name in written) == len(COURSE) - 2 + 3


def test_ruff_would_change_nothing_and_finds_no_import_unused(written: dict[str, str], tmp_path: Path) -> None:
    for name, source in written.items():
        (tmp_path / f"{name}.py").write_text(source)
    options = ["--isolated", "--line-length", "120", "--no-cache", str(tmp_path)]
    for command in (["format", "--check"], ["check", "--select", "F,I,E,W,N806,B,SIM,RET,D100,D101,D419"]):
        done = ruff(*command, *options)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_the_test_with_ruff_can_fail(tmp_path: Path) -> None:
    source = emit(COURSE["lenet5"](), Style.SEQUENTIAL)
    (tmp_path / "net.py").write_text(source.replace("Dense, Flatten", "Dense, Dropout, Flatten"))
    assert "F401" in ruff("check", "--isolated", "--no-cache", str(tmp_path)).stdout


def test_the_same_choice_gives_the_same_text(written: dict[str, str]) -> None:
    assert programs() == written


def test_a_seed_stands_for_its_idioms_and_idioms_make_a_difference() -> None:
    graph = COURSE["baseline"]()
    for style in Style:
        assert emit(graph, style, variation=3) == emit(graph, style, variation=Variation.drawn(3))
        assert emit(graph, style, variation=Variation()) == emit(graph, style)
        assert len({emit(graph, style, variation=seed) for seed in range(20)}) > 10
        assert emit(graph, style.value) == emit(graph, style)


IDIOMS = [
    ("qualified", Style.SEQUENTIAL, "lenet5", "tf.keras.layers.Conv2D(6, 5,"),
    ("separate_activations", Style.SEQUENTIAL, "lenet5", 'Activation("sigmoid"),'),
    ("activation_classes", Style.SUBCLASSED, "baseline", "self.a1 = ReLU()"),
    ("pairs", Style.FUNCTIONAL, "lenet5", "Conv2D(6, (5, 5),"),
    ("keywords", Style.SUBCLASSED, "lenet5", "Conv2D(filters=6, kernel_size=5,"),
    ("explicit", Style.SEQUENTIAL, "lenet5", 'MaxPooling2D(2, strides=2, padding="valid")'),
    ("uppercase", Style.SEQUENTIAL, "baseline", 'Conv2D(6, 5, padding="SAME")'),
    ("reshape", Style.SEQUENTIAL, "lenet5", "Reshape((400,))"),
    ("swapped", Style.SUBCLASSED, "resnet18", "x = shortcut + y"),
    ("other_joins", Style.SUBCLASSED, "resnet18", "x = self.add([y, shortcut])"),
    ("other_joins", Style.FUNCTIONAL, "resnet18", "x = y + shortcut"),
    ("listed", Style.SUBCLASSED, "lenet5", "for layer in self.stack1:"),
    ("builder", Style.FUNCTIONAL, "lenet5", "def build_model():"),
    ("model", Style.RAW, "lenet5", 'self.add_weight(name="c1_bias", shape=(6,), initializer="zeros")'),
]


@pytest.mark.parametrize(("idiom", "style", "name", "part"), IDIOMS)
def test_each_idiom_does_what_it_says(idiom: str, style: Style, name: str, part: str) -> None:
    graph = COURSE[name]()
    assert part not in emit(graph, style)
    assert part in emit(graph, style, variation=Variation(**{idiom: True}))


@pytest.mark.parametrize("style", [Style.SUBCLASSED, Style.RAW])
def test_another_order_of_creation_leaves_the_order_of_computation(style: Style) -> None:
    graph = COURSE["baseline"]()
    plain, mixed = emit(graph, style), emit(graph, style, variation=Variation(shuffled=True, seed=1))
    assert plain != mixed
    assert sorted(plain.splitlines()) == sorted(mixed.splitlines())
    calling = (
        "    def call(" if style is Style.SUBCLASSED else "    def __call__(self, x, training=False):\n        x = "
    )
    assert plain[plain.rindex(calling) :] == mixed[mixed.rindex(calling) :]


CLASSES = {
    "resnet18": ["ResidualBlock", "ResNet18"],
    "inception10": ["ConvBNRelu", "InceptionCell", "Inception10"],
    "vgg16": ["ConvBNRelu", "VGG16"],
    "imagenet_resnet50": ["ConvBNRelu", "ResidualBlock", "ResNet50"],
    "imagenet_densenet121": ["DenseLayer", "Transition", "DenseNet121"],
    "imagenet_mobilenet": ["SeparableBlock", "MobileNet"],
    "imagenet_mobilenet_v2": ["ConvBNRelu6", "SeparableBlock", "InvertedResidual", "MobileNetV2"],
}


@pytest.mark.parametrize("name", CLASSES)
def test_what_a_network_repeats_is_written_once(written: dict[str, str], name: str) -> None:
    tree = ast.parse(written[f"{name}_subclassed_None"])
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    assert [each.name for each in classes] == CLASSES[name]
    methods = [method for each in classes for method in each.body if isinstance(method, ast.FunctionDef)]
    assert max((method.end_lineno or 0) - method.lineno for method in methods) <= 34
    assert {method.name for method in methods} == {"__init__", "call"}


def test_blocks_are_written_in_blocks() -> None:
    source = emit(zoo.blocks_in_blocks(), Style.SUBCLASSED)
    classes = [line.split("(")[0] for line in source.splitlines() if line.startswith("class ")]
    assert classes == ["class ConvBNRelu", "class ResidualBlock", "class InceptionCell", "class BlocksInBlocks"]
    assert "self.c1 = ConvBNRelu(filters, (1, 1), strides=(strides, strides)" in source
    assert "self.block1 = ResidualBlock(filters, kernel_size)" in source
    assert "InceptionCell(6, 5, strides=2)," in source


def test_whoever_knows_modes_is_told_them(written: dict[str, str]) -> None:
    baseline, lenet5 = (emit(COURSE[name](), Style.SUBCLASSED) for name in ("baseline", "lenet5"))
    assert "def call(self, x, training=None):" in baseline
    assert "x = self.d1(x, training=training)" in baseline
    assert "training" not in lenet5
    assert "x = block(x, training=training)" in written["resnet18_subclassed_None"]


def test_names_are_the_graphs_where_python_and_keras_let_them_be() -> None:
    source = emit(zoo.named(), Style.SUBCLASSED)
    attributes = [line.split()[0] for line in source.splitlines() if line.strip().startswith("self.")]
    assert attributes == [
        "self.input_", "self.class_", "self._3x3", "self.x_", "self.loss_", "self.weights_", "self.output_"
    ]  # fmt: skip
    assert "class Named(Model):" in source
    assert "class Mine(Model):" in emit(zoo.named(), Style.SUBCLASSED, name="Mine")
    assert "\nmine = Sequential(" in emit(zoo.named(), Style.SEQUENTIAL, name="mine")


def test_every_activation_that_can_be_computed_can_be_written() -> None:
    assert COMPUTABLE.keys() <= ACTIVATIONS.keys()


def _one(operation: Conv2D | Activation | Opaque) -> Graph:
    return chain("one", (8, 8, 3), {"c1": operation, "flatten": Flatten(), "f1": Dense(2)})


def _with(*nodes: Node) -> Graph:
    return Graph("odd", (Node("image", Input((8,))), *nodes))


REFUSED: dict[str, tuple[Callable[[], str], str]] = {
    "branches": (
        lambda: emit(COURSE["resnet18"](), Style.SEQUENTIAL),
        (
            "resnet18 is not one chain of layers, which is all that Sequential can hold: "
            "'a1' is read by 'group1.block1.c1' and 'group1.block1.add'"
        ),
    ),
    "added to itself": (
        lambda: emit(_with(Node("f1", Dense(8), ("image",)), Node("add", Add(), ("f1", "f1"))), Style.SEQUENTIAL),
        "odd is not one chain of layers, which is all that Sequential can hold: 'f1' is read by 'add' twice",
    ),
    "shared": (
        lambda: emit(zoo.shared(), Style.SEQUENTIAL),
        "shared uses the layer 'c1' twice, which Sequential refuses",
    ),
    "unknown": (
        lambda: emit(_one(Opaque("Lambda", (8, 8, 3))), Style.FUNCTIONAL),
        "'c1' is 'Lambda', for which there is no layer to write",
    ),
    "activation": (
        lambda: emit(_one(Activation("relu with max_value 3")), Style.RAW),
        f"there is no activation called 'relu with max_value 3'; known are {', '.join(ACTIVATIONS)}",
    ),
    "unread": (
        lambda: emit(_with(Node("f1", Dense(8), ("image",)), Node("f2", Dense(8), ("image",))), Style.RAW),
        "'f1' is read by nothing, so no program would compute it",
    ),
    "several inputs": (
        lambda: emit(_with(Node("other", Input((8,))), Node("add", Add(), ("image", "other"))), Style.RAW),
        "odd has more than one input: image, other",
    ),
    "name": (
        lambda: emit(COURSE["lenet5"](), Style.RAW, name="le net"),
        "a network cannot be called 'le net' in Python",
    ),
    "taken name": (
        lambda: emit(COURSE["resnet18"](), Style.RAW, name="ResidualBlock"),
        "a network cannot be called 'ResidualBlock': its program uses the name for something else",
    ),
    "two kernels": (
        lambda: emit(
            _with(Node("f1", Dense(8), ("image",)), Node("f2", Dense(8, regularizer=0.1), ("f1",), shares="f1")),
            Style.FUNCTIONAL,
        ),
        "'f2' shares the weights of 'f1' but is another operation, which one layer cannot be",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_written_is_refused_with_a_sentence(case: str) -> None:
    write, sentence = REFUSED[case]
    with pytest.raises(NotWritableError) as refusal:
        write()
    assert str(refusal.value) == sentence


def test_programs_read_as_pinned() -> None:
    parts = [
        f"=== {name}, {style}\n{emit(COURSE[name](), style)}"
        for name in ("lenet5", "baseline", "resnet18")
        for style in styles_of(name)
    ]
    parts.append(f"=== inception10, subclassed, idioms 5\n{emit(COURSE['inception10'](), 'subclassed', variation=5)}")
    text = "\n".join(parts)
    if os.environ.get("REGENERATE"):
        PINNED.write_text(text, encoding="utf-8")
    assert text == PINNED.read_text(encoding="utf-8")
