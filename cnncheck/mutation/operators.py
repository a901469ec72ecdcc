"""Every operator, in the order in which they are reported."""

from collections.abc import Iterator

from cnncheck.mutation import (
    activations,
    convolutions,
    dropouts,
    inputs,
    joins,
    layers,
    normalization,
    order,
    poolings,
)
from cnncheck.mutation.mutant import Mutant, Operator
from reference.graph import Graph

OPERATORS: tuple[Operator, ...] = (
    convolutions.padding,
    convolutions.padding_side,
    convolutions.kernel_size,
    convolutions.strides,
    convolutions.filters,
    convolutions.dilation,
    convolutions.groups,
    convolutions.bias,
    convolutions.units,
    convolutions.classes,
    convolutions.widths,
    convolutions.regulariser,
    activations.replaced,
    activations.removed,
    activations.doubled,
    activations.added,
    activations.output,
    order.neighbours,
    order.across,
    normalization.removed,
    normalization.added,
    normalization.epsilon,
    normalization.momentum,
    normalization.scale_offset,
    normalization.axis,
    normalization.mode,
    normalization.frozen,
    poolings.kind,
    poolings.size,
    poolings.strides,
    poolings.padding,
    poolings.removed,
    poolings.added,
    poolings.global_pooling,
    poolings.not_flattened,
    dropouts.rate,
    dropouts.removed,
    dropouts.added,
    dropouts.mode,
    joins.skip_removed,
    joins.skip_moved,
    order.before_addition,
    joins.skip_rewired,
    joins.projection_removed,
    joins.projection_strides,
    joins.projection_bare,
    joins.projection_added,
    joins.join_kind,
    joins.join_axis,
    joins.branch_rewired,
    joins.branch_dropped,
    layers.dropped,
    layers.block_dropped,
    layers.duplicated,
    layers.block_duplicated,
    layers.shared,
    layers.unused,
    layers.frozen,
    layers.untracked,
    inputs.declared,
    inputs.channels_first,
)


def mutants(graph: Graph) -> Iterator[Mutant]:
    """Every mutant of a network, operator after operator; the same network gives the same ones in the same order.

    >>> from reference.networks import lenet5
    >>> [mutant.what for mutant in mutants(lenet5())][:3]
    ['c1: padding same instead of valid', 'c2: padding same instead of valid', 'c1: kernel 3x3 instead of 5x5']
    """
    for operator in OPERATORS:
        yield from operator.mutants(graph)
