"""Recognises what `scale * x + shift` is: batch normalisation, dropout, a bias, or a plain rescaling."""

import math
from collections.abc import Mapping
from dataclasses import replace

from cnncheck.networks.canonical_expressions import Atom, Expression, Key
from cnncheck.networks.canonical_steps import Data, Step
from reference.operations import BatchNormalization, Dropout, Opaque, Operation, Shape

_CLOSE = 1e-5
"""Relative rounding of a float32 constant."""


def affine_step(data: Data, shape: Shape, momentum: float) -> Step:
    """The step that computes a scaled and shifted base; opaque where it is nothing known.

    Args:
        data: what is computed.
        shape: of one image's part.
        momentum: for a batch normalisation, whose momentum is not seen in one forward pass.
    """
    return _batch_normalization(data, shape, momentum) or _dropout(data, shape) or _opaque(data, shape)


def _batch_normalization(data: Data, shape: Shape, momentum: float) -> Step | None:
    """`gamma (x - mean) / sqrt(variance + epsilon) + beta`, expanded; gamma and beta may be left out."""
    scale = data.scale.product
    if scale is None or abs(scale[1] - 1) > _CLOSE:
        return None
    roots = [each for each in scale[0] if each.kind == "inverse root"]
    others = [each for each in scale[0] if each.kind != "inverse root"]
    if len(roots) != 1 or len(others) > 1:
        return None
    variance, gamma = roots[0].inside[0], others[0] if others else None
    found = _mean_and_beta(data.shift, scale[0])
    if found is None:
        return None
    mean, beta = found
    training = _mode(mean, variance, data.base)
    if training is None:
        return None
    roles = {"gamma": gamma, "beta": beta, "moving_mean": mean, "moving_variance": variance}
    weights, constants = sort_roles({role: each for role, each in roles.items() if each is not None})
    operation = BatchNormalization(momentum, _rounded(roots[0].value), beta is not None, gamma is not None)
    return _step(data, operation, shape, weights, constants, training=training)


def completed(data: Data, base: Step, shape: Shape) -> Step | None:
    """A batch normalisation without gamma or beta, and those that the code itself multiplies and adds after it."""
    operation = base.operation
    gamma, beta = data.scale.variable, data.shift.variable
    if not isinstance(operation, BatchNormalization) or base.shape != shape:
        return None
    is_scaled, is_shifted = data.scale.number != 1, data.shift.number != 0
    if (is_scaled and (operation.scale or operation.center or gamma is None)) or (
        is_shifted and (operation.center or beta is None)
    ):
        return None
    weights = dict(base.weights)
    weights |= {"gamma": gamma} if is_scaled and gamma is not None else {}
    weights |= {"beta": beta} if is_shifted and beta is not None else {}
    whole = replace(operation, scale=operation.scale or is_scaled, center=operation.center or is_shifted)
    made = _step(data, whole, shape, weights, base.constants, training=base.training)
    return replace(made, inputs=base.inputs)


def sort_roles(roles: Mapping[str, Atom]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which roles variables play, and which are played by something that nothing trains."""
    weights = {role: each.of[0] for role, each in roles.items() if each.kind == "variable"}
    return weights, tuple(role for role in roles if role not in weights)


def _mean_and_beta(shift: Expression, scale: tuple[Atom, ...]) -> tuple[Atom, Atom | None] | None:
    """The two summands of the shift: minus mean times scale, and beta."""
    mean: Atom | None = None
    beta: Atom | None = None
    for factors, coefficient in shift.terms.items():
        rest = list(factors)
        for each in scale:
            if each in rest:
                rest.remove(each)
        if len(rest) != 1 or abs(abs(coefficient) - 1) > _CLOSE:
            return None
        if coefficient < 0 and len(factors) == len(scale) + 1 and mean is None:
            mean = rest[0]
        elif coefficient > 0 and len(factors) == 1 and beta is None:
            beta = rest[0]
        else:
            return None
    return None if mean is None else (mean, beta)


def _mode(mean: Atom, variance: Atom, base: Key) -> bool | None:
    """True for the batch's own statistics, False for stored ones, None for a mixture."""
    kinds = (mean.kind, variance.kind)
    if kinds == ("mean", "variance"):
        return True if mean.of == variance.of == base else None
    return False if all(kind in {"variable", "constant"} for kind in kinds) else None


def _dropout(data: Data, shape: Shape) -> Step | None:
    """Zeros at random, and the rest scaled by 1 / (1 - rate)."""
    scale = data.scale.product
    if scale is None or len(scale[0]) != 1 or scale[0][0].kind != "mask" or data.shift.terms:
        return None
    rate = scale[0][0].value
    if not 0 <= rate < 1 or not math.isclose(scale[1] * (1 - rate), 1, rel_tol=_CLOSE):
        return _step(data, Opaque("dropout that does not scale by 1 / (1 - rate)", shape), shape, {}, ())
    return _step(data, Dropout(_rounded(rate)), shape, {}, (), training=True)


def _opaque(data: Data, shape: Shape) -> Step:
    scale, shift = data.scale.number, data.shift.number
    # The name of Keras's layer that does the same.
    name = data.node.op[:40] if scale is None or shift is None else "Rescaling"
    return _step(data, Opaque(name, shape), shape, {}, ())


def _step(
    data: Data,
    operation: Operation,
    shape: Shape,
    weights: Mapping[str, int],
    constants: tuple[str, ...],
    *,
    training: bool | None = None,
) -> Step:
    return Step((data.node.id, 0), operation, (data.base,), shape, data.node, weights, constants, training)


def _rounded(value: float) -> float:
    """A float32 constant as the student wrote it: 0.0010000000474974513 is 0.001."""
    return float(f"{value:.6g}")
