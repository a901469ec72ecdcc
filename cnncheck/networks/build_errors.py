"""Explains why a network cannot be built or called, from how far the image came."""

import re
from collections.abc import Sequence

from cnncheck.findings import Finding, Where
from cnncheck.inside.wire import Problem, TrailStep
from cnncheck.networks.build_causes import caused
from cnncheck.networks.build_departures import departed
from cnncheck.networks.build_joins import unjoined
from cnncheck.networks.build_layouts import layout
from cnncheck.networks.hints import hint
from cnncheck.networks.python_errors import Reason, python_reason
from cnncheck.networks.wording import shape_of
from reference.graph import Graph
from reference.operations import Shape

MAP_AXES = 4
"""Batch, height, width, channels."""

NO_ROOM = re.compile("output size would be|negative dimension|could not create a descriptor for a pooling", re.I)  # noqa: FURB167
WINDOW = re.compile(r"(?:pool_size|kernel shape|kernel_size|ksize)=[\[(](\d+)[, ]+(\d+)(?:[, ]+(\d+))?")
MAP_SHAPE = re.compile(r"inputs?[ .]shape=[\[(](?:None|\d+)[, ]+(\d+)[, ]+\d+[, ]+\d+[\])]")
STRIDES = re.compile(r"strides=[\[(](\d+)[, ]+(\d+)")
SUBTRACTED = re.compile(r"subtracting (\d+) from (\d+)")
WRONG_WIDTH = re.compile(
    r"expected axis (-?\d+) of input shape to have value (\d+).*?received input with shape \(([^)]*)\)"
)
WANTED_MAP = re.compile(r"expected (?:min_)?ndim=4, found ndim=(\d)")
DECLARED = re.compile(r"expected shape=\((?:None, )?([^)]*)\), found shape=\((?:None, |\d+, )?([^)]*)\)")


UNSETTLED = frozenset(
    {
        "build-error",
        "branch-join",
        "channel-doubling",
        "filters",
        "shortcut-projection",
        "strides",
    }
)
"""What the exception alone tells of sizes that do not fit; the layers that were called may tell why they do not."""


def explain(problem: Problem, image: Shape, graph: Graph | None = None) -> Finding:
    """A finding for a network that cannot be called on an image of the stated shape.

    Args:
        problem: what the worker reported, with the layers the image came through.
        image: (height, width, channels).
        graph: the specified network.
    """
    reason = (
        (layout(problem, graph) if graph is not None else None)
        or _no_room(problem, image)
        or _mismatch(problem, image)
        or (unjoined(problem, graph) if graph is not None else None)
        or _unmatched_parts(problem)
        or python_reason(problem)
        or _no_tensor(problem)
        or _plain(problem)
    )
    if graph is not None and reason.code in UNSETTLED:
        reason = caused(problem, graph, reason) or departed(problem, graph, reason) or reason
    failing = problem.trail[-1].layer if problem.trail and problem.trail[-1].shape is None else reason.layer
    return Finding(
        code=reason.code,
        message=reason.message,
        where=Where(problem.file, reason.line or problem.line, problem.cell, reason.layer or failing, failing),
        expected=reason.expected or f"an output for one image of {shape_of(image)}",
        received=reason.received or problem.message,
        hint=reason.hint or hint(reason.code),
        example=f"one image of {shape_of(image)}",
        confirmed=reason.confirmed and reason.code != "build-error",
        source=(problem.source,) if problem.source and reason.line in {None, problem.line} else (),
    )


def _no_tensor(problem: Problem) -> Reason | None:
    """Something that is no model, or a model that returns something else than one tensor."""
    if problem.code != "wrong-type":
        return None
    said = problem.message.rstrip(".")
    if said.endswith("when it is called"):
        return Reason("wrong-type", f"{said}.", "one tensor", said, "Look at what the last line of call returns.")
    if " returns " in said:
        last = (
            "Look at its last line: a function that builds a network returns the model, keras.Model(inputs, outputs)."
        )
        return Reason("wrong-type", f"{said}.", "a model", said, last)
    kinds = "The name has to stand for a model, for its class, or for a function that returns it."
    return Reason("wrong-type", f"{said}.", "a model", said, kinds)


def walk(trail: Sequence[TrailStep]) -> tuple[str, ...]:
    """The sizes the map went through: "28", or "28x20" where it is not square; a size that stays is written once."""
    found: list[str] = []
    for step in trail:
        if step.shape is None or len(step.shape) != MAP_AXES:
            continue
        height, width = step.shape[1], step.shape[2]
        side = f"{height}" if height == width else f"{height}x{width}"
        if not found or found[-1] != side:
            found.append(side)
    return tuple(found)


