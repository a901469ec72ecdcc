"""What the trusted side asks a worker, and what it may answer.

A question travels inside `Ask` with a number; the reply carries the same number. Any question may be answered by
`Problem`, which says what in the student's code stopped it.
"""

from typing import TypeAlias

import msgspec

from cnncheck.inside.wire.values import Array, Value


class TrailStep(msgspec.Struct, frozen=True):
    """A layer that was called before the network could not be built; `shape` is None for the one that failed.

    Attributes:
        layer: how the student reaches it, "p3".
        class_name: "MaxPooling2D".
        shape: of its output with the batch as None.
        line: of the student's that created it.
    """

    layer: str
    class_name: str
    shape: tuple[int | None, ...] | None = None
    line: int | None = None


class Problem(msgspec.Struct, frozen=True, tag="problem"):
    """What in the student's code stopped an answer.

    Attributes:
        code: syntax-error, import-error, raises, build-error, timeout, output-limit, blocked, missing-name,
            wrong-type or forbidden-call.
        message: the exception as Python prints it in its last line, "ValueError: negative size", cut to size.
        file: the student's file, relative to the submission.
        line: the line in it, from 1 (in a notebook: in the cell).
        cell: the notebook cell from 1.
        source: that line's text.
        trail: for a network that could not be built or called: its layers in the order they were called.
    """

    code: str
    message: str
    file: str | None = None
    line: int | None = None
    cell: int | None = None
    source: str | None = None
    trail: tuple[TrailStep, ...] = ()


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Run one file of the submission, instrumented.

    Attributes:
        file: path relative to the submission's root.
        budget_s: seconds for running it.
    """

    file: str
    budget_s: float


class Definition(msgspec.Struct, frozen=True):
    """A name the file defined; `kind` is function, class, model-class, model or other."""

    name: str
    kind: str
    line: int | None = None


class FitCall(msgspec.Struct, frozen=True):
    """How `compile` and `fit` were called on a model; None is "not given" or "not known".

    Attributes:
        model: the class name of the model.
        line: of the call of `fit`.
        batch_size, epochs: as passed.
        loss: name of the loss, "SparseCategoricalCrossentropy".
        from_logits: of the loss.
        optimizer: name of the optimiser, "adam".
        learning_rate: of the optimiser.
        metrics: names of the metrics.
        data_min, data_max: range of the training images as passed.
        validation: whether validation data was passed.
        callbacks: class names.
        gives_training: whether Keras would pass `training=True` to the model's `call`.
        fitted: False when the model was compiled and `fit` was never called; then `line` is that of `compile`.
        labels: "integer" or "one-hot".
        trains_on, validates_on: "train" or "test", the part of the data set that was passed.
        shuffle: as `fit` was told.
    """

    model: str
    line: int | None = None
    batch_size: int | None = None
    epochs: int | None = None
    loss: str | None = None
    from_logits: bool | None = None
    optimizer: str | None = None
    learning_rate: float | None = None
    metrics: tuple[str, ...] = ()
    data_min: float | None = None
    data_max: float | None = None
    validation: bool = False
    callbacks: tuple[str, ...] = ()
    gives_training: bool | None = None
    fitted: bool = True
    labels: str | None = None
    trains_on: str | None = None
    validates_on: str | None = None
    shuffle: bool | None = None


class Facts(msgspec.Struct, frozen=True):
    """What was recorded while the file ran."""

    fits: tuple[FitCall, ...] = ()


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    """The file ran, perhaps not to its end.

    Attributes:
        definitions: the names it left behind.
        problem: what stopped it; what was defined before stands.
        notes: what was worked around, in plain words.
        facts: how it called `compile` and `fit`.
        versions: of tensorflow and keras, "" where not imported.
        dialect: "keras3" or "tf_keras".
        device: "cpu" or "gpu".
    """

    definitions: tuple[Definition, ...] = ()
    problem: Problem | None = None
    notes: tuple[str, ...] = ()
    facts: Facts = Facts()
    versions: tuple[str, str] = ("", "")
    dialect: str = "keras3"
    device: str = "cpu"


class Call(msgspec.Struct, frozen=True):
    """One call of a student's function; arrays are built fresh for every call."""

    arguments: tuple[Value, ...]
    options: dict[str, Value] = {}


class Calls(msgspec.Struct, frozen=True, tag="calls"):
    """Call the loaded file's function `name` once for each entry.

    Attributes:
        name: of the function.
        calls: what to call it with.
        budget_s: seconds for all of them.
        forbidden: root modules of libraries that are refused meanwhile, "scipy".
        tensors: whether arrays are handed over as TensorFlow's tensors, and such are taken back.
    """

    name: str
    calls: tuple[Call, ...]
    budget_s: float
    forbidden: tuple[str, ...] = ()
    tensors: bool = False


