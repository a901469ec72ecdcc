"""The numbers of a series that may differ from one use of a block to the next, in the order of the program."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from cnncheck.emission.parts import Choice, Fork, Layer, Parameter, Part, Series, Use, Value
from reference.operations import BatchNormalization, Conv2D, Dense, DepthwiseConv2D, Flatten, Operation, ZeroPadding2D

FREE = ("filters", "units", "kernel_size", "pool_size", "strides", "padding", "dilation_rate", "rate")
"""Attributes of operations that a block may be told. What else differs makes another block."""

CHANNELS = "channels"
"""What a layer reads, which raw code has to know where it makes a kernel."""

WEIGHTED = (Conv2D, DepthwiseConv2D, Dense, BatchNormalization)
"""Operations with weights."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One number: which attribute of which layer it is, and what stands there; None where the layer is left out."""

    layer: str
    attribute: str
    value: Value


def signature(part: Part) -> tuple[Any, ...]:
    """What two parts have in common that can be one definition: everything but their slots."""
    match part:
        case Layer():
            operation = part.operation
            free = _free(operation)
            fixed = tuple(
                (each.name, getattr(operation, each.name)) for each in fields(operation) if each.name not in free
            )
            own = part.name if part.is_shared or part.shares else None
            size = part.shape if isinstance(operation, Flatten) else part.rank
            return ("layer", type(operation).__name__, fixed, part.activation, own, size, part.oddities)
        case Fork():
            return ("fork", part.join, tuple(signatures(branch) for branch in part.branches))
        case Choice():
            return ("choice",)
        case Use():
            return ("use", part.block.name)
        case _:
            return ("other", id(part))


def signatures(series: Series) -> tuple[tuple[Any, ...], ...]:
    """The signature of each part."""
    return tuple(signature(part) for part in series)


def slots(model: Series, series: Series, *, channels: bool) -> Iterator[Slot]:
    """The slots of a series.

    Args:
        model: a series of the same signature in which nothing is left out.
        series: the one whose values are wanted.
        channels: whether what layers read belongs to the slots.
    """
    for full, part in zip(model, series, strict=True):
        match full, part:
            case Layer(), Layer():
                for attribute in _attributes(full, channels=channels):
                    held = part if attribute == CHANNELS else part.operation
                    yield Slot(part.name, attribute, getattr(held, attribute))
            case Use(), Use():
                for parameter, value in zip(part.block.parameters, part.values, strict=True):
                    yield Slot(part.name, parameter.attribute, value)
            case Fork(), Fork():
                for one, other in zip(full.branches, part.branches, strict=True):
                    yield from slots(one, other, channels=channels)
            case Choice(), Choice():
                there = part.series or full.series
                for slot in slots(full.series, there, channels=channels):
                    yield slot if part.series else replace(slot, value=None)


def refilled(series: Series, values: Iterator[Value], *, channels: bool) -> Series:
    """A series with other values in its slots, in the same order."""
    parts: list[Part] = []
    for part in series:
        match part:
            case Layer():
                told = {attribute: next(values) for attribute in _attributes(part, channels=channels)}
                own = {CHANNELS: told.pop(CHANNELS)} if CHANNELS in told else {}
                parts.append(replace(part, operation=replace(part.operation, **told), **own))
            case Use():
                parts.append(replace(part, values=tuple(next(values) for _ in part.values)))
            case Fork():
                branches = tuple(refilled(branch, values, channels=channels) for branch in part.branches)
                parts.append(replace(part, branches=branches))
            case Choice():
                parts.append(replace(part, series=refilled(part.series, values, channels=channels)))
            case _:
                parts.append(part)
    return tuple(parts)


def completed(one: Series, other: Series) -> Series:
    """Two series of the same signature in one: what is left out in the first and is there in the second is there."""
    parts: list[Part] = []
    for mine, theirs in zip(one, other, strict=True):
        match mine, theirs:
            case Choice(), Choice():
                both = completed(mine.series, theirs.series) if mine.series and theirs.series else ()
                parts.append(replace(mine, series=both or mine.series or theirs.series))
            case Fork(), Fork():
                branches = zip(mine.branches, theirs.branches, strict=True)
                ways = tuple(completed(left, right) for left, right in branches)
                parts.append(replace(mine, branches=ways, marks=mine.marks + theirs.marks))
            case Layer(), Layer():
                parts.append(replace(mine, marks=mine.marks + theirs.marks))
            case Use(), Use():
                parts.append(replace(mine, marks=mine.marks + theirs.marks))
            case _:
                parts.append(mine)
    return tuple(parts)


def choices(series: Series) -> Iterator[Choice]:
    """What may be left out, in the order of the program."""
    for part in series:
        if isinstance(part, Fork):
            for branch in part.branches:
                yield from choices(branch)
        elif isinstance(part, Choice):
            yield part


def decided(series: Series, conditions: Iterator[Parameter]) -> Series:
    """A series with a condition for each choice, in the same order."""
    parts: list[Part] = []
    for part in series:
        if isinstance(part, Fork):
            parts.append(replace(part, branches=tuple(decided(branch, conditions) for branch in part.branches)))
        else:
            parts.append(replace(part, condition=next(conditions)) if isinstance(part, Choice) else part)
    return tuple(parts)


def _attributes(layer: Layer, *, channels: bool) -> tuple[str, ...]:
    """Names of the slots of one layer."""
    operation = layer.operation
    reads = (CHANNELS,) if channels and isinstance(operation, WEIGHTED) else ()
    return reads + _free(operation)


def _free(operation: Operation) -> tuple[str, ...]:
    """Attributes of an operation that a block may be told; a border of zeros is not among them."""
    return () if isinstance(operation, ZeroPadding2D) else tuple(name for name in FREE if hasattr(operation, name))
