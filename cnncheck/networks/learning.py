"""Findings about weights that cannot learn as specified, and about what training does without being asked to."""

from collections.abc import Iterator

from cnncheck.findings import Finding, Where
from cnncheck.networks.hints import hint
from cnncheck.networks.subject import TracedNetwork
from cnncheck.networks.wording import exactly


def learning(traced: TracedNetwork) -> Iterator[Finding]:
    """Everything of that kind that the network's trace shows."""
    yield from _without_gradient(traced)
    yield from _equal(traced)
    yield from _in_training(traced)
    yield from _extras(traced)


def _without_gradient(traced: TracedNetwork) -> Iterator[Finding]:
    """Where a gradient is cut; one finding for all that lies before it."""
    if not traced.blocked_gradients:
        return
    place, names = traced.blocked_gradients[0], list(traced.never_learns)
    cut = place.text or "an operation"
    if names:
        verb = "never learns" if len(names) == 1 else "never learn"
        message = f"{_capital(cut)} keeps the gradient from everything before it: {_listed(names)} {verb}."
    else:
        message = f"{_capital(cut)} keeps a part of the gradient from what comes before it."
    yield Finding(
        code="gradient-flow",
        message=message,
        where=place,
        expected="a gradient for every trainable weight",
        received=f"no gradient through {cut}",
        hint=hint("gradient-flow"),
    )


def _equal(traced: TracedNetwork) -> Iterator[Finding]:
    """Kernels that begin with one number in all places."""
    if not traced.equal_weights:
        return
    names = list(traced.equal_weights)
    yield Finding(
        code="gradient-flow",
        message=(
            f"All weights of the kernel of {_listed(names)} start with the same value, "
            "so all units or filters start as copies of one."
        ),
        where=_place(traced, names[0]),
        expected="random initial weights",
        received="one value for all",
        hint="Look at kernel_initializer: the default, glorot_uniform, starts every unit differently.",
    )


def _in_training(traced: TracedNetwork) -> Iterator[Finding]:
    """What training mode adds: noise, flips, other kinds of dropout, steps of the student's own."""
    operations = {node.name: node.operation for node in traced.training}
    told: set[str] = set()
    for name in dict.fromkeys((*traced.random_steps, *traced.training_only)):
        layer = name.rpartition(".")[0]
        if name in traced.training_only and layer in told:
            continue  # a layer that computes something else in training is one fault, in however many steps
        told |= {layer} if layer and name in traced.training_only else set()
        word = exactly(operations[name])
        what = name if word.lower().replace(" ", "_") == name else f"{name} ({word})"
        if name in traced.random_steps:
            does = "changes values at random in training, and not as Dropout does"
        else:
            does = "is computed in training only"
        yield Finding(
            code="layer-extra",
            message=f"{what} {does}. That is not specified.",
            where=_place(traced, name),
            expected="nothing, or Dropout",
            received=word,
            hint=hint("layer-extra"),
        )


def _extras(traced: TracedNetwork) -> Iterator[Finding]:
    """Regularisers and constraints beside the kernel's L2."""
    for extra in traced.extras:
        noun = "regulariser" if extra.argument.endswith("regularizer") else "constraint"
        does = (
            "adds a term to the loss" if noun == "regulariser" else "changes the weights after every step of training"
        )
        yield Finding(
            code="regularizer",
            message=f"{extra.name} has {extra.argument} {extra.value}: it {does}. No such {noun} is specified.",
            where=extra.place,
            expected=f"no {extra.argument}",
            received=extra.value,
            hint=f"Look at {extra.argument}: without it the layer has none.",
        )


def _place(traced: TracedNetwork, name: str) -> Where:
    return traced.places.get(name, traced.place)


def _listed(names: list[str]) -> str:
    """Join names: "c1", "c1 and c2", "c1, c2 and 5 more"."""
    if len(names) > 3:  # noqa: PLR2004 - a sentence holds no more
        return f"{names[0]}, {names[1]} and {len(names) - 2} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _capital(text: str) -> str:
    return text if text.startswith("tf.") else text[0].upper() + text[1:]