def _no_room(problem: Problem, image: Shape) -> Reason | None:
    """A window that is larger than what is left of the map."""
    if not NO_ROOM.search(problem.message):
        return None
    done = [step for step in problem.trail if step.shape is not None and len(step.shape) == MAP_AXES]
    window, strides = _window(problem.message)
    side = _side(problem.message) or (done[-1].shape[1] if done and done[-1].shape else None)
    failing = problem.trail[-1].class_name if problem.trail else problem.message
    thing = "pooling" if "pool" in failing.lower() else "convolution"
    sizes = f"{', '.join(walk(problem.trail))}: " if done else ""
    if window is None or side is None or window <= side:
        where = f"after {done[-1].layer}" if done else f"on an image of {shape_of(image)}"
        return Reason("build-error", f"{sizes}{where} the next {thing} has no room for its window.")
    place = f"after {done[-1].layer} the map" if done else "The map"
    strides = strides or (window if thing == "pooling" else 1)
    formula = f"ceil(({side} - {window} + 1) / {strides}) = {-(-(side - window + 1) // strides)}"
    return Reason(
        "build-error",
        f"{sizes}{place} is {side}x{side} and a {window}x{window} {thing} has no room: {formula}.",
        f"a map of at least {window}x{window}",
        f"{side}x{side}",
    )


def _side_at(shape: str, axis: int) -> str | None:
    """A side of a shape that the exception speaks of; None where it has no such axis."""
    given = shape.split(", ")
    return given[axis] if -len(given) <= axis < len(given) else None


def _side(message: str) -> int | None:
    """Height of the map that the exception speaks of."""
    if found := SUBTRACTED.search(message):
        return int(found[2])
    found = MAP_SHAPE.search(message)
    return int(found[1]) if found else None


def _window(message: str) -> tuple[int | None, int | None]:
    """Side and strides of the window that the exception speaks of."""
    strides = STRIDES.search(message)
    step = int(strides[1]) if strides else None
    if found := SUBTRACTED.search(message):
        return int(found[1]), step
    if found := WINDOW.search(message):
        # TensorFlow writes the batch in front: ksize=[1, 2, 2, 1].
        return int(found[2] if found[0].startswith("ksize") else found[1]), step
    return None, step


def _mismatch(problem: Problem, image: Shape) -> Reason | None:
    """A layer that was made for another number of features, a map where none is, or an image of another shape."""
    if found := DECLARED.search(problem.message):
        declared = found[1].strip(", ")
        message = f"The network wants images of ({declared}); it is called with images of {shape_of(image)}."
        return Reason("input-layout", message, shape_of(image), declared.replace(", ", "x"))
    if found := WANTED_MAP.search(problem.message):
        message = (
            f"{_layer(problem)} wants a map (height, width, channels) and is given {int(found[1]) - 1} "
            f"{'axis' if found[1] == '2' else 'axes'}: is something flattened too early?"
        )
        return Reason("build-error", message, "height, width, channels", f"{int(found[1]) - 1} axes")
    if (found := WRONG_WIDTH.search(problem.message)) and (received := _side_at(found[3], int(found[1]))):
        failing = problem.trail[-1] if problem.trail else None
        things = "channel" if failing and "Conv" in failing.class_name else "input"
        made = f"was made for {found[2]} {things}{'' if found[2] == '1' else 's'}"
        if failing and any(step.layer == failing.layer and step.shape is not None for step in problem.trail):
            message = (
                f"{failing.layer} is called twice: it {made} when it was first called, and is given {received} "
                "the second time."
            )
            return Reason("shared-layer", message, "two layers", "one layer, called twice")
        message = f"{_layer(problem)} {made} and is given {received}."
        at_image = not any(step.shape is not None for step in problem.trail)
        if at_image and things == "channel" and received == str(image[-1]):
            message = f"{_layer(problem)} {made}; images are {shape_of(image)} and have {received}."
            declared = f"Look at the shape that the network declares for its image: {shape_of(image)} is specified."
            return Reason("input-layout", message, received, found[2], declared)
        return Reason("input-layout" if at_image else "build-error", message, found[2], received)
    return None


def _unmatched_parts(problem: Problem) -> Reason | None:
    """Tensors that cannot be joined."""
    if "requires inputs with matching shapes" in problem.message:
        return Reason("branch-join", f"{_layer(problem)} cannot put maps of different sizes side by side.")
    if "Inputs have incompatible shapes" in problem.message or "Incompatible shapes" in problem.message:
        shapes = re.findall(r"\(([\d, ]+)\)|\[([\d,]+)\]", problem.message)
        received = " and ".join((first or second).replace(", ", "x").replace(",", "x") for first, second in shapes[:2])
        message = f"{_layer(problem)} adds tensors of different shapes: {received}." if received else problem.message
        return Reason("shortcut-projection", message, "two tensors of one shape", received or None)
    return None


def _plain(problem: Problem) -> Reason:
    """What Keras said, and how far the image came."""
    sizes = walk(problem.trail)
    way = f" The map went through the sizes {', '.join(sizes)}." if sizes else ""
    message = f"The network cannot be called: {problem.message}{'' if not way else '.' + way}"
    by_hand = "Call the network on one image yourself, and read the last line of what Python prints."
    return Reason("build-error", message, hint=None if sizes else by_hand)


def _layer(problem: Problem) -> str:
    if problem.trail and problem.trail[-1].shape is None:
        return problem.trail[-1].layer
    return "A layer"