class Returned(msgspec.Struct, frozen=True, tag="returned"):
    """The call returned; `changed` lists the positions of array arguments that were changed in place."""

    value: Value
    changed: tuple[int, ...] = ()


class Raised(msgspec.Struct, frozen=True, tag="raised"):
    """The call raised."""

    problem: Problem
    changed: tuple[int, ...] = ()


Answer: TypeAlias = Returned | Raised


class Answers(msgspec.Struct, frozen=True, tag="answers"):
    """One answer for each call, in order; shorter when the budget ran out, and then `problem` says so.

    Attributes:
        answers: in the order of the calls.
        problem: why there are fewer of them.
        forbidden: attempts to reach a forbidden library, also where the student's code caught the refusal; the code
            is forbidden-call, the message the library's root module.
    """

    answers: tuple[Answer, ...]
    problem: Problem | None = None
    forbidden: tuple[Problem, ...] = ()


class OpenNetwork(msgspec.Struct, frozen=True, tag="open"):
    """Build the network `name` of the loaded file, call it and trace it.

    Attributes:
        name: a class, a builder function or a module-level model.
        arguments, options: for the constructor, unless the file itself made an instance.
        input_shape: one image, (height, width, channels).
    """

    name: str
    input_shape: tuple[int, ...]
    arguments: tuple[Value, ...] = ()
    options: dict[str, Value] = {}


class TraceVariable(msgspec.Struct, frozen=True):
    """A `tf.Variable` the network reads or owns.

    `tracked` says whether the model lists it among its weights, `is_constant` whether it is a trainable array of two
    or more axes that holds one number throughout, `l2` is the coefficient of the L2 regulariser it was made with by a
    layer of the student's own.
    """

    id: int
    name: str
    shape: tuple[int, ...]
    trainable: bool
    tracked: bool
    layer: int | None = None
    is_constant: bool = False
    l2: float | None = None


class TraceLayer(msgspec.Struct, frozen=True):
    """A layer object the model holds.

    Attributes:
        id: number of the layer; nodes name it.
        attribute: how the student reaches it, "c1" or "blocks[2].c1".
        class_name: "Conv2D".
        builtin: a class of Keras itself, its `call` untouched.
        config: the scalar part of its configuration.
        file, line, cell, source: where the student created it.
        calls: how often it was called in one forward pass.
        parent: the layer that holds it.
    """

    id: int
    attribute: str
    class_name: str
    builtin: bool
    config: dict[str, Value]
    file: str | None = None
    line: int | None = None
    source: str | None = None
    calls: int = 0
    parent: int | None = None
    cell: int | None = None


class TraceNode(msgspec.Struct, frozen=True):
    """One step of the traced computation: a call of a built-in leaf layer, or a raw TensorFlow operation.

    Attributes:
        id: number of the node; also the name of its output tensor in `Forward.fetch`.
        op: the layer's class name ("Conv2D" with `layer` set) or the TensorFlow operation type ("AddV2").
        inputs: ids of the nodes it reads, in order; constants and variables are nodes too.
        layer: the innermost layer whose call produced it.
        builtin_layer: whether the node stands for the whole call of that built-in layer.
        attributes: scalar attributes of a raw operation (strides, padding, axis ...).
        shape: of its output with the batch as None.
        variable: the variable that is read, for op "Variable".
        value: small constants, for op "Const".
        training: the `training` argument the layer was called with, None when it has none.
        line, file, cell, source: the student's line that made the call.
        weights: for a built-in layer, the variable it uses in each role: "kernel", "bias", "gamma" and so on.
        output: which of the operation's outputs this is.
    """

    id: int
    op: str
    inputs: tuple[int, ...]
    shape: tuple[int | None, ...] | None = None
    layer: int | None = None
    builtin_layer: bool = False
    attributes: dict[str, Value] = {}
    variable: int | None = None
    value: Array | None = None
    training: bool | None = None
    file: str | None = None
    line: int | None = None
    source: str | None = None
    cell: int | None = None
    weights: dict[str, int] = {}
    output: int = 0


