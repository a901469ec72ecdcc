"""What is said where no difference explains what was measured: shapes, counts, values, and networks that stop."""

import re
from collections.abc import Iterator

import numpy as np

from cnncheck.findings import Finding, Where
from cnncheck.networks.calibration import IMAGES
from cnncheck.networks.comparison import LINE
from cnncheck.networks.diagnosis import Cause
from cnncheck.networks.hints import hint
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.precision import narrow
from cnncheck.networks.wording import shape_of
from cnncheck.sandbox import StudentProblem, WorkerFailure

REGROUPED = re.compile(
    r"Input to reshape is a tensor with (\d+) values, but the requested shape requires a multiple of (\d+)"
)


def _noise(subject: NetworkSubject) -> str:
    images = subject.comparison.output.shape[:1]
    return f"{images[0] if images else IMAGES} images of noise, with weights that show every layer"


def stopped(subject: NetworkSubject, stop: StudentProblem | WorkerFailure) -> Finding:
    """The network was built for one image, and stops when it is run on several."""
    where, source = subject.traced.place, None
    advice = (
        "A batch may hold any number of images. Where a number of images is written into the code, as in "
        "tf.reshape(x, (1, 400)), write -1 instead."
    )
    if isinstance(stop, WorkerFailure):
        code, said = stop.code, stop.message
        if code == "memory-limit":
            advice = "Is every pooling there? The dense layer behind a large map has very many weights."
    else:
        code, said, source = stop.problem.code, stop.problem.message, stop.problem.source
        if stop.problem.line is not None:
            where = Where(stop.problem.file, stop.problem.line, stop.problem.cell)
    if (found := REGROUPED.search(said)) and int(found[1]) % IMAGES == 0:
        values = int(found[1]) // IMAGES
        return Finding(
            code=code,
            message=f"A reshaping wants {found[2]} values for each image, and {values} are there.",
            where=where,
            expected=f"{values} values for each image",
            received=f"{found[2]} values",
            hint="A map has height * width * channels values; layers.Flatten() counts them itself.",
            example=f"{IMAGES} images of {shape_of(subject.reference.input_shape)}",
            confirmed=True,
            source=(source,) if source else (),
        )
    return Finding(
        code=code,
        message=f"The network stops when it is called with {IMAGES} images at once: {said.rstrip('.')}.",
        where=where,
        expected=f"an output for each of {IMAGES} images",
        received=said,
        hint=advice,
        example=f"{IMAGES} images of {shape_of(subject.reference.input_shape)}",
        confirmed=True,
        source=(source,) if source else (),
    )


def constant(subject: NetworkSubject) -> Finding:
    """The image has no part in the output."""
    is_number = subject.comparison.is_finite
    return Finding(
        code="value" if is_number else "not-finite",
        message="The output does not depend on the image."
        if is_number
        else "The output does not depend on the image, and it holds values that are no numbers (NaN or infinity).",
        where=subject.traced.place,
        expected="an output that is computed from the image",
        received="the same output for every image" if is_number else "NaN or infinity for every image",
        hint="Follow x through your call method, from its argument to what is returned.",
        confirmed=True,
    )


def other_output(subject: NetworkSubject) -> Iterator[Finding]:
    """An output of another shape."""
    expected, received = subject.reference.shapes[subject.reference.output], subject.comparison.output.shape[1:]
    if expected != received:
        yield Finding(
            code="shape",
            message=f"The output for one image has the shape {shape_of(received)}, {shape_of(expected)} is specified.",
            where=subject.traced.place,
            expected=shape_of(expected),
            received=shape_of(received),
            hint=hint("shape"),
        )


def other_sides(subject: NetworkSubject) -> Iterator[Finding]:
    """The first map of another size than its partner's."""
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


def other_counts(subject: NetworkSubject) -> Iterator[Finding]:
    """Another number of parameters."""
    specified, traced = subject.reference.parameters, subject.traced
    if subject.diagnosis.counts_agree:
        return
    expected = f"{specified.total} ({specified.trainable} trainable)"
    received = f"{traced.total_parameters} ({traced.trainable_parameters} trainable)"
    yield Finding(
        code="parameter-count",
        message=f"The network has {received} parameters, {expected} are specified. The cause was not found.",
        where=traced.place,
        expected=expected,
        received=received,
        hint=hint("parameter-count"),
    )


def _leaves_unread(cause: Cause) -> bool:
    """Whether layers are called for nothing because of it: they are missing, or a join reads something else."""
    parts = cause.difference.parts
    if any(part.kind == "wiring" and len(part.nodes) > 1 for part in parts):
        return True
    return cause.difference.kind == "missing" and cause.unused is None


def unread(subject: NetworkSubject) -> Iterator[Finding]:
    """Weights of layers that are called for nothing: the output does not depend on them."""
    idle, diagnosis = {layer.place.line for layer in subject.traced.unused_layers}, subject.diagnosis
    explained = {layer.name for cause in diagnosis.causes for layer in cause.idle}
    waiting = [cause for cause in diagnosis.causes if _leaves_unread(cause)]
    found = [
        variable
        for variable in subject.traced.unread_variables
        if variable.trainable
        and (variable.place.line is None or variable.place.line not in idle)
        and variable.place.layer not in explained
    ]
    if not found or waiting:
        return
    first = found[0]
    layer = first.place.layer
    told = f"{layer} is called, but its result is not used" if layer else f"{first.name} is not used"
    yield Finding(
        code="unused-layer",
        message=f"{told}: the output does not depend on its weights ({shape_of(first.shape)}).",
        where=first.place,
        expected="every weight is used",
        received=f"{len(found)} weight arrays without effect",
        hint=hint("unused-layer"),
    )


def departure(subject: NetworkSubject) -> Finding:
    """Other values than any network we know of with these parts: where it begins."""
    comparison = subject.comparison
    if not comparison.is_finite:
        return _not_finite(subject)
    place = comparison.first_departure()
    found = min(comparison.equals_reference, comparison.equals_description)
    begins = f" It begins at {place.node}, which differs by {place.sigmas:.2g} standard deviations." if place else ""
    message = "With the same weights and images the network computes other values than the specified one"
    dtype = narrow(place.values if place else comparison.output)
    if dtype:
        message, cause = f"{message}: it computes in {dtype}, not in float32.", hint("dtype")
    else:
        message, cause = f"{message}; the cause was not found.", hint("value")
    return Finding(
        code="value",
        message=f"{message}{begins}",
        where=subject.diagnosis.place(place.node, place.node) if place else subject.traced.place,
        expected=f"at most {LINE:g} standard deviations from the specified network's output",
        received="values that could not be compared" if np.isinf(found) else f"{found:.2g} standard deviations",
        hint=cause,
        example=_noise(subject),
    )


def _not_finite(subject: NetworkSubject) -> Finding:
    return Finding(
        code="not-finite",
        message="The output holds values that are no numbers (NaN or infinity).",
        where=subject.traced.place,
        expected="finite numbers",
        received="NaN or infinity",
        hint=hint("not-finite"),
        example=_noise(subject),
        confirmed=True,
    )
