"""The checks of a network, from what is seen at once to what only training shows.

Each fault is told once, in the first check it shows in; a later check that cannot say anything because of it is
skipped and names the earlier one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cnncheck.course import Blocked, Check, check
from cnncheck.findings import Finding
from cnncheck.networks.comparison import LINE
from cnncheck.networks.diagnosis import Cause, idle_advice
from cnncheck.networks.facets import Facet
from cnncheck.networks.hints import hint
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.training_mode import always_trained, fit_without_mode, frozen, never_trained, untracked
from cnncheck.networks.wording import shape_of
from reference.operations import Dropout

BUILDS = "network.builds"
NUMBERS = "network.numeric-equivalence"

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


@check(BUILDS, concept="build-error")
def builds(subject: NetworkSubject) -> Iterator[Finding]:
    """The network can be built and called on an image of the stated size."""
    del subject  # opening it was the check
    yield from ()


@check(CHECK_OF[Facet.OUTPUT], concept="output-classes", requires=(BUILDS,))
def output_shape(subject: NetworkSubject) -> Iterator[Finding]:
    """The output has one value for each class."""
    causes = subject.causes(Facet.OUTPUT)
    yield from _told(subject, causes)
    expected, received = subject.reference.shapes[subject.reference.output], subject.comparison.output_shape
    if not causes and expected != received:
        yield Finding(
            code="shape",
            message=f"The output for one image has the shape {shape_of(received)}, {shape_of(expected)} is specified.",
            where=subject.traced.place,
            expected=shape_of(expected),
            received=shape_of(received),
            hint=hint("shape"),
        )


@check(CHECK_OF[Facet.SHAPES], concept="padding", requires=(BUILDS,), earns_after=(NUMBERS,))
def shape_walk(subject: NetworkSubject) -> Iterator[Finding]:
    """The maps have the specified heights and widths, layer by layer."""
    causes = subject.causes(Facet.SHAPES)
    yield from _told(subject, causes)
    if not causes and (earlier := subject.earlier(Facet.OUTPUT, having=Facet.SHAPES)):
        raise Blocked(CHECK_OF[earlier.facet])
    if not subject.diagnosis.causes and not subject.comparison.is_equivalent:
        yield from _other_sides(subject)


def _other_sides(subject: NetworkSubject) -> Iterator[Finding]:
    """The first map of another size than its partner's, where no difference explains it."""
    correspondence = subject.correspondence
    for ours, theirs in correspondence.alignment.pairs.items():
        expected, received = correspondence.reference.shapes[ours], correspondence.student.shapes[theirs]
        if len(expected) == len(received) == 3 and expected[:2] != received[:2]:  # noqa: PLR2004 - maps
            yield Finding(
                code="shape",
                message=f"{theirs} makes a map of {shape_of(received)}, {shape_of(expected)} is specified.",
                where=subject.diagnosis.place(theirs, theirs),
                expected=shape_of(expected),
                received=shape_of(received),
                hint=hint("shape"),
            )
            return


@check(CHECK_OF[Facet.PARAMETERS], concept="parameter-count", weight=2, requires=(BUILDS,), earns_after=(NUMBERS,))
def parameter_count(subject: NetworkSubject) -> Iterator[Finding]:
    """The network has the specified number of parameters, all and trainable ones."""
    causes = subject.causes(Facet.PARAMETERS)
    yield from _told(subject, causes)
    yield from _unread(subject)
    if causes:
        return
    if earlier := subject.earlier(Facet.OUTPUT, Facet.SHAPES, having=Facet.PARAMETERS):
        raise Blocked(CHECK_OF[earlier.facet])
    specified, traced = subject.reference.parameters, subject.traced
    expected = f"{specified.total} ({specified.trainable} trainable)"
    excused = traced.frozen or traced.untracked or traced.constants  # told where training is examined
    is_trainable_wrong = specified.trainable != traced.trainable_parameters and not excused
    if (specified.total != traced.total_parameters and not traced.constants) or is_trainable_wrong:
        received = f"{traced.total_parameters} ({traced.trainable_parameters} trainable)"
        yield Finding(
            code="parameter-count",
            message=f"The network has {received} parameters, {expected} are specified. The cause was not found.",
            where=traced.place,
            expected=expected,
            received=received,
            hint=hint("parameter-count"),
        )


