"""Tells when another network than the specified one was handed in: one that is known, or one of another build."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from cnncheck.networks.dictionary import Print, fingerprint
from cnncheck.networks.difference import Known
from cnncheck.networks.differences import Correspondence
from cnncheck.networks.equivalences import normal_form, rules_for
from reference import networks
from reference.graph import Graph, depth
from reference.networks import applications
from reference.operations import Shape

SEVERAL, MANY = 3, 5
"""Differences from which on one asks whether another known network was meant, and another one at all."""

ALIKE = 0.5
"""Share of the specified layers that stand where they should: with less it is not this network that was built."""

ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
"""Widths that Keras has weights for."""


def other_network(found: Correspondence) -> Known | None:
    """What is said where another network stands in place of the specified one; None where it is the specified one.

    Args:
        found: both networks, in the way that needs the fewest differences.
    """
    if len(found.differences) < SEVERAL:
        return None
    expected = _title(found.reference)
    ours, theirs = _layers(found.reference), _layers(found.student)
    code = "filters" if ours == theirs else "layer-missing" if theirs < ours else "layer-extra"
    if (name := _name(found)) is not None:
        sentence = f"This is another network: it looks like {name}, where {expected} is specified."
        return Known(code, sentence, expected, name)
    kept = _kept(found)
    if len(found.differences) < MANY or kept >= ALIKE * len(found.reference.nodes):
        return None
    received = f"{depth(found.student)} layers deep, {found.student.parameters.total} parameters"
    sentence = (
        f"The network is built another way than {expected}: of {len(found.reference.nodes) - 1} operations "
        f"{max(kept - 1, 0)} stand where they are specified."
    )
    return Known(code, sentence, expected, received, certain=False)


def _title(graph: Graph) -> str:
    return f"{graph.name}, {depth(graph)} layers deep with {graph.parameters.total} parameters"


def _layers(graph: Graph) -> int:
    return sum(bool(graph.weights_of(node)) for node in graph)


def _kept(found: Correspondence) -> int:
    """How many of the reference's operations the student has as they are, reading what they should."""
    student = {node.name: node for node in found.translated}
    return sum(
        node.name in student
        and node.operation == student[node.name].operation
        and node.inputs == student[node.name].inputs
        for node in found.reference
    )


def _name(found: Correspondence) -> str | None:
    """The known network that a student's is."""
    output = found.student.shapes[found.student.output]
    wanted = fingerprint(normal_form(found.student, rules_for(found.reference, found.student)))
    for name, print_ in _known(found.student.input_shape, output[-1] if output else 0):
        if print_ == wanted:
            return name
    return None


@lru_cache(maxsize=4)
def _known(image: Shape, classes: int) -> tuple[tuple[str, Print], ...]:
    """The networks that are known, for an image and a number of classes."""
    found = []
    for name, make in _makers(image, classes):
        try:
            graph = make()
            if graph.input_shape == image:
                found.append((name, fingerprint(normal_form(graph, rules_for(graph, graph)))))
        except ValueError:
            continue  # the image is too small for it
    return tuple(found)


def _makers(image: Shape, classes: int) -> Iterator[tuple[str, Callable[[], Graph]]]:
    yield "the Baseline network", networks.baseline
    yield "LeNet-5", networks.lenet5
    yield "AlexNet", networks.alexnet8
    yield "VGG-16", networks.vgg16
    yield "Inception10", networks.inception10
    yield "ResNet-18", networks.resnet18
    yield "ResNet-34", partial(networks.resnet18, (3, 4, 6, 3))
    for alpha in ALPHAS:
        words = "" if alpha == 1 else f" with alpha={alpha}"
        yield f"MobileNet{words}", partial(applications.mobilenet, image, classes, alpha=alpha)
        yield f"MobileNetV2{words}", partial(applications.mobilenet_v2, image, classes, alpha=alpha)
    yield "DenseNet-121", partial(applications.densenet121, image, classes)
    yield "ResNet-34 of ImageNet", partial(applications.resnet34, image, classes)
    yield "ResNet-50", partial(applications.resnet50, image, classes)
    yield "VGG-16 of ImageNet", partial(applications.vgg16, image, classes)
    yield "VGG-19", partial(applications.vgg19, image, classes)
