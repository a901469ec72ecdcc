"""How a block is told its parameters, where it is defined and where it is used."""

from cnncheck.emission.keras_layers import Argument, KerasLayers
from cnncheck.emission.parts import Block, Parameter, Use, Value
from cnncheck.emission.words import word


def signature(block: Block, first: str, *, pairs: bool) -> str:
    """The parameters of a definition, behind a first one.

    >>> filters, strides = Parameter("filters", "filters"), Parameter("strides", "strides", (1, 1), square=True)
    >>> signature(Block("cell", "Cell", "", None, (filters, strides), ()), "self", pairs=False)
    'self, filters, strides=1'
    """
    return ", ".join([first, *(_parameter(parameter, pairs=pairs) for parameter in block.parameters)])


def _parameter(parameter: Parameter, *, pairs: bool) -> str:
    if parameter.default is None:
        return parameter.name
    return f"{parameter.name}={told(parameter, parameter.default, pairs=pairs)}"


def told(parameter: Parameter, value: Value, *, pairs: bool) -> str:
    """A value of a parameter; where its sides may differ it is always a pair."""
    if isinstance(value, Parameter) and value.square and not (parameter.square or pairs):
        return f"({value.name}, {value.name})"
    return word(value, pairs=pairs or not parameter.square)


def arguments(use: Use, author: KerasLayers) -> list[str]:
    """What a block is told where it is used, as an author writes it."""
    told_here = [
        Argument(
            parameter.name,
            told(parameter, value, pairs=author.variation.pairs),
            by_position=parameter.default is None,
            is_default=parameter.default is not None and value == parameter.default,
        )
        for parameter, value in zip(use.block.parameters, use.values, strict=True)
    ]
    return list(author.written(told_here))
