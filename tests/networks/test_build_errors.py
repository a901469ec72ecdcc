"""What Keras says about a network that cannot be called, told in the numbers of its maps."""

import pytest

from cnncheck.inside.wire import Problem, TrailStep
from cnncheck.networks.build_errors import explain, walk

IMAGE = (32, 32, 3)


def trail(*steps: tuple[str, str, tuple[int | None, ...] | None]) -> tuple[TrailStep, ...]:
    return tuple(TrailStep(*step) for step in steps)


THREE_CONVOLUTIONS = trail(
    ("c1", "Conv2D", (None, 28, 28, 6)),
    ("p1", "MaxPooling2D", (None, 14, 14, 6)),
    ("c2", "Conv2D", (None, 10, 10, 16)),
    ("p2", "MaxPooling2D", (None, 5, 5, 16)),
    ("c3", "Conv2D", (None, 1, 1, 32)),
    ("p3", "MaxPooling2D", None),
)
NO_ROOM = (
    "Computed output size would be zero or negative. Received: `inputs.shape=[None 1 1 32]`, `pool_size=[2 2]`, "
    "`strides=(2, 2)`, `padding=valid`."
)
RAN_OUT = "28, 14, 10, 5, 1: after c3 the map is 1x1 and a 2x2 pooling has no room: ceil((1 - 2 + 1) / 2) = 0."

