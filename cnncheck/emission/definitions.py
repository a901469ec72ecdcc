"""Makes one definition of several parts that are alike: what differs becomes a parameter."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from cnncheck.emission.idioms import Idiom
from cnncheck.emission.parts import Block, Choice, Parameter, Series, Use, Value, marks
from cnncheck.emission.slots import CHANNELS, Slot, choices, completed, decided, refilled, slots

FLAG = "flag"
_ORDER = (
    CHANNELS, "filters", "units", "kernel_size", "pool_size", "strides", "padding", "dilation_rate", "rate", FLAG,
)  # fmt: skip
_WIDTHS = frozenset({CHANNELS, "filters", "units"})
"""Attributes that one parameter may stand for together: what one layer returns the next reads."""

NO_STRIDES = (1, 1)


def defined(idiom: Idiom, uses: Sequence[Series], *, channels: bool) -> list[Use]:
    """Uses of one block that compute what each of the series does.

    Args:
        idiom: what to call it.
        uses: of one signature.
        channels: whether the block has to know what its layers read.
    """
    model = reduce(completed, uses)
    found = _Parameters()
    rows = [list(slots(model, series, channels=channels)) for series in uses]
    told = [found.standing_for(column) for column in zip(*rows, strict=True)]
    presences = zip(*([bool(choice.series) for choice in choices(series)] for series in uses), strict=True)
    conditions = [found.condition(list(there), choice) for there, choice in zip(presences, choices(model), strict=True)]
    series = decided(refilled(model, iter(told), channels=channels), iter(conditions))
    columns = sorted(found.columns, key=_place)
    block = Block(
        idiom.title,
        idiom.name,
        idiom.sentence,
        idiom.attribute,
        tuple(column.parameter for column in columns),
        series,
    )
    return [
        Use(rows[number][0].layer, block, tuple(column.value(number) for column in columns), marks(use))
        for number, use in enumerate(uses)
    ]


def _place(column: "_Column") -> tuple[bool, int]:
    """Where a parameter stands: what always has to be told comes first."""
    parameter = column.parameter
    return parameter.default is not None, _ORDER.index(parameter.attribute)


@dataclass(slots=True)
class _Column:
    """A parameter, and its value in each use; None where it does not matter."""

    parameter: Parameter
    values: list[Value]

    def value(self, use: int) -> Value:
        value = self.values[use]
        return self.parameter.default if value is None else value

    def takes(self, values: Sequence[Value]) -> bool:
        """Whether it says these values too; if so, what it had not said yet is filled in."""
        pairs = list(zip(self.values, values, strict=True))
        if any(mine is not None and theirs is not None and mine != theirs for mine, theirs in pairs):
            return False
        self.values = [theirs if mine is None else mine for mine, theirs in pairs]
        return True

    def factor(self, values: Sequence[Value]) -> int:
        """How many times it is what these values are; 0 for no whole number of times."""
        pairs = [pair for pair in zip(self.values, values, strict=True) if pair[1] is not None]
        if not all(isinstance(mine, int) and isinstance(theirs, int) for mine, theirs in pairs):
            return 0
        factors = {theirs / mine for mine, theirs in pairs}
        only = factors.pop()
        return int(only) if not factors and only == int(only) else 0


@dataclass(slots=True)
class _Parameters:
    """The parameters found so far."""

    columns: list[_Column] = field(default_factory=list)

    def standing_for(self, column: Sequence[Slot]) -> Value:
        """What a definition says in place of these values: the value they have in common, or a parameter."""
        attribute = column[0].attribute
        values = [slot.value for slot in column]
        there = [value for value in values if value is not None]
        known = [each for each in self.columns if _alike(each.parameter.attribute, attribute)]
        is_common = len(set(there)) == 1 and not isinstance(there[0], Parameter)
        if is_common and len(there) == len(values):
            return there[0]
        for each in known:
            if each.takes(values):
                return each.parameter
        if is_common:
            return there[0]
        if attribute in _WIDTHS:
            for each in known:
                if factor := each.factor(values):
                    return replace(each.parameter, factor=factor)
        return self._new(column[0].layer, attribute, values)

    def condition(self, presences: list[bool], choice: Choice) -> Parameter:
        """What says whether something is there.

        Strides, where they are 1 wherever it is not; a number that is only told where it is; else a flag.
        """
        for each in self.columns:
            strided = each.parameter.attribute == "strides"
            if presences == [
                value not in {None, NO_STRIDES} if strided else value is not None for value in each.values
            ]:
                return each.parameter
        parameter = Parameter(self._free(choice.name, ""), FLAG, default=False)
        self.columns.append(_Column(parameter, list(presences)))
        return parameter

    def _new(self, layer: str, attribute: str, values: list[Value]) -> Parameter:
        default: Value = NO_STRIDES if attribute == "strides" and NO_STRIDES in values else None
        if attribute == "padding":
            default = max(("valid", "same"), key=values.count)
        square = all(_is_square(value) for value in values if value is not None)
        parameter = Parameter(self._free(attribute, layer), attribute, default, square)
        self.columns.append(_Column(parameter, values))
        return parameter

    def _free(self, name: str, layer: str) -> str:
        taken = {each.parameter.name for each in self.columns}
        if name not in taken:
            return name
        longer = f"{layer.rsplit('.', 1)[-1]}_{name}"
        return longer if longer not in taken else f"{longer}{len(taken)}"


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= _WIDTHS


def _is_square(value: Value) -> bool:
    if isinstance(value, Parameter):
        return value.square
    return isinstance(value, tuple) and len(set(value)) == 1
