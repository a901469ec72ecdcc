"""What a traced node becomes on its way into a graph: steps, and the values that are no steps of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from numpy.typing import NDArray

from cnncheck.inside.wire import TraceNode
from cnncheck.networks.canonical_expressions import ONE, ZERO, Expression, Key
from reference.operations import Opaque, Operation, Shape, ShapeError


@dataclass(frozen=True, slots=True)
class Step:
    """An operation of the graph to be.

    Attributes:
        key: the trace node whose tensor it computes; a second number above 0 where it is only a part of that node.
        operation: what it computes.
        inputs: the steps it reads.
        shape: of its output, without the batch.
        node: the trace node that tells its place and its layer.
        weights: role to variable, or to what the code made of one.
        constants: roles that are fed by a constant.
        training: whether it is in training mode; None where it has no modes.
        tensor: the trace node whose tensor it is, for a part of a node: a later one that computes the same.
    """

    key: Key
    operation: Operation
    inputs: tuple[Key, ...]
    shape: Shape
    node: TraceNode
    weights: Mapping[str, int] = field(default_factory=dict)
    constants: tuple[str, ...] = ()
    training: bool | None = None
    tensor: int | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """`scale * base + shift` with one value per channel: what depends on the image; `node` computes it."""

    base: Key
    node: TraceNode
    scale: Expression = ONE
    shift: Expression = ZERO

    @property
    def plain(self) -> bool:
        """Whether it is the base itself."""
        return self.scale.number == 1 and self.shift.number == 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """What does not depend on the image, or only on a batch's statistics."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Constant:
    """A small array that is known."""

    array: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Deviation:
    """The squared distance of a step's values from their mean over the batch."""

    base: Key


@dataclass(frozen=True, slots=True)
class Noise:
    """Uniform random numbers in [0, 1), plus a number."""

    plus: float = 0.0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Sizes and other things that are computed beside the network, or that nobody has a word for."""


Meaning: TypeAlias = Data | Parameter | Constant | Deviation | Noise | Unknown


def without_batch(node: TraceNode) -> Shape:
    """The shape of one image's part of a node's output; 0 for a side that is not known."""
    return tuple(side or 0 for side in (node.shape or ())[1:])


def fitted(step: Step, inputs: tuple[Shape, ...], variables: Mapping[int, Shape]) -> Step:
    """The step itself, or an opaque one where its operation cannot be what was observed."""
    name = step.node.op[:40]
    try:
        specified = step.operation.weights(*inputs)
        fits = step.operation.output_shape(*inputs) == step.shape
        fits &= all(
            variables.get(step.weights[each.name]) == each.shape for each in specified if each.name in step.weights
        )
        fits &= all(each.name in step.weights or each.name in step.constants for each in specified)
    except (ShapeError, IndexError, ZeroDivisionError):
        fits = False
    if fits or isinstance(step.operation, Opaque):
        return step
    return Step(step.key, Opaque(name, step.shape), step.inputs, step.shape, step.node, step.weights)