CASES = [
    pytest.param(NO_ROOM, THREE_CONVOLUTIONS, "build-error", RAN_OUT, id="pooling without room"),
    pytest.param(
        "Negative dimension size caused by subtracting 2 from 1 for MaxPool with strides=[2, 2, 1]",
        THREE_CONVOLUTIONS,
        "build-error",
        RAN_OUT,
        id="pooling without room, as TensorFlow says it",
    ),
    pytest.param(
        "Exception encountered when calling MaxPooling2D.call(). " + NO_ROOM,
        (),
        "build-error",
        "The map is 1x1 and a 2x2 pooling has no room: ceil((1 - 2 + 1) / 2) = 0.",
        id="pooling without room and no trail",
    ),
    pytest.param(
        "Computed output size would be zero or negative. Received `inputs shape=(None, 3, 3, 16)`, "
        "`kernel shape=(5, 5, 16, 32)`, `dilation_rate=[1 1]`, `strides=(1, 1)`, `padding=valid`.",
        trail(("p2", "MaxPooling2D", (None, 3, 3, 16)), ("c3", "Conv2D", None)),
        "build-error",
        "3: after p2 the map is 3x3 and a 5x5 convolution has no room: ceil((3 - 5 + 1) / 1) = -1.",
        id="convolution without room",
    ),
    pytest.param(
        "could not create a descriptor for a pooling forward propagation primitive",
        THREE_CONVOLUTIONS,
        "build-error",
        "28, 14, 10, 5, 1: after c3 the next pooling has no room for its window.",
        id="pooling without room, numbers unknown",
    ),
    pytest.param(
        "Input 0 of layer 'c1' is incompatible with the layer: expected axis -1 of input shape to have value 1, but "
        "received input with shape (1, 32, 32, 3)",
        trail(("c1", "Conv2D", None)),
        "input-layout",
        "c1 was made for 1 channel; images are 32x32x3 and have 3.",
        id="channels of the image",
    ),
    pytest.param(
        "Input 0 of layer 'c2' is incompatible with the layer: expected min_ndim=4, found ndim=2. Full shape "
        "received: (1, 1176)",
        trail(("flatten", "Flatten", (None, 1176)), ("c2", "Conv2D", None)),
        "build-error",
        "c2 wants a map (height, width, channels) and is given 1 axis: is something flattened too early?",
        id="flattened too early",
    ),
    pytest.param(
        "Input 0 of layer 'functional' is incompatible with the layer: expected shape=(None, 28, 28), "
        "found shape=(1, 32, 32, 3)",
        (),
        "input-layout",
        "The network wants images of (28, 28); it is called with images of 32x32x3.",
        id="another image",
    ),
    pytest.param(
        "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis.",
        trail(("join", "Concatenate", None)),
        "branch-join",
        "join cannot put maps of different sizes side by side.",
        id="concatenation",
    ),
    pytest.param(
        "Inputs have incompatible shapes. Received shapes (16, 16, 64) and (32, 32, 64)",
        trail(("add", "Add", None)),
        "shortcut-projection",
        "add adds tensors of different shapes: 16x16x64 and 32x32x64.",
        id="addition",
    ),
    pytest.param(
        "Input 0 of layer 'f1' is incompatible with the layer: expected axis -1 of input shape to have value 400, but "
        "received input with shape (1, 120)",
        trail(("f1", "Dense", (None, 120)), ("f1", "Dense", None)),
        "shared-layer",
        "f1 is called twice: it was made for 400 inputs when it was first called, and is given 120 the second time.",
        id="one layer at two places",
    ),
    pytest.param(
        "AttributeError: 'Net' object has no attribute 'act'",
        trail(("c1", "Conv2D", (None, 28, 28, 6))),
        "build-error",
        "act is used, but Net has nothing of that name.",
        id="a name that is not there",
    ),
    pytest.param(
        "TypeError: LeNet5() missing 1 required positional argument: 'classes'",
        (),
        "build-error",
        "LeNet5 needs classes to be called, which it is not given.",
        id="an argument without a default",
    ),
    pytest.param(
        "ValueError: Unrecognized keyword arguments passed to Conv2D: {'activiation': 'sigmoid'}",
        (),
        "build-error",
        "Conv2D takes no argument called activiation.",
        id="a keyword that is not there",
    ),
    pytest.param(
        "TypeError: Net.call() got an unexpected keyword argument 'training'",
        (),
        "build-error",
        "Net.call takes no argument called training.",
        id="training that is not taken",
    ),
    pytest.param(
        "RuntimeError: In layer 'Net', you forgot to call `super().__init__()` as the first statement in the "
        "`__init__()` method. Go add it!",
        (),
        "build-error",
        "__init__ does not call super().__init__() before it creates the layers.",
        id="super is not called",
    ),
    pytest.param(
        "ValueError: Only input tensors may be passed as positional arguments. The following argument value should be "
        "passed as a keyword argument: True (of type <class 'bool'>)",
        trail(("c1", "Conv2D", (None, 28, 28, 6))),
        "build-error",
        "A layer is called with something by position that is no tensor.",
        id="training by position",
    ),
    pytest.param(
        "ValueError: Invalid value received for argument `noise_shape`. Expected an iterable of integers (e.g., a "
        "tuple or list). Received: noise_shape=2",
        (),
        "dropout-rate",
        "Dropout has 2 as its second argument, which is noise_shape and not a part of the rate.",
        id="a comma for a decimal point",
    ),
    pytest.param(
        "NotImplementedError: Model LeNet5 does not have a `call()` method implemented.",
        (),
        "build-error",
        "LeNet5 has no method called call.",
        id="no call method",
    ),
    pytest.param(
        "ValueError: All `outputs` values must be KerasTensors. Received: outputs=<Softmax name=softmax, built=True> "
        "including invalid value <Softmax name=softmax, built=True>",
        trail(("c1", "Conv2D", (None, 28, 28, 6))),
        "build-error",
        "A layer, Softmax, stands where a tensor is expected: it is made and not called.",
        id="a layer that is not called",
    ),
    pytest.param(
        "TypeError: 'Dense' object is not iterable",
        trail(("c1", "Conv2D", (None, 28, 28, 6))),
        "build-error",
        "The network cannot be called: TypeError: 'Dense' object is not iterable. The map went through the sizes 28.",
        id="anything else",
    ),
]


@pytest.mark.parametrize(("said", "steps", "code", "message"), CASES)
def test_an_exception_is_explained(said: str, steps: tuple[TrailStep, ...], code: str, message: str) -> None:
    finding = explain(Problem("build-error", said, "net.py", 12, None, "x = self.p3(x)", steps), IMAGE)
    assert (finding.code, finding.message) == (code, message)
    assert (finding.where.file, finding.where.line) == ("net.py", 12)
    assert finding.source == ("x = self.p3(x)",)
    assert finding.example == "one image of 32x32x3"


