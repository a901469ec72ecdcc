"""The canonical form of a student's network: one graph, whatever way it was written in."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cnncheck.course import Asks
from cnncheck.findings import Where
from cnncheck.inside.wire import NetworkOpened, OpenNetwork, TraceLayer, TraceVariable, Value
from cnncheck.networks.canonical_layers import PASSED_ON, extras, unused_operation
from cnncheck.networks.canonical_names import layer_place, names, places, variable_names, where
from cnncheck.networks.canonical_steps import Step
from cnncheck.networks.canonical_training import gradients, random_steps, training_only
from cnncheck.networks.canonical_translation import translate
from cnncheck.networks.canonical_validation import TooLargeError, TraceError, number, position, text, validate
from cnncheck.networks.canonical_views import Views
from cnncheck.networks.subject import TracedNetwork, UnreadVariable, UnusedLayer
from cnncheck.sandbox import WorkerFailure
from reference.graph import Graph, Node
from reference.operations import (
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Pooling2D,
    Shape,
    ZeroPadding2D,
)

__all__ = ["TraceError", "canonical", "open_network"]

MAX_NOTES = 20


@dataclass(frozen=True, slots=True)
class _Form:
    """A graph with what ties it to the trace."""

    graph: Graph
    steps: Mapping[str, Step]


def open_network(
    worker: Asks,
    name: str,
    input_shape: Shape,
    arguments: tuple[Value, ...] = (),
    options: Mapping[str, Value] | None = None,
) -> TracedNetwork:
    """Have a worker build and trace the network `name` of the loaded file, and bring it into canonical form.

    Raises:
        cnncheck.sandbox.StudentProblem: the network cannot be built or called.
        cnncheck.sandbox.WorkerFailure: the worker was lost, or what it told fits no network.
    """
    opened = worker.ask(OpenNetwork(name, input_shape, arguments, dict(options or {})), NetworkOpened)
    try:
        return canonical(opened, input_shape)
    except TraceError as error:
        raise WorkerFailure("memory-limit" if isinstance(error, TooLargeError) else "crash", str(error)) from error


def canonical(opened: NetworkOpened, input_shape: Shape) -> TracedNetwork:
    """Bring a traced network into canonical form.

    Args:
        opened: what the worker told; nothing in it is taken on trust.
        input_shape: the image it was asked about.

    Raises:
        TraceError: what was told fits no network.
    """
    validate(opened)
    layers = {layer.id: layer for layer in opened.layers}
    variables = {variable.id: variable for variable in opened.variables}
    shapes = Views({number: variable.shape for number, variable in variables.items()})
    owners = variable_names(opened)

    def form(nodes: Sequence[object], output: int) -> _Form:
        steps = translate(nodes, output, input_shape, layers, shapes, opened.dialect)  # type: ignore[arg-type]
        steps = [_regularized(step, variables, shapes) for step in steps]
        return _form(opened.name, steps, layers)

    plain = form(opened.nodes, opened.output)
    trained, in_training, last = plain, opened.nodes, opened.output
    if opened.training_nodes and opened.training_output is not None:
        in_training, last = opened.training_nodes, opened.training_output
        trained = form(in_training, last)
    shown = _with_training_only(plain, trained)
    seen = _bound(plain)
    bound = {key: shapes.variable(number) for key, number in seen.items()}
    read = {each for node in opened.nodes for each in (*node.weights.values(), node.variable) if each is not None}
    counted = [variables[number] for number in sorted(read)]
    trainable = frozenset(number for number, variable in variables.items() if variable.trainable)
    flow = gradients(in_training, last, layers, trainable)
    every = {**trained.steps, **shown.steps}
    return TracedNetwork(
        graph=shown.graph,
        variables=bound,
        tensors=_tensors(shown, plain),
        places=_places(trained, layers, owners) | _places(shown, layers, owners),
        training=trained.graph,
        constants=tuple((name, role) for name, step in plain.steps.items() for role in step.constants),
        unused_layers=_unused(opened, layers),
        unread_variables=_unread(opened, read, layers),
        untracked=tuple(key for key, number in bound.items() if not variables[number].tracked),
        frozen=_frozen(plain.graph, bound, variables),
        never_trains=_in_mode(trained, training=False),
        always_trains=_in_mode(plain, training=True),
        gives_training=opened.gives_training,
        subject=text(opened.name) or "",
        place=Where(text(opened.file), position(opened.line), position(opened.cell), None, text(opened.name)),
        notes=tuple(text(note) or "" for note in opened.notes[:MAX_NOTES]),
        total_parameters=sum(math.prod(each.shape) for each in counted),
        trainable_parameters=sum(math.prod(each.shape) for each in counted if each.trainable),
        compiled=opened.compiled,
        calls={name: where(step.node, layers, None) for name, step in every.items()},
        padded_by=_padded(shown, layers),
        blocked_gradients=flow.blocked,
        never_learns=_never_learns(plain.graph, bound, flow.dead),
        random_steps=random_steps(in_training, trained.steps),
        training_only=training_only(plain.steps, trained.steps),
        extras=extras(opened.layers),
        equal_weights=_equal_weights(plain.graph, bound, variables),
        from_logits=opened.from_logits,
        dialect=opened.dialect,
        rearranged={key: view for key, number in seen.items() if (view := shapes.rearrangement(number)) is not None},
        training_tensors=_tensors(trained, trained),
    )


def _regularized(step: Step, variables: Mapping[int, TraceVariable], shapes: Views) -> Step:
    """A step with the regulariser that its kernel was made with, where no layer of Keras's own tells one."""
    kernel = step.weights.get("kernel")
    if kernel is None or step.node.builtin_layer or not isinstance(step.operation, Conv2D | Dense):
        return step
    l2 = number(variables[shapes.variable(kernel)].l2)
    return replace(step, operation=replace(step.operation, regularizer=l2)) if l2 else step