class NetworkOpened(msgspec.Struct, frozen=True, tag="opened"):
    """The network was built and traced in inference mode.

    Attributes:
        nodes: in topological order; op "Input" is the image.
        output: id of the node whose tensor the network returns.
        layers, variables: what the nodes refer to, and what is there and unread.
        gives_training: whether Keras's `fit` would pass `training=True` to the model's `call`.
        training_nodes: the same trace with `training=True` given as far as the model takes it; empty where nothing in
            the network depends on it.
        training_output: its output.
        name, file, line, cell: the subject and where it is defined.
        dialect: "keras3" or "tf_keras".
        notes: what was worked around.
        compiled: the model was compiled by the file.
        from_logits: of the loss this very model was compiled with; None where there is none or it does not say.
    """

    nodes: tuple[TraceNode, ...]
    output: int
    layers: tuple[TraceLayer, ...]
    variables: tuple[TraceVariable, ...]
    gives_training: bool
    training_nodes: tuple[TraceNode, ...] = ()
    training_output: int | None = None
    name: str = ""
    file: str | None = None
    line: int | None = None
    notes: tuple[str, ...] = ()
    compiled: bool = False
    cell: int | None = None
    dialect: str = "keras3"
    from_logits: bool | None = None


class Forward(msgspec.Struct, frozen=True, tag="forward"):
    """Set variables and run the opened network in inference mode.

    Attributes:
        weights: variable id to value; others keep theirs.
        images: (batch, height, width, channels), float32.
        fetch: ids of nodes whose outputs are wanted beside the network's own.
        eager: call the model anew, as Keras would, in place of running the traced graph; nothing is fetched then.
    """

    weights: dict[int, Array]
    images: Array
    fetch: tuple[int, ...] = ()
    eager: bool = False


class Outputs(msgspec.Struct, frozen=True, tag="outputs"):
    """The network's output and the outputs of the nodes asked for, in order."""

    output: Array
    fetched: tuple[Array, ...] = ()


class Step(msgspec.Struct, frozen=True, tag="step"):
    """Set variables and work out what one step of training would change in the opened network; nothing is changed.

    The network is in training mode as far as it takes it, and in one pass: what is told belongs to the same draw of
    dropout.

    Attributes:
        weights: variable id to value; others keep theirs.
        images: (batch, height, width, channels), float32.
        labels: (batch,) class numbers, integers.
        probabilities: whether the network returns probabilities; else it returns what a softmax is taken of.
        positions: variable id to the flat positions, int64, of the values that are wanted of it.
        fetch: ids of nodes whose outputs are wanted: of `NetworkOpened.training_nodes`, or of `nodes` where there are
            none.
        seed: of what Keras's own generators of randomness draw.
    """

    weights: dict[int, Array]
    images: Array
    labels: Array
    probabilities: bool
    positions: dict[int, Array]
    fetch: tuple[int, ...] = ()
    seed: int = 0


class Stepped(msgspec.Struct, frozen=True, tag="stepped"):
    """What a step of training would change, at the positions asked for; a variable that is left out is not changed.

    Attributes:
        gradients: of the mean cross entropy, for the variables that Keras's `fit` gives to an optimiser.
        penalties: gradients of all that the network adds to the loss: regularisers, `add_loss`.
        assigned: the values that the network itself assigns, as batch normalisation does.
        fetched: outputs of the nodes asked for, in order.
    """

    gradients: dict[int, Array]
    penalties: dict[int, Array]
    assigned: dict[int, Array]
    fetched: tuple[Array, ...] = ()


class Train(msgspec.Struct, frozen=True, tag="train"):
    """Train the opened network from fresh weights as the student's own `compile` and `fit` say.

    Attributes:
        images, labels: training data; (n, height, width, channels) float32 in [0, 1] and (n,) integers.
        epochs: how many.
        batch_size: used where the file's own `fit` gave none.
        seed: for `keras.utils.set_random_seed`.
        weights: ids of the variables whose values are wanted after each epoch.
        budget_s: seconds for the run; a run that is cut short says so in `Trained.epochs`.
    """

    images: Array
    labels: Array
    epochs: int
    batch_size: int
    seed: int
    weights: tuple[int, ...]
    budget_s: float


class Trained(msgspec.Struct, frozen=True, tag="trained"):
    """What training left after each finished epoch: the variables asked for, loss and accuracy as reported."""

    epochs: int
    weights: tuple[dict[int, Array], ...]
    loss: tuple[float, ...]
    accuracy: tuple[float, ...]
    notes: tuple[str, ...] = ()


Question: TypeAlias = Load | Calls | OpenNetwork | Forward | Step | Train


class Ask(msgspec.Struct, frozen=True):
    """A numbered question; the reply is `Reply` with the same number."""

    number: int
    question: Question


class Reply(msgspec.Struct, frozen=True):
    """A numbered answer."""

    number: int
    answer: Loaded | Answers | NetworkOpened | Outputs | Stepped | Trained | Problem