def test_a_rate_written_with_a_comma_is_written_with_a_point_in_the_hint() -> None:
    said = "ValueError: Invalid value received for argument `noise_shape`. Received: noise_shape=25"
    finding = explain(Problem("build-error", said, "net.py", 10, None, "self.d1 = Dropout(0, 25)"), IMAGE)
    assert finding.message.startswith("Dropout(0, 25) has 25 as its second argument")
    assert finding.hint == "A comma for a decimal point? Dropout(0.25)"


def test_the_image_is_what_is_expected_where_a_network_is_made_for_other_channels() -> None:
    said = (
        "Input 0 of layer 'c1' is incompatible with the layer: expected axis -1 of input shape to have value 1, but "
        "received input with shape (1, 32, 32, 3)"
    )
    finding = explain(Problem("build-error", said, trail=trail(("c1", "Conv2D", None))), IMAGE)
    assert (finding.expected, finding.received) == ("3", "1")
    assert finding.hint == "Look at the shape that the network declares for its image: 32x32x3 is specified."


IN_A_LINE = [
    pytest.param(
        "NameError: name 'features' is not defined",
        "x = features(x, training=training)",
        "features is used, but nothing of that name is known there.",
        "Look at the spelling of features, capitals included. A layer that __init__ keeps is called as "
        "self.features(...).",
        id="self is forgotten",
    ),
    pytest.param(
        "NameError: name 'X' is not defined",
        "x = layers.Flatten()(X)",
        "X is used, but nothing of that name is known there.",
        "Look at the spelling of X, capitals included.",
        id="a misspelt variable",
    ),
    pytest.param(
        "ValueError: The `data_format` argument must be one of {'channels_first', 'channels_last'}. Received: "
        'data_format=tensor("net_1/max_pooling2d_1/identity:0", shape=(none, 5, 5, 16), dtype=float32)',
        "x = layers.Flatten(x)",
        "Flatten(x) makes a layer and gives it the tensor as a setting; the layer is not called on it.",
        "The first pair of parentheses makes the layer, with its settings; the second calls it on a tensor.",
        id="a layer made of the tensor",
    ),
    pytest.param(
        "TypeError: Sequential.add() missing 1 required positional argument: 'layer'",
        "self.classifier.add(layers.Dense(120))",
        "add is called on the class Sequential itself, not on an object of it.",
        "Are the parentheses missing where the object is made? Sequential()",
        id="Sequential without parentheses",
    ),
    pytest.param(
        "TypeError: Conv2D.__init__() missing 1 required positional argument: 'filters'",
        "self.conv = layers.Conv2D(fillters=6, kernel_size=5)",
        "Conv2D is called without filters, which it needs.",
        "Look at the arguments in this call of Conv2D, and at their spelling.",
        id="a misspelt keyword of an argument that is needed",
    ),
]


@pytest.mark.parametrize(("said", "source", "message", "hint"), IN_A_LINE)
def test_the_line_that_stops_tells_what_to_look_for(said: str, source: str, message: str, hint: str) -> None:
    finding = explain(Problem("build-error", said, "net.py", 12, None, source), IMAGE)
    assert (finding.message, finding.hint) == (message, hint)


@pytest.mark.parametrize("said", ["LeNet5 returns nothing", "LeNet5 returns KerasTensor, which is no model"])
def test_a_builder_is_told_to_return_the_model(said: str) -> None:
    finding = explain(Problem("wrong-type", said, "net.py", 5), IMAGE)
    assert (finding.message, finding.expected) == (f"{said}.", "a model")
    assert finding.hint is not None
    assert "returns the model" in finding.hint


def test_what_is_no_tensor_is_told_with_what_is_expected() -> None:
    finding = explain(Problem("wrong-type", "Net returns nothing when it is called", "net.py", 3), IMAGE)
    assert (finding.code, finding.message) == ("wrong-type", "Net returns nothing when it is called.")
    assert finding.expected == "one tensor"
    assert finding.hint == "Look at what the last line of call returns."


def test_the_walk_names_each_size_once_and_both_sides_where_they_differ() -> None:
    steps = trail(
        ("c1", "Conv2D", (None, 28, 20, 6)),
        ("b1", "BatchNormalization", (None, 28, 20, 6)),
        ("f", "Flatten", (None, 9)),
    )
    assert walk(steps) == ("28x20",)