def _places(form: _Form, layers: Mapping[int, TraceLayer], owners: Mapping[int, str]) -> dict[str, Where]:
    return places(form.steps.values(), {step.key: name for name, step in form.steps.items()}, layers, owners)


def _padded(form: _Form, layers: Mapping[int, TraceLayer]) -> dict[str, Where]:
    """Convolutions and poolings behind zeros, to the line of those."""
    found = {}
    for node in form.graph:
        before = form.steps[node.inputs[0]] if node.inputs else None
        if before is None or not isinstance(before.operation, ZeroPadding2D):
            continue
        if isinstance(node.operation, Conv2D | DepthwiseConv2D | Pooling2D):
            found[node.name] = where(before.node, layers, "the padding", creation=before.node.builtin_layer)
    return found


def _never_learns(graph: Graph, bound: Mapping[tuple[str, str], int], dead: frozenset[int]) -> tuple[str, ...]:
    """Nodes with a weight that gradients should change and that none reaches."""
    return tuple(
        dict.fromkeys(key[0] for key, spec in graph.weights.items() if spec.trainable and bound.get(key) in dead)
    )


def _equal_weights(
    graph: Graph, bound: Mapping[tuple[str, str], int], variables: Mapping[int, TraceVariable]
) -> tuple[str, ...]:
    """Inner layers whose units all begin as one and the same."""
    return tuple(
        name
        for (name, role), spec in graph.weights.items()
        if role == "kernel" and spec.trainable and spec.shape[-1] > 1 and (name, role) in bound
        if variables[bound[name, role]].is_constant and variables[bound[name, role]].trainable
        if not _is_last(graph, name)
    )


def _is_last(graph: Graph, name: str) -> bool:
    """Whether no layer with a kernel comes behind a node."""
    return all(
        not isinstance(reader.operation, Conv2D | DepthwiseConv2D | Dense) and _is_last(graph, reader.name)
        for reader in graph.consumers(name)
    )


