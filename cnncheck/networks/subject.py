"""A student's network as the checks see it: a graph, and where each of its parts stands in the student's code."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.findings import Where
from cnncheck.networks.rearrangement import Rearrangement
from reference.graph import Graph
from reference.operations import Operation, Shape


@dataclass(frozen=True, slots=True)
class UnusedLayer:
    """A layer the model holds and never calls.

    Attributes:
        name: how the student reaches it, "d2" or "blocks[1].c1".
        class_name: "Dropout".
        operation: what it would compute, None for a class this vocabulary has no word for.
        place: the line that created it.
    """

    name: str
    class_name: str
    operation: Operation | None
    place: Where


@dataclass(frozen=True, slots=True)
class UnreadVariable:
    """A variable the model owns and its output does not depend on; `place` is that of the layer that holds it."""

    name: str
    shape: Shape
    trainable: bool
    place: Where


@dataclass(frozen=True, slots=True)
class LayerExtra:
    """A regulariser or constraint of a layer's that no node of the graph tells.

    Attributes:
        name: of the layer, as the student reaches it.
        argument: "activity_regularizer", "kernel_constraint".
        value: what was given: "L2", "MaxNorm".
        place: the line that created the layer.
    """

    name: str
    argument: str
    value: str
    place: Where


@dataclass(frozen=True, slots=True)
class TracedNetwork:
    """One network of a submission, in canonical form.

    Attributes:
        graph: as computed with `training=False`. Nodes carry the student's attribute names where there are some ("c1",
            "blocks[0].c1", and "c1_activation" for an activation given as an argument), else the operation's ("add");
            all are unique, the last is the output, the first is called "image". A final softmax is a node of its own.
        variables: (node, weight) to the worker's variable id, bound by data flow. Nodes that share another's weights
            (`Node.shares`) have no entries of their own, so the keys are those of `graph.weights`, unless an operation
            reads a constant in place of a variable: then that key is missing here and in `constants` instead.
        constants: (node, weight) that the student's code feeds from a constant that nothing trains.
        tensors: node to the id of the trace node whose tensor it is, for `Forward.fetch`; a folded node that exists
            nowhere as a tensor of its own (the convolution inside `Conv2D(activation=...)`) has none.
        training_tensors: the same for the nodes of `training`, for `Step.fetch`.
        places: node to its place: the line that created the layer, else the line of the call. Holds the nodes of
            `training` too.
        calls: node to the place where the student's code calls it; the line of the creation where no line does.
        unused_layers: created and never called.
        unread_variables: owned by the model and not read on the way to its output.
        untracked: weights that are read but not tracked by the model: never trained or saved by Keras.
        frozen: weights that training should change by gradients, but the variable is not trainable.
        training: as computed with `training=True` given to the model as far as it takes it; same node names.
        never_trains: batch normalisation and dropout that stay in inference mode although the model was called with
            `training=True` (a hard-coded `training=False`, or a mode that is not passed on).
        always_trains: those that are in training mode although the model was called with `training=False`.
        gives_training: whether Keras's `fit` would pass `training=True` to the model's `call`.
        subject: the class, builder or model this is.
        place: of its definition.
        notes: what was worked around, in plain words.
        total_parameters: number of weights that the output depends on, each variable once.
        trainable_parameters: those among them that are trainable, as the variables say.
        compiled: the file itself compiled the model.
        padded_by: convolution or pooling that reads a map with zeros around it, to where those were put.
        blocked_gradients: where a gradient is cut in training; the text says by what, "tf.stop_gradient".
        never_learns: nodes with trainable weights that no gradient reaches.
        random_steps: nodes of `training` that change values at random, and are no dropout.
        training_only: nodes of `training` that are computed in training only, and are no dropout.
        extras: regularisers and constraints that no node tells: a node tells the L2 of its kernel.
        equal_weights: inner nodes with a trainable kernel of several units whose values are all one number when the
            network is opened.
        from_logits: of the loss that the file compiled this model with; None where that is not known.
        dialect: "keras3" or "tf_keras".
        rearranged: (node, weight) to how its variable holds it, where that is not as the node reads it.
    """

    graph: Graph
    variables: Mapping[tuple[str, str], int]
    tensors: Mapping[str, int]
    places: Mapping[str, Where]
    training: Graph
    constants: tuple[tuple[str, str], ...] = ()
    unused_layers: tuple[UnusedLayer, ...] = ()
    unread_variables: tuple[UnreadVariable, ...] = ()
    untracked: tuple[tuple[str, str], ...] = ()
    frozen: tuple[tuple[str, str], ...] = ()
    never_trains: tuple[str, ...] = ()
    always_trains: tuple[str, ...] = ()
    gives_training: bool = False
    subject: str = ""
    place: Where = field(default_factory=Where)
    notes: tuple[str, ...] = ()
    total_parameters: int = 0
    trainable_parameters: int = 0
    compiled: bool = False
    calls: Mapping[str, Where] = field(default_factory=dict)
    padded_by: Mapping[str, Where] = field(default_factory=dict)
    blocked_gradients: tuple[Where, ...] = ()
    never_learns: tuple[str, ...] = ()
    random_steps: tuple[str, ...] = ()
    training_only: tuple[str, ...] = ()
    extras: tuple[LayerExtra, ...] = ()
    equal_weights: tuple[str, ...] = ()
    from_logits: bool | None = None
    dialect: str = "keras3"
    training_tensors: Mapping[str, int] = field(default_factory=dict)
    rearranged: Mapping[tuple[str, str], Rearrangement] = field(default_factory=dict)

    def seen(self, key: tuple[str, str], value: NDArray[Any]) -> NDArray[Any]:
        """What a node reads of the value that a weight's variable holds."""
        return self.rearranged[key].seen(value) if key in self.rearranged else value

    def stored_at(self, key: tuple[str, str], positions: NDArray[Any]) -> NDArray[Any]:
        """Where a weight's variable holds what its node reads at some positions, both counted through."""
        if key not in self.rearranged:
            return positions
        count = math.prod(self.graph.weights[key].shape)
        places: NDArray[Any] = np.argsort(self.stored(key, np.arange(count)).reshape(-1))[positions]
        return places

    def stored(self, key: tuple[str, str], value: NDArray[Any]) -> NDArray[Any]:
        """What the variable of a weight has to hold for its node to read a value."""
        value = value.reshape(self.graph.weights[key].shape)
        return np.ascontiguousarray(self.rearranged[key].stored(value) if key in self.rearranged else value)
