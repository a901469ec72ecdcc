"""The textbook has every row of the course: each network with its figures, each function with its signature."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from reference import arithmetic, layers, metrics, networks
from reference.graph import Graph, depth
from reference.networks import applications
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, Dropout, Shape
from reference.receptive_fields import receptive_fields


@dataclass(frozen=True)
class Row:
    """A network of the course and its figures."""

    graph: Graph
    image: Shape
    total: int
    trainable: int
    layers: int
    arrays: int
    logits: bool = False

    def __str__(self) -> str:
        return self.graph.name


COURSE = (
    Row(networks.dense_mnist(), (28, 28), 101_770, 101_770, layers=2, arrays=4),
    Row(networks.baseline(), (32, 32, 3), 198_506, 198_494, layers=3, arrays=10),
    Row(networks.lenet5(), (32, 32, 3), 62_006, 62_006, layers=5, arrays=10),
    Row(networks.alexnet8(), (32, 32, 3), 9_639_178, 9_638_474, layers=8, arrays=24),
    Row(networks.vgg16(), (32, 32, 3), 15_262_026, 15_253_578, layers=16, arrays=84),
    Row(networks.inception10(), (32, 32, 3), 121_418, 120_234, layers=10, arrays=152),
    Row(networks.resnet18(), (32, 32, 3), 11_183_562, 11_173_962, layers=18, arrays=102),
    Row(networks.lenet5_mnist(), (28, 28, 1), 56_930, 56_930, layers=5, arrays=10, logits=True),
    Row(networks.lenet5_mnist(units=84), (28, 28, 1), 60_074, 60_074, layers=5, arrays=10, logits=True),
    Row(networks.lenet5_classical(), (32, 32, 1), 61_706, 61_706, layers=5, arrays=10),
    Row(networks.augmented_cifar10(), (24, 24, 3), 731_850, 731_722, layers=5, arrays=14),
)


@pytest.mark.parametrize("row", COURSE, ids=str)
def test_a_network_has_the_figures_of_the_course(row: Row) -> None:
    graph = row.graph
    assert graph.input_shape == row.image
    assert graph.parameters == (row.total, row.trainable)
    assert depth(graph) == row.layers
    assert len(graph.weights) == row.arrays
    assert graph.shapes[graph.output] == (10,)
    assert (graph[graph.output].operation == Activation("softmax")) is not row.logits


def test_every_network_of_the_book_has_a_row() -> None:
    assert {row.graph.name for row in COURSE} == set(networks.__all__)


def maps(graph: Graph, *nodes: str) -> list[Shape]:
    return [graph.shapes[node] for node in nodes]


def test_the_walks_of_lenet() -> None:
    walk = [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,), (120,), (84,), (10,)]
    assert maps(networks.lenet5(), "c1", "p1", "c2", "p2", "flatten", "f1", "f2", "f3") == walk
    assert maps(networks.lenet5_classical(), "c1", "s2", "c3", "s4", "flatten", "c5", "f6", "f7") == walk
    assert maps(networks.lenet5_mnist(), "flatten", "f1", "f2") == [(400,), (120,), (60,)]


def test_the_weight_arrays_of_the_baseline() -> None:
    specs = networks.baseline().weights.values()
    assert [spec.shape for spec in specs if spec.trainable] == [
        (5, 5, 3, 6),
        (6,),
        (6,),
        (6,),
        (1536, 128),
        (128,),
        (128, 10),
        (10,),
    ]


@pytest.mark.parametrize("image", [(28, 28), (28, 28, 1), (784,)])
def test_dense_mnist_takes_an_image_of_any_layout(image: Shape) -> None:
    graph = networks.dense_mnist(image)
    assert graph.input_shape == image
    assert graph.parameters == (101_770, 101_770)


def test_the_depths_of_inception_double_after_each_block() -> None:
    def depths(graph: Graph) -> list[int]:
        return [graph.shapes[node.name][-1] for node in graph if node.name.endswith("concat")]

    assert depths(networks.inception10()) == [64, 64, 128, 128]
    other = networks.inception10(num_blocks=3, num_classes=7, init_ch=8)
    assert depths(other) == [32, 32, 64, 64, 128, 128]
    assert other.shapes[other.output] == (7,)


def test_the_groups_of_resnet() -> None:
    graph = networks.resnet18()
    ends = [(32, 32, 64), (16, 16, 128), (8, 8, 256), (4, 4, 512)]
    assert maps(graph, *(f"group{group}.block2.a2" for group in range(1, 5))) == ends
    projections = [node.name for node in graph if node.name.endswith("down_c1")]
    assert projections == ["group2.block1.down_c1", "group3.block1.down_c1", "group4.block1.down_c1"]
    convolutions = [node.operation for node in graph if isinstance(node.operation, Conv2D)]
    assert len(convolutions) == 20
    assert not any(convolution.use_bias for convolution in convolutions)
    assert graph["f1"].operation == Dense(10, regularizer=0.01)
    assert depth(networks.resnet18((3, 4, 6, 3))) == 34
    assert networks.resnet18(initial_filters=16).shapes["pool"] == (128,)


def test_batch_normalisation_and_dropout_are_the_courses() -> None:
    normalisations = {
        node.operation for row in COURSE for node in row.graph if isinstance(node.operation, BatchNormalization)
    }
    assert normalisations == {BatchNormalization(momentum=0.99, epsilon=1e-3)}
    rates = {
        row.graph.name: [node.operation.rate for node in row.graph if isinstance(node.operation, Dropout)]
        for row in COURSE
    }
    assert {name: found for name, found in rates.items() if found} == {
        "baseline": [0.2, 0.2],
        "alexnet8": [0.5, 0.5],
        "vgg16": [0.2] * 7,
    }


def test_receptive_fields_of_the_course() -> None:
    assert receptive_fields(applications.vgg16())["p5"][:2] == (212, 32)
    assert receptive_fields(networks.resnet18())["group4.block2.a2"].size == 109


APPLICATIONS = {
    "vgg16": 138_357_544,
    "vgg19": 143_667_240,
    "resnet34": 21_814_696,
    "resnet50": 25_636_712,
    "mobilenet": 4_253_864,
    "mobilenet_v2": 3_538_984,
    "densenet121": 8_062_504,
}


@pytest.mark.parametrize(("name", "total"), APPLICATIONS.items())
def test_the_networks_for_imagenet_have_their_figures_and_options(name: str, total: int) -> None:
    builder = getattr(applications, name)
    assert builder().parameters.total == total
    small = builder((32, 48, 3), classes=5)
    assert small.input_shape == (32, 48, 3)
    assert small.shapes[small.output] == (5,)
    maps = builder((64, 64, 3), include_top=False)
    assert maps.shapes[maps.output][:2] == (2, 2)
    assert [
        len(builder(include_top=False, pooling=each).nodes) - len(builder(include_top=False).nodes)
        for each in ("avg", "max")
    ] == [1, 1]


def test_every_builder_for_imagenet_has_a_row() -> None:
    assert set(APPLICATIONS) == set(applications.__all__)


@pytest.mark.parametrize(
    ("build", "options", "argument"),
    [
        *((getattr(applications, name), {"classes": 0}, "classes") for name in APPLICATIONS),
        *((getattr(applications, name), {"classes": 2.5}, "classes") for name in APPLICATIONS),
        *((getattr(applications, name), {"input_shape": (64, 64, 0)}, "input_shape") for name in APPLICATIONS),
        *((getattr(applications, name), {"alpha": -1.0}, "alpha") for name in ("mobilenet", "mobilenet_v2")),
        (applications.mobilenet, {"alpha": 0.03}, "alpha"),
        *((networks.inception10, {name: 0}, name) for name in ("num_blocks", "num_classes", "init_ch")),
        (networks.resnet18, {"block_list": (2, -1)}, "block_list"),
        (networks.resnet18, {"initial_filters": 0}, "initial_filters"),
        (networks.lenet5_mnist, {"units": 0}, "units"),
    ],
)
def test_a_number_that_makes_no_network_is_named(
    build: Callable[..., Graph], options: dict[str, object], argument: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{argument} must be .* Received: {argument}="):
        build(**options)


FUNCTIONS = """
output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1)
same_padding(size, kernel_size, strides=1, dilation_rate=1)
receptive_field(layers)
dense_parameters(inputs, units, use_bias=True)
conv2d_parameters(kernel_size, in_channels, filters, use_bias=True)
conv2d_multiplications(height, width, kernel_size, in_channels, filters, strides=1, padding="valid")
conv2d(images, kernel, bias=None, strides=1, padding="valid", dilation_rate=1)
max_pool2d(images, pool_size=2, strides=None, padding="valid")
avg_pool2d(images, pool_size=2, strides=None, padding="valid")
global_average_pool2d(images)
batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum=0.99, epsilon=1e-3)
batch_norm_inference(images, gamma, beta, moving_mean, moving_variance, epsilon=1e-3)
dropout(images, rate, rng, training=True)
dense(inputs, kernel, bias=None)
flatten(images)
relu(x)
sigmoid(x)
softmax(logits, axis=-1)
one_hot(labels, classes)
cross_entropy(probabilities, labels)
cross_entropy_from_logits(logits, labels)
normalize(images, mean, std)
upsample_nearest(images, factor)
upsample_bilinear(images, factor)
accuracy(labels, predictions)
top_k_error(probabilities, labels, k=5)
confusion_matrix(labels, predictions, classes)
conv2d_backward(grad, images, kernel, strides=1, padding="valid")
max_pool2d_backward(grad, images)
avg_pool2d_backward(grad, images)
batch_norm_backward(grad, images)
dense_backward(grad, inputs)
softmax_cross_entropy_backward()
"""
"""What students hand in; of most gradients the course gives the name alone."""


@pytest.mark.parametrize("signature", FUNCTIONS.split("\n")[1:-1], ids=lambda signature: signature.split("(")[0])
def test_a_function_is_called_as_students_call_theirs(signature: str) -> None:
    call = ast.parse(signature, mode="eval").body
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Name)
    (home,) = (room for room in (arithmetic, layers, metrics) if hasattr(room, call.func.id))
    parameters = list(inspect.signature(getattr(home, call.func.id)).parameters.values())
    required = [argument.id for argument in call.args if isinstance(argument, ast.Name)]
    options = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    known = parameters[: len(required) + len(options)]
    assert [parameter.name for parameter in known] == [*required, *options]
    assert {parameter.name: parameter.default for parameter in known[len(required) :]} == options
    rest = parameters[len(known) :]
    assert not call.keywords or all(parameter.default is not inspect.Parameter.empty for parameter in rest)
