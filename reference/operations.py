"""The operations a network is made of, each with its output shape and its weights.

Shapes are those of one image, without the batch: (height, width, channels) or (features,). Names and defaults are
Keras's, which are the course's.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

from reference.arithmetic import output_size

Shape: TypeAlias = tuple[int, ...]
Pair: TypeAlias = tuple[int, int]


class ShapeError(ValueError):
    """An operation cannot take the shape it is given; the message holds the numbers."""


@dataclass(frozen=True, slots=True)
class WeightSpec:
    """One weight array of an operation: its name, shape, and whether training changes it by gradients."""

    name: str
    shape: Shape
    trainable: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a network; by default it keeps the shape and has no weights."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """Shape of the output for the shapes of the inputs.

        Raises:
            ShapeError: it cannot take them.
        """
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[WeightSpec, ...]:
        """Weight arrays for the shapes of the inputs."""
        del inputs
        return ()


@dataclass(frozen=True, slots=True)
class Input(Operation):
    """The image."""

    shape: Shape

    def output_shape(self, *inputs: Shape) -> Shape:
        """The image's own shape."""
        del inputs
        return self.shape


def _positions(
    shape: Shape, kernel_size: Pair, strides: Pair, padding: str, dilation_rate: Pair = (1, 1)
) -> tuple[int, int]:
    """Positions of a window along the height and the width: :func:`reference.arithmetic.output_size` of each.

    Raises:
        ShapeError: padding is "valid", and the window is larger than the map.
    """
    sides = zip(shape[:2], kernel_size, strides, dilation_rate, strict=True)
    try:
        rows, columns = (output_size(n, k, s, padding, d) for n, k, s, d in sides)
    except ValueError as error:
        raise ShapeError(str(error)) from error
    return rows, columns


def _map(shape: Shape, operation: str) -> tuple[int, int, int]:
    if len(shape) != 3:  # noqa: PLR2004 - height, width, channels
        raise ShapeError(f"{operation} takes (height, width, channels). Received: {shape}")
    return shape[0], shape[1], shape[2]


@dataclass(frozen=True, slots=True)
class Conv2D(Operation):
    """Convolution: kernel (height, width, channels / groups, filters) and bias (filters).

    `regularizer` is the L2 coefficient on the kernel, None for none.
    """

    filters: int
    kernel_size: Pair
    strides: Pair = (1, 1)
    padding: str = "valid"
    dilation_rate: Pair = (1, 1)
    groups: int = 1
    use_bias: bool = True
    regularizer: float | None = None

    def output_shape(self, *inputs: Shape) -> Shape:
        """(positions along height, positions along width, filters)."""
        channels = _map(inputs[0], "a convolution")[2]
        if channels % self.groups or self.filters % self.groups:
            raise ShapeError(f"{channels} channels and {self.filters} filters do not divide into {self.groups} groups")
        return *_positions(inputs[0], self.kernel_size, self.strides, self.padding, self.dilation_rate), self.filters

    def weights(self, *inputs: Shape) -> tuple[WeightSpec, ...]:
        """Kernel, and bias where there is one."""
        channels = _map(inputs[0], "a convolution")[2] // self.groups
        kernel = WeightSpec("kernel", (*self.kernel_size, channels, self.filters))
        return (kernel, WeightSpec("bias", (self.filters,))) if self.use_bias else (kernel,)


@dataclass(frozen=True, slots=True)
class DepthwiseConv2D(Operation):
    """Every channel convolved on its own: kernel (height, width, channels, depth_multiplier), bias (their product).

    It mixes no channels: each gives `depth_multiplier` channels of the output.
    """

    kernel_size: Pair
    strides: Pair = (1, 1)
    padding: str = "valid"
    dilation_rate: Pair = (1, 1)
    depth_multiplier: int = 1
    use_bias: bool = True

    def output_shape(self, *inputs: Shape) -> Shape:
        """(positions along height, positions along width, channels * depth_multiplier)."""
        channels = _map(inputs[0], "a depthwise convolution")[2] * self.depth_multiplier
        return *_positions(inputs[0], self.kernel_size, self.strides, self.padding, self.dilation_rate), channels

    def weights(self, *inputs: Shape) -> tuple[WeightSpec, ...]:
        """Kernel, and bias where there is one."""
        channels = _map(inputs[0], "a depthwise convolution")[2]
        kernel = WeightSpec("kernel", (*self.kernel_size, channels, self.depth_multiplier))
        bias = WeightSpec("bias", (channels * self.depth_multiplier,))
        return (kernel, bias) if self.use_bias else (kernel,)


@dataclass(frozen=True, slots=True)
class Dense(Operation):
    """Fully connected layer over the last axis: kernel (inputs, units) and bias (units)."""

    units: int
    use_bias: bool = True
    regularizer: float | None = None

    def output_shape(self, *inputs: Shape) -> Shape:
        """The last axis becomes `units`."""
        return (*inputs[0][:-1], self.units)

    def weights(self, *inputs: Shape) -> tuple[WeightSpec, ...]:
        """Kernel, and bias where there is one."""
        kernel = WeightSpec("kernel", (inputs[0][-1], self.units))
        return (kernel, WeightSpec("bias", (self.units,))) if self.use_bias else (kernel,)