def _unread(subject: NetworkSubject) -> Iterator[Finding]:
    """Weights of layers that are called for nothing: the output does not depend on them."""
    idle = {layer.place.line for layer in subject.traced.unused_layers}
    waiting = [cause for cause in subject.diagnosis.causes if cause.difference.kind == "missing"]
    unread = [
        variable
        for variable in subject.traced.unread_variables
        if variable.trainable and (variable.place.line is None or variable.place.line not in idle)
    ]
    if unread and not waiting:
        first = unread[0]
        yield subject.judged(
            Finding(
                code="unused-layer",
                message=(
                    f"The output does not depend on {first.name} ({shape_of(first.shape)}): "
                    "what this layer computes is used nowhere."
                ),
                where=first.place,
                expected="every weight is used",
                received=f"{len(unread)} weight arrays without effect",
                hint=hint("unused-layer"),
            )
        )


@check(NUMBERS, concept="value", weight=3, requires=(BUILDS,))
def numeric_equivalence(subject: NetworkSubject) -> Iterator[Finding]:
    """With the same weights the network computes what the specified one computes."""
    comparison, diagnosis = subject.comparison, subject.diagnosis
    modes = list(always_trained(subject.traced))
    if comparison.is_equivalent and not modes:
        return
    causes = subject.causes(Facet.FUNCTION)
    yield from _told(subject, causes)
    yield from (subject.judged(finding) for finding in modes)
    if _is_random(subject) or comparison.is_reproduced:
        if causes or modes:
            return
        if earlier := subject.earlier(Facet.OUTPUT, Facet.SHAPES, Facet.PARAMETERS):
            raise Blocked(CHECK_OF[earlier.facet])
    if diagnosis.causes and not comparison.is_computable:
        return  # the differences themselves are what cannot be computed
    yield _departure(subject)


def _is_random(subject: NetworkSubject) -> bool:
    """Whether dropout is at work when the network is only used: then no two outputs are the same."""
    graph = subject.traced.graph
    return any(isinstance(graph[name].operation, Dropout) for name in subject.traced.always_trains)


def _departure(subject: NetworkSubject) -> Finding:
    """Other values than any network we know of with these parts: where it begins."""
    place = subject.comparison.first_departure()
    expected = f"at most {LINE:g} standard deviations from the specified network's output"
    found = min(subject.comparison.equals_reference, subject.comparison.equals_description)
    received = "values that are not numbers, or of another shape" if found == float("inf") else f"{found:.2g}"
    begins = f" It begins at {place.node}, which differs by {place.sigmas:.2g} standard deviations." if place else ""
    where = subject.diagnosis.place(place.node, place.node) if place else subject.traced.place
    return Finding(
        code="value",
        message=(
            "With the same weights and images the network computes other values than the specified one; "
            f"the cause was not found.{begins}"
        ),
        where=where,
        expected=expected,
        received=received,
        hint=hint("value"),
        example="8 images of noise with calibrated weights",
    )


@check(
    CHECK_OF[Facet.TRAINING],
    concept="dropout-rate",
    requires=(BUILDS,),
    earns_after=(NUMBERS,),
)
def training_behaviour(subject: NetworkSubject) -> Iterator[Finding]:
    """In training it does what is specified: dropout, batch statistics, regularisers, and every weight moves."""
    traced = subject.traced
    yield from _told(subject, subject.causes(Facet.TRAINING))
    for findings in (never_trained, frozen, untracked, fit_without_mode):
        yield from (subject.judged(finding) for finding in findings(traced))
    for layer in subject.diagnosis.idle_layers:
        yield subject.judged(idle_advice(layer))


NETWORK_CHECKS: tuple[Check[Any], ...] = (
    builds,
    output_shape,
    shape_walk,
    parameter_count,
    numeric_equivalence,
    training_behaviour,
)
"""The checks of a network in the order they run."""