def _form(name: str, steps: Sequence[Step], layers: Mapping[int, TraceLayer]) -> _Form:
    """The graph of some steps; a step whose variables are all another's shares that one's weights."""
    given = names(steps, layers)
    first: dict[tuple[type, tuple[tuple[str, int], ...]], str] = {}
    nodes = []
    for step in steps:
        own = tuple(sorted(step.weights.items()))
        shares = first.setdefault((type(step.operation), own), given[step.key]) if own else given[step.key]
        inputs = tuple(given[key] for key in step.inputs)
        nodes.append(Node(given[step.key], step.operation, inputs, None if shares == given[step.key] else shares))
    graph = Graph(text(name) or "", tuple(nodes))
    return _Form(graph, {given[step.key]: step for step in steps})


def _with_training_only(plain: _Form, trained: _Form) -> _Form:
    """The form with the dropouts that hand-written code computes in training only; they are identities otherwise."""
    extra = [
        node.name for node in trained.graph if isinstance(node.operation, Dropout) and node.name not in plain.steps
    ]
    reduced = trained.graph
    for name in extra:
        reduced = reduced.without(name)
    if not extra or reduced.nodes != plain.graph.nodes:
        return plain
    steps = {node.name: plain.steps.get(node.name, trained.steps[node.name]) for node in trained.graph}
    return _Form(trained.graph, steps)


def _bound(form: _Form) -> dict[tuple[str, str], int]:
    """(node, weight) to the variable that feeds it, or to what the code made of one."""
    return {
        key: form.steps[key[0]].weights[key[1]] for key in form.graph.weights if key[1] in form.steps[key[0]].weights
    }


def _tensors(shown: _Form, plain: _Form) -> dict[str, int]:
    """Node to the trace node of its tensor; a dropout that is only there in training has that of what it reads."""
    found: dict[str, int] = {}
    for node in shown.graph:
        step = shown.steps[node.name]
        if node.name not in plain.steps:
            if node.inputs[0] in found:
                found[node.name] = found[node.inputs[0]]
        elif step.key[1] == 0:
            found[node.name] = step.key[0]
        elif step.tensor is not None:
            found[node.name] = step.tensor
    return found


def _in_mode(form: _Form, *, training: bool) -> tuple[str, ...]:
    """Nodes with two modes that are in one of them."""
    return tuple(
        name
        for name, step in form.steps.items()
        if isinstance(step.operation, BatchNormalization | Dropout) and step.training is training
    )


def _frozen(
    graph: Graph, bound: Mapping[tuple[str, str], int], variables: Mapping[int, TraceVariable]
) -> tuple[tuple[str, str], ...]:
    """Weights that training should change by gradients, and whose variable is not trainable."""
    return tuple(
        key
        for key, spec in graph.weights.items()
        if spec.trainable and key in bound and not variables[bound[key]].trainable
    )


def _unused(opened: NetworkOpened, layers: Mapping[int, TraceLayer]) -> tuple[UnusedLayer, ...]:
    """Layers that are never called, though what holds them is."""
    found = []
    for layer in opened.layers:
        holder = layers.get(layer.parent) if layer.parent is not None else None
        if layer.calls or holder is None or (holder.builtin and not _is_container(holder)):
            continue
        if layer.class_name in PASSED_ON or (not holder.calls and holder.parent is not None):
            continue
        place = layer_place(layer)
        operation = unused_operation(layer, opened.dialect)
        found.append(UnusedLayer(place.layer or "", text(layer.class_name) or "", operation, place))
    return tuple(found)


def _is_container(layer: TraceLayer) -> bool:
    return layer.class_name in {"Sequential", "Functional", "Model"}


def _unread(opened: NetworkOpened, read: set[int], layers: Mapping[int, TraceLayer]) -> tuple[UnreadVariable, ...]:
    """Variables that are there and that the output does not depend on; Keras's own counters of randomness aside."""
    found = []
    for each in opened.variables:
        if each.id in read or not each.tracked or "seed_generator" in each.name:
            continue
        place = layer_place(layers.get(each.layer) if each.layer is not None else None)
        found.append(UnreadVariable(text(each.name) or "", each.shape, each.trainable, place))
    return tuple(found)