@dataclass(frozen=True, slots=True)
class BatchNormalization(Operation):
    """Normalisation per channel (axis -1); `momentum` is the weight of the old moving value, as in Keras."""

    momentum: float = 0.99
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    axis: int = -1

    def weights(self, *inputs: Shape) -> tuple[WeightSpec, ...]:
        """Gamma, beta, and the moving statistics, which gradients do not change."""
        channels = (inputs[0][self.axis if self.axis < 0 else self.axis - 1],)
        gamma = (WeightSpec("gamma", channels),) if self.scale else ()
        beta = (WeightSpec("beta", channels),) if self.center else ()
        moving = (WeightSpec("moving_mean", channels, False), WeightSpec("moving_variance", channels, False))  # noqa: FBT003
        return gamma + beta + moving


@dataclass(frozen=True, slots=True)
class Activation(Operation):
    """An activation by its Keras name: relu, sigmoid, tanh, softmax, linear and others."""

    function: str


@dataclass(frozen=True, slots=True)
class Pooling2D(Operation):
    """Pooling; `strides` default to the pool size in Keras, here they are always stated."""

    pool_size: Pair = (2, 2)
    strides: Pair = (2, 2)
    padding: str = "valid"

    def output_shape(self, *inputs: Shape) -> Shape:
        """(positions along height, positions along width, channels)."""
        channels = _map(inputs[0], "pooling")[2]
        return *_positions(inputs[0], self.pool_size, self.strides, self.padding), channels


@dataclass(frozen=True, slots=True)
class MaxPooling2D(Pooling2D):
    """The largest value of each window; padding counts as minus infinity."""


@dataclass(frozen=True, slots=True)
class AveragePooling2D(Pooling2D):
    """The mean of each window, over the cells that are really there."""


@dataclass(frozen=True, slots=True)
class GlobalPooling2D(Operation):
    """One value per channel."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """(channels,)."""
        return (_map(inputs[0], "global pooling")[2],)


@dataclass(frozen=True, slots=True)
class GlobalAveragePooling2D(GlobalPooling2D):
    """The mean of each channel."""


@dataclass(frozen=True, slots=True)
class GlobalMaxPooling2D(GlobalPooling2D):
    """The maximum of each channel."""


@dataclass(frozen=True, slots=True)
class Dropout(Operation):
    """Inverted dropout; `rate` is the share dropped in training; at inference it is the identity."""

    rate: float


@dataclass(frozen=True, slots=True)
class Flatten(Operation):
    """All axes but the batch become one, in row-major order."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """(product of the sides,)."""
        return (math.prod(inputs[0]),)


@dataclass(frozen=True, slots=True)
class Reshape(Operation):
    """Another shape for the same values in row-major order."""

    shape: Shape

    def output_shape(self, *inputs: Shape) -> Shape:
        """The stated shape."""
        if math.prod(self.shape) != math.prod(inputs[0]):
            raise ShapeError(f"{inputs[0]} does not reshape to {self.shape}")
        return self.shape


@dataclass(frozen=True, slots=True)
class ZeroPadding2D(Operation):
    """Zeros around the map: ((top, bottom), (left, right))."""

    padding: tuple[Pair, Pair]

    def output_shape(self, *inputs: Shape) -> Shape:
        """Height and width grow by the padding."""
        height, width, channels = _map(inputs[0], "padding")
        return height + sum(self.padding[0]), width + sum(self.padding[1]), channels


@dataclass(frozen=True, slots=True)
class Add(Operation):
    """Element-wise sum of tensors of one shape."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """The common shape."""
        if len(set(inputs)) > 1:
            raise ShapeError(f"an addition takes tensors of one shape. Received: {' and '.join(map(str, inputs))}")
        return inputs[0]


@dataclass(frozen=True, slots=True)
class Concatenate(Operation):
    """Tensors side by side along `axis` (counted with the batch as axis 0, or from the end)."""

    axis: int = -1

    def output_shape(self, *inputs: Shape) -> Shape:
        """The sides along the axis add up."""
        axis = self.axis if self.axis < 0 else self.axis - 1 - len(inputs[0])
        rests = {shape[:axis] + (shape[axis + 1 :] if axis != -1 else ()) for shape in inputs}
        if len(rests) > 1:
            raise ShapeError(
                f"tensors side by side agree on the other axes. Received: {' and '.join(map(str, inputs))}"
            )
        shape = list(inputs[0])
        shape[axis] = sum(other[axis] for other in inputs)
        return tuple(shape)


@dataclass(frozen=True, slots=True)
class Opaque(Operation):
    """Something this vocabulary has no word for; `name` says what was found, `shape` what it returned."""

    name: str
    shape: Shape

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape that was observed."""
        del inputs
        return self.shape
