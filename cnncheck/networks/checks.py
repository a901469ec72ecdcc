"""The checks of a network, from what is seen at once to what only training shows.

Each fault is told once, in the first check it shows in; a later check that cannot say anything because of it is
skipped and names the earlier one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cnncheck.course import Blocked, Check, check
from cnncheck.findings import Finding, Severity
from cnncheck.networks.diagnosis import Cause
from cnncheck.networks.facets import Facet
from cnncheck.networks.idle import idle_advice
from cnncheck.networks.learning import learning
from cnncheck.networks.measured import constant, departure, other_counts, other_output, other_sides, stopped, unread
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.step_findings import cannot_train, departures, elsewhere
from cnncheck.networks.training_mode import always_trained, fit_without_mode, frozen, never_trained, untracked
from cnncheck.sandbox import StudentProblem
from reference.evaluation import NotComputableError
from reference.operations import Dropout

BUILDS = "network.builds"
NUMBERS = "network.numeric-equivalence"
STEP = "network.training-step"

CHECK_OF: Mapping[Facet, str] = {
    Facet.OUTPUT: "network.output-shape",
    Facet.SHAPES: "network.shape-walk",
    Facet.PARAMETERS: "network.parameter-count",
    Facet.FUNCTION: NUMBERS,
    Facet.TRAINING: "network.training-behaviour",
}
"""The check in which a difference with this most visible effect is told."""


def _told(subject: NetworkSubject, causes: tuple[Cause, ...]) -> Iterator[Finding]:
    for cause in causes:
        yield subject.judged(subject.diagnosis.finding(cause))


def _needs_an_output(subject: NetworkSubject) -> None:
    """Nothing can be said about a network that cannot be run, or whose output has nothing to do with the image.

    Raises:
        Blocked: that is so, and the check of the output says it.
    """
    if subject.stop is not None or subject.is_constant:
        raise Blocked(CHECK_OF[Facet.OUTPUT])


@check(BUILDS, concept="build-error")
def builds(subject: NetworkSubject) -> Iterator[Finding]:
    """The network can be built and called on an image of the stated size."""
    del subject  # opening it was the check
    yield from ()


@check(CHECK_OF[Facet.OUTPUT], concept="output-classes", requires=(BUILDS,))
def output_shape(subject: NetworkSubject) -> Iterator[Finding]:
    """The output has one value for each class, and depends on the image."""
    if subject.stop is not None:
        yield subject.judged(stopped(subject, subject.stop))
        return
    if subject.is_constant:
        yield subject.judged(constant(subject))
        return
    causes = subject.causes(Facet.OUTPUT)
    yield from _told(subject, causes)
    if not causes:
        yield from map(subject.judged, other_output(subject))


@check(CHECK_OF[Facet.SHAPES], concept="padding", requires=(BUILDS,), earns_after=(NUMBERS,))
def shape_walk(subject: NetworkSubject) -> Iterator[Finding]:
    """The maps have the specified heights and widths, layer by layer."""
    _needs_an_output(subject)
    causes = subject.causes(Facet.SHAPES)
    yield from _told(subject, causes)
    if not causes and (earlier := subject.earlier(Facet.OUTPUT, having=Facet.SHAPES)):
        raise Blocked(CHECK_OF[earlier.facet])
    if not subject.diagnosis.causes and not subject.comparison.is_equivalent:
        yield from map(subject.judged, other_sides(subject))


@check(CHECK_OF[Facet.PARAMETERS], concept="parameter-count", weight=2, requires=(BUILDS,), earns_after=(NUMBERS,))
def parameter_count(subject: NetworkSubject) -> Iterator[Finding]:
    """The network has the specified number of parameters, all and trainable ones."""
    _needs_an_output(subject)
    causes = subject.causes(Facet.PARAMETERS)
    found = [*_told(subject, causes), *map(subject.judged, unread(subject))]
    yield from found
    if causes:
        return
    earlier = subject.earlier(Facet.OUTPUT, Facet.SHAPES, having=Facet.PARAMETERS)
    if earlier is None:
        yield from map(subject.judged, other_counts(subject))
    elif not found:
        raise Blocked(CHECK_OF[earlier.facet])


@check(NUMBERS, concept="value", weight=3, requires=(BUILDS,))
def numeric_equivalence(subject: NetworkSubject) -> Iterator[Finding]:
    """With the same weights the network computes what the specified one computes."""
    _needs_an_output(subject)
    comparison = subject.comparison
    modes = list(always_trained(subject.traced))
    if comparison.is_equivalent and not modes:
        yield from map(subject.quoted, elsewhere(subject))
        return
    found = [*_told(subject, subject.causes(Facet.FUNCTION)), *map(subject.quoted, modes)]
    yield from found
    explained = _is_random(subject) or comparison.is_reproduced
    if explained and subject.is_excused and not modes:
        # Measured to be the specified network but for what the task allows.
        yield from map(subject.quoted, elsewhere(subject))
        return
    if explained or not comparison.is_computable:
        if _has_fault(found):
            return
        if not found and (earlier := _failed(subject, output_shape, shape_walk, parameter_count)):
            raise Blocked(earlier)
    yield subject.quoted(departure(subject))


def _has_fault(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.FAULT for finding in findings)


def _failed(subject: NetworkSubject, *checks: Check[Any]) -> str | None:
    """The first of some checks that told a fault, or what blocks it."""
    for item in checks:
        try:
            found = list(item.examine(subject))
        except Blocked as blocked:
            return blocked.check_id
        if _has_fault(found):
            return item.id
    return None


def _is_random(subject: NetworkSubject) -> bool:
    """Whether dropout is at work when the network is only used: then no two outputs are the same."""
    graph = subject.traced.graph
    return any(isinstance(graph[name].operation, Dropout) for name in subject.traced.always_trains)


@check(CHECK_OF[Facet.TRAINING], concept="dropout-rate", requires=(BUILDS,), earns_after=(NUMBERS, STEP))
def training_behaviour(subject: NetworkSubject) -> Iterator[Finding]:
    """Dropout, regularisers, mode and momentum of batch normalisation are as specified; nothing is frozen or unused."""
    _needs_an_output(subject)
    traced = subject.traced
    told = list(_told(subject, subject.causes(Facet.TRAINING)))
    yield from told
    for findings in (never_trained, frozen, untracked, learning, fit_without_mode):
        for finding in findings(traced):
            if not _is_told(finding, told):
                yield subject.judged(subject.proofs.proven(finding))
    yield from (subject.judged(idle_advice(layer)) for layer in subject.diagnosis.idle_layers)


def _is_told(finding: Finding, told: list[Finding]) -> bool:
    """Whether the same place was told of already, as something in place of what is specified."""
    place = finding.where
    here = [one for one in told if (place.layer == one.where.layer if place.layer else place.line == one.where.line)]
    if finding.code == "regularizer":
        return any((one.code, one.received) == (finding.code, finding.received) for one in here)
    return finding.code == "layer-extra" and bool(here)


@check(STEP, concept="gradient-flow", requires=(BUILDS,))
def training_step(subject: NetworkSubject) -> Iterator[Finding]:
    """One step of training changes every weight as specified, and dropout drops what it should."""
    _needs_an_output(subject)
    if earlier := _failed(subject, numeric_equivalence, training_behaviour):
        raise Blocked(earlier)
    try:
        yield from map(subject.judged, departures(subject, subject.trained_as))
    except StudentProblem as stop:
        # TensorFlow has no gradient of a convolution in groups on a processor: that is not the network's fault.
        if not stop.problem.message.startswith("UnimplementedError"):
            yield subject.judged(cannot_train(subject, stop.problem))
    except NotComputableError:
        return  # the textbook has no gradient for something in the specified network: there is nothing to compare with


NETWORK_CHECKS: tuple[Check[Any], ...] = (
    builds,
    output_shape,
    shape_walk,
    parameter_count,
    numeric_equivalence,
    training_behaviour,
    training_step,
)
"""The checks of a network in the order they run."""
