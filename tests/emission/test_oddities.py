"""What no graph tells is in the program, in the styles that have words for it; and each node's lines are known."""

from collections.abc import Callable

import pytest

from cnncheck.emission import NotWritableError, Oddity, Style, Variation, emit, program
from cnncheck.mutation import Trait, mutants
from reference.graph import Graph
from reference.networks import baseline, inception10, lenet5, resnet18
from reference.operations import ShapeError

WRITTEN = [
    (Style.SUBCLASSED, "b1", Oddity.INFERENCE_ONLY, "x = self.b1(x, training=False)"),
    (Style.SUBCLASSED, "d2", Oddity.ALWAYS_TRAINING, "x = self.d2(x, training=True)"),
    (Style.RAW, "b1", Oddity.ALWAYS_TRAINING, "x = self.b1(x, training=True)"),
    (Style.RAW, "d1", Oddity.ALWAYS_TRAINING, "x = tf.nn.dropout(x, rate=0.2)\n"),
    (Style.SEQUENTIAL, "f1", Oddity.FROZEN, 'Dense(128, activation="relu", trainable=False)'),
    (Style.RAW, "f1", Oddity.FROZEN, "self.f1_bias = tf.Variable(tf.zeros(128), trainable=False)"),
    (Style.SUBCLASSED, "f1", Oddity.UNTRACKED, "self.f1 = lambda x: f1(x)"),
    (
        Style.RAW,
        "f1",
        Oddity.UNTRACKED,
        "self.f1_kernel = tf.Variable(tf.keras.initializers.GlorotUniform()((1536, 128)))",
    ),
    (Style.SEQUENTIAL, "softmax", Oddity.OVER_BATCH, "Softmax(axis=0)"),
    (Style.RAW, "softmax", Oddity.OVER_BATCH, "tf.nn.softmax(x, axis=0)"),
    (Style.FUNCTIONAL, "c1", Oddity.CHANNELS_FIRST, 'Conv2D(6, 5, padding="same", data_format="channels_first")'),
    (Style.RAW, "c1", Oddity.CHANNELS_FIRST, 'data_format="NCHW"'),
    (Style.SEQUENTIAL, "image", Oddity.TRANSPOSED, "Permute((3, 1, 2)),"),
    (Style.SUBCLASSED, "image", Oddity.TRANSPOSED, "x = self.turned(x)"),
    (Style.RAW, "image", Oddity.TRANSPOSED, "x = tf.transpose(x, [0, 3, 1, 2])"),
]


@pytest.mark.parametrize(("style", "node", "oddity", "words"), WRITTEN)
def test_an_oddity_is_in_the_program(style: Style, node: str, oddity: Oddity, words: str) -> None:
    plain = emit(baseline(), style)
    written = program(baseline(), style, oddities={node: [oddity]})
    compile(written.text, "written.py", "exec")
    assert words in written.text
    assert words not in plain
    numbers = [number for number, line in enumerate(written.text.split("\n"), 1) if words.strip() in line]
    assert set(numbers) & set(written.lines[node])


@pytest.mark.parametrize("style", [Style.SUBCLASSED, Style.RAW])
def test_an_unused_layer_is_made_and_not_called(style: Style) -> None:
    text = program(lenet5(), style, oddities={"f2": [Oddity.UNUSED], "a4": [Oddity.UNUSED]}).text
    made, _, called = text.partition("def call" if style is Style.SUBCLASSED else "def __call__")
    assert "self.f2" in made
    assert "self.f2" not in called


def test_an_unused_layer_is_no_longer_read_by_the_next() -> None:
    text = program(lenet5(), Style.RAW, oddities={"f2": [Oddity.UNUSED], "a4": [Oddity.UNUSED]}).text
    assert "self.f3_kernel = tf.Variable(glorot(120, 10))" in text


@pytest.mark.parametrize(
    ("style", "oddity"),
    [
        (Style.SEQUENTIAL, Oddity.INFERENCE_ONLY),
        (Style.SEQUENTIAL, Oddity.UNUSED),
        (Style.FUNCTIONAL, Oddity.UNTRACKED),
        (Style.FUNCTIONAL, Oddity.INFERENCE_ONLY),
        (Style.SUBCLASSED, Oddity.DECLARED),
    ],
)
def test_a_style_without_words_for_an_oddity_says_so(style: Style, oddity: Oddity) -> None:
    with pytest.raises(NotWritableError, match=oddity):
        program(baseline(), style, oddities={"b1": [oddity]})


def test_an_oddity_that_is_none() -> None:
    with pytest.raises(ValueError, match="strange"):
        program(baseline(), Style.RAW, oddities={"b1": ["strange"]})


def test_the_traits_of_mutants_are_the_oddities_of_programs() -> None:
    assert {trait.value for trait in Trait} == {oddity.value for oddity in Oddity}


def test_a_network_that_does_not_fit_is_written_with_the_shapes_its_author_believes_in() -> None:
    reference = resnet18()
    wrong = next(
        mutant for mutant in mutants(reference) if mutant.operator == "projection without strides" and not mutant.builds
    )
    with pytest.raises(ShapeError):
        program(wrong.written, Style.RAW)
    assert "class ResNet18" in program(wrong.written, Style.RAW, believed=reference.shapes).text


@pytest.mark.parametrize("style", [Style.FUNCTIONAL, Style.SUBCLASSED, Style.RAW])
@pytest.mark.parametrize("make", [lenet5, inception10, resnet18])
@pytest.mark.parametrize("variation", [None, 1, 2])
def test_every_layer_has_lines(style: Style, make: Callable[[], Graph], variation: int | None) -> None:
    graph = make()
    written = program(graph, style, variation=variation)
    assert set(written.lines) >= {node.name for node in graph if node.inputs}
    assert emit(graph, style, variation=variation) == written.text
    assert written.text.isascii()


def test_lines_are_those_that_make_and_call_a_layer() -> None:
    written = program(lenet5(), Style.SUBCLASSED)
    lines = ["", *written.text.split("\n")]
    assert [lines[number].strip() for number in written.lines["c2"]] == [
        'self.c2 = Conv2D(16, 5, activation="sigmoid")',
        "x = self.c2(x)",
    ]
    assert written.lines["a2"] == written.lines["c2"]


def test_a_layer_of_a_block_stands_in_its_definition_and_where_the_block_is_used() -> None:
    written = program(resnet18(), Style.SUBCLASSED)
    lines = ["", *written.text.split("\n")]
    assert [lines[number].strip() for number in written.lines["group2.block1.c2"]] == [
        'self.c2 = Conv2D(filters, 3, padding="same", use_bias=False)',
        "y = self.c2(y)",
        "ResidualBlock(128, strides=2),",
    ]
    assert lines[written.lines["group2.block1.add"][0]].strip() == "x = y + shortcut"


def test_a_wrapped_call_keeps_its_first_line() -> None:
    written = program(baseline(), Style.RAW, variation=Variation(model=True))
    lines = ["", *written.text.split("\n")]
    assert any(lines[number].strip().startswith("self.c1_kernel = self.add_weight(") for number in written.lines["c1"])
