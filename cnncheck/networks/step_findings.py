"""What is said where a step of training is not the specified one although the trace of the network says it is.

Most of it is measured fact without a known cause. The share that a dropout drops, what is added to the loss, and a
momentum that explains how the statistics move, are causes that were measured themselves.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cnncheck.findings import Finding, Where
from cnncheck.inside.wire import Problem
from cnncheck.networks.comparison import DRAWS
from cnncheck.networks.dropping import Dropped
from cnncheck.networks.hints import hint
from cnncheck.networks.naming import Names
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.proofs import ATTEMPTS, CLOSE
from cnncheck.networks.step_walk import first_departure
from cnncheck.networks.stepping import LINE, MOVING, Described, Measured
from cnncheck.sandbox import StudentProblem, WorkerFailure
from reference.operations import BatchNormalization, Dropout, Operation
from reference.run import Key

UNCHANGED = 0.02
"""Share of the specified change up to which a weight counts as not changed at all."""

ELSEWHERE = 5e-2
"""Sigmas by which a network may differ on images of another kind.

They spread less than those of a draw, so that rounding shows more: of correct networks by up to 2.6e-4. A network made
to be right only where it is looked at computes another function.
"""


def departures(subject: NetworkSubject, target: Described) -> Iterator[Finding]:
    """Everything in a step of the student's network that is not the target's.

    Raises:
        As `Steps.measured`.
    """
    seeds = range(subject.handed.seed, subject.handed.seed + DRAWS)
    yield from _dropouts(subject, target, seeds)
    yield from _penalties(subject, target, seeds)
    if not subject.proofs.explains(target):
        yield _changes(subject, target)


def cannot_train(subject: NetworkSubject, problem: Problem) -> Finding:
    """The network can be used, and a step of training stops."""
    where = subject.traced.place if problem.line is None else Where(problem.file, problem.line, problem.cell)
    return Finding(
        code=problem.code,
        message=f"The network can be used, but a step of training stops: {problem.message.rstrip('.')}.",
        where=where,
        expected="a gradient for every trainable weight",
        received=problem.message,
        hint=hint("gradient-flow"),
        confirmed=True,
        source=(problem.source,) if problem.source else (),
    )


def elsewhere(subject: NetworkSubject) -> Iterator[Finding]:
    """A network that computes something else on images of another kind, or when it is called once more."""
    found = subject.elsewhere
    if isinstance(found, StudentProblem | WorkerFailure):
        yield _stops(subject, found)
        return
    traced, called = found
    if called > ELSEWHERE:
        yield Finding(
            code="not-deterministic",
            message="Called once more with the same weights and images, the network computes something else than "
            f"before{_by(called)}.",
            where=subject.traced.place,
            expected="the same output for the same image",
            received="another output in another call",
            hint="What a network returns may depend on the image and on its weights alone: not on how often or in "
            "which way it is called, on time or on chance.",
            confirmed=True,
        )
    elif traced > ELSEWHERE:
        yield Finding(
            code="value",
            message="On images with values from 0 to 1, with other weights and another number of images, the network "
            f"computes something else than on those it was compared with before{_by(traced)}.",
            where=subject.traced.place,
            expected="the specified network for all images and weights",
            received="another network for some",
            hint="Look for a condition in your call method: on the values of the image, on the number of images in "
            "the batch, on the weights.",
            confirmed=True,
        )


def _by(sigmas: float) -> str:
    return "" if np.isinf(sigmas) else f": its output differs by {sigmas:.2g} standard deviations"


def _stops(subject: NetworkSubject, stop: StudentProblem | WorkerFailure) -> Finding:
    """The network could be run before, and now something stops it."""
    where, source = subject.traced.place, None
    if isinstance(stop, WorkerFailure):
        code, said = stop.code, stop.message
    else:
        code, said, source = stop.problem.code, stop.problem.message, stop.problem.source
        if stop.problem.line is not None:
            where = Where(stop.problem.file, stop.problem.line, stop.problem.cell)
    return Finding(
        code=code,
        message=f"The network stops when it is called once more, with other images: {said.rstrip('.')}.",
        where=where,
        expected="an output for every image in every call",
        received=said,
        hint="What a network returns may depend on the image and on its weights alone: not on how often or in which "
        "way it is called, or on the number of images.",
        confirmed=True,
        source=(source,) if source else (),
    )


def _dropouts(subject: NetworkSubject, target: Described, seeds: Sequence[int]) -> Iterator[Finding]:
    """Dropouts that do not drop what is specified, on every draw."""
    steps, quiet = subject.proofs.steps, subject.proofs.silent
    for node in target.graph:
        if not isinstance(node.operation, Dropout) or node.name in quiet:
            continue
        rate = node.operation.rate
        if node.name not in steps.measured(seeds[0]).dropped or _drops(
            steps.measured(seeds[0]).dropped[node.name], rate
        ):
            continue
        found = [steps.measured(seed).dropped[node.name] for seed in seeds]
        if not any(_drops(one, rate) for one in found):
            yield _dropout(subject, node.name, rate, found[0])


def _drops(found: Dropped, rate: float) -> bool:
    return found.mask == "values" and found.has_rate(rate)


def _dropout(subject: NetworkSubject, name: str, rate: float, found: Dropped) -> Finding:
    words = _subject(subject, name)
    if found.is_idle:
        code, says, received = "dropout-training", "drops nothing in training", "nothing is dropped"
    elif not found.has_rate(rate):
        code, received = "dropout-rate", f"{found.share:.0%} dropped, the others times {found.scale:.3g}"
        says = f"drops {found.share:.0%} of the values in training and multiplies the others by {found.scale:.3g}"
    else:
        code, received = "dropout-mask", f"one draw for all {found.mask}"
        together = "the same values in all images of a batch" if found.mask == "images" else "whole channels"
        says = f"drops {together}, where each value is to have a draw of its own"
    return Finding(
        code=code,
        message=f"{words} {says}. It should drop {rate:.0%} and multiply the others by 1 / (1 - {rate:g}) = "
        f"{1 / (1 - rate):.3g}.",
        where=_where(subject, name),
        expected=f"{rate:.0%} dropped, the others times {1 / (1 - rate):.3g}",
        received=received,
        hint=hint(code),
        confirmed=True,
    )


def _penalties(subject: NetworkSubject, target: Described, seeds: Sequence[int]) -> Iterator[Finding]:
    """What is added to the loss and is not the specified L2; one finding, at the first layer."""
    proofs = subject.proofs
    first = proofs.steps.measured(seeds[0])
    keys = [key for key in first.positions if proofs.penalty(key, target.graph, seeds[0]) > CLOSE]
    if not keys or not all(proofs.penalty(keys[0], target.graph, seed) > CLOSE for seed in seeds):
        return
    name, weight = keys[0]
    specified = getattr(target.graph[name].operation, "regularizer", None) if weight == "kernel" else None
    expected, received = _l2(specified), _added(first, keys[0])
    also = f" The same is so for {len(keys) - 1} more weights." if len(keys) > 1 else ""
    yield Finding(
        code="regularizer",
        message=f"{_subject(subject, name)}: training adds {received} of its {weight} to the loss, "
        f"{expected} is specified.{also}",
        where=_where(subject, name),
        expected=expected,
        received=received,
        hint=hint("regularizer"),
        confirmed=True,
    )


def _l2(coefficient: float | None) -> str:
    return f"L2 with {coefficient:g}" if coefficient else "nothing"


def _added(measured: Measured, key: Key) -> str:
    """What the gradient of a penalty says that the penalty is."""
    if key not in measured.penalties or not measured.penalties[key].any():
        return "nothing"
    penalty, values = measured.penalties[key], measured.before(key)
    coefficient = float(penalty @ values / (2 * values @ values))
    left = np.abs(penalty - 2 * coefficient * values).max()
    return _l2(round(coefficient, 6)) if left <= CLOSE * np.abs(penalty).max() else "another term"


def _changes(subject: NetworkSubject, target: Described) -> Finding:
    """Weights that change otherwise than specified.

    Where nothing else is computed in training, the last of them in computing order is the nearest to the cause: what
    lies before it is drawn along.
    """
    steps = subject.proofs.steps
    draws = range(steps.seed, steps.seed + ATTEMPTS)
    seed = min(draws, key=lambda one: sum(sigma > LINE for sigma in steps.deviations(target, one).values()))
    found = {key: far for key, far in steps.deviations(target, seed).items() if far > LINE}
    measured = steps.measured(seed)
    order = {node.name: place for place, node in enumerate(target.graph)}
    keys = sorted(found, key=lambda key: order[key[0]])
    if broken := [key for key in keys if not np.isfinite(measured.change(key)).all()]:
        return _broken(subject, broken)
    still = [key for key in keys if np.abs(measured.change(key)).max() == 0]
    moving = [key for key in keys if key[1] in MOVING]
    if stuck := [key for key in still if key[1] in MOVING]:
        return _stuck(subject, stuck, "batch-norm-training")
    if stuck := [key for key in still if key[1] not in MOVING]:
        return _stuck(subject, stuck, "gradient-flow")
    if len(moving) == len(keys) and (finding := _momentum(subject, target, moving, seed)):
        return finding
    place, largest = first_departure(steps, seed), max(found.values())
    begins = f" It begins at {place.node}, which returns something else in training than it should." if place else ""
    return Finding(
        code="value",
        message=(
            f"In one step of training {_listed(subject, keys)} change otherwise than specified"
            f"{f', by up to {largest:.2g} times the specified change' if math.isfinite(largest) else ''}."
            f"{begins} The cause was not found."
        ),
        where=subject.diagnosis.place(place.node, place.node) if place else _where(subject, keys[-1][0]),
        expected=f"a change that differs by at most {LINE:g} of itself",
        received=f"{len(keys)} weight arrays change otherwise",
        hint="Look at what the network does in training and not otherwise, and at what stops or changes a gradient: "
        "tf.stop_gradient, tf.custom_gradient, a mode that is written into a call.",
    )


def _broken(subject: NetworkSubject, keys: Sequence[Key]) -> Finding:
    """Changes that are no numbers; the layer nearest to the output is the nearest to the cause."""
    return Finding(
        code="not-finite",
        message=f"A step of training makes {_listed(subject, keys)} no numbers (NaN or infinity).",
        where=_where(subject, keys[-1][0]),
        expected="finite gradients",
        received="NaN or infinity",
        hint=hint("not-finite"),
        confirmed=True,
    )


def _stuck(subject: NetworkSubject, keys: Sequence[Key], code: str) -> Finding:
    """Weights that a step leaves as they are."""
    what = "The moving statistics" if code == "batch-norm-training" else "The weights"
    return Finding(
        code=code,
        message=f"{what} of {_names(subject, keys)} do not change in a step of training.",
        where=_where(subject, keys[0][0]),
        expected="a change in every step",
        received=f"{len(keys)} weight arrays without a change",
        hint=hint(code),
    )


def _momentum(subject: NetworkSubject, target: Described, keys: Sequence[Key], seed: int) -> Finding | None:
    """A batch normalisation whose statistics move by another momentum, if that explains all of them."""
    steps, name = subject.proofs.steps, keys[0][0]
    operation: Operation = target.graph[name].operation
    if not isinstance(operation, BatchNormalization):
        return None
    share = steps.speed(target, (name, "moving_mean"), seed)
    momentum = round(1 - share * (1 - operation.momentum), 4)
    if not 0 <= momentum <= 1:
        return None
    nodes = {key[0] for key in keys}
    graph = target.graph
    for node in nodes:
        graph = graph.replaced(node, replace(graph[node].operation, momentum=momentum))  # type: ignore[call-arg]
    if not subject.proofs.explains(replace(target, graph=graph), DRAWS):
        return None
    return Finding(
        code="batch-norm-momentum",
        message=f"The moving statistics of {_names(subject, keys)} move as with a momentum of {momentum:g}; "
        f"{operation.momentum:g} is specified.",
        where=_where(subject, name),
        expected=f"{operation.momentum:g}",
        received=f"{momentum:g}",
        hint=hint("batch-norm-momentum"),
        confirmed=True,
    )


def _subject(subject: NetworkSubject, name: str) -> str:
    """A layer of the student's, to begin a sentence with."""
    full = Names(subject.correspondence).full(name)
    return full[0].upper() + full[1:] if full.startswith("the ") else f"{full},"


def _where(subject: NetworkSubject, name: str) -> Where:
    names = Names(subject.correspondence)
    own = names.own(name) or name
    return subject.diagnosis.place(own, names.seen(name))


def _names(subject: NetworkSubject, keys: Sequence[Key]) -> str:
    """The layers of some weights: "c1", "c1 and c2", "c1, c2 and 5 more"."""
    own = Names(subject.correspondence).own
    names = list(dict.fromkeys(own(node) or node for node, _ in keys))
    if len(names) > 3:  # noqa: PLR2004 - a sentence holds no more
        return f"{names[0]}, {names[1]} and {len(names) - 2} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _listed(subject: NetworkSubject, keys: Sequence[Key]) -> str:
    """One weight by its name, several by their layers."""
    own = Names(subject.correspondence).own
    if len(keys) == 1:
        return f"the values of {keys[0][1]} of {own(keys[0][0]) or keys[0][0]}"
    return f"the weights of {_names(subject, keys)}"
