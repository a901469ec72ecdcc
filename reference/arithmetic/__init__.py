"""The arithmetic of convolution: sizes, padding, receptive field, parameters, multiplications.

What a stack of small kernels costs against one large one, the reason why VGG is built from 3x3 kernels:

>>> receptive_field([(3, 1), (3, 1)]) == receptive_field([(5, 1)])  # both see 5x5 pixels
True
>>> 2 * conv2d_parameters(3, 1, 1, use_bias=False), conv2d_parameters(5, 1, 1, use_bias=False)
(18, 25)

On an x * x image without padding the two 3x3 take 18x^2 - 108x + 180 multiplications, the one 5x5 takes
25x^2 - 200x + 400. They tie at x = 10, and the stack is the cheaper one exactly when x > 10:

>>> def stacked(x):
...     return conv2d_multiplications(x, x, 3, 1, 1) + conv2d_multiplications(x - 2, x - 2, 3, 1, 1)
>>> def single(x):
...     return conv2d_multiplications(x, x, 5, 1, 1)
>>> all(stacked(x) == 18 * x**2 - 108 * x + 180 for x in range(5, 100))
True
>>> all(single(x) == 25 * x**2 - 200 * x + 400 for x in range(5, 100))
True
>>> stacked(10) == single(10), [x for x in range(5, 100) if stacked(x) < single(x)] == list(range(11, 100))
(True, True)
"""

from reference.arithmetic.costs import (
    batch_norm_parameters,
    conv2d_multiplications,
    conv2d_parameters,
    conv2d_transpose_multiplications,
    dense_multiplications,
    dense_parameters,
    depthwise_conv2d_multiplications,
    depthwise_conv2d_parameters,
)
from reference.arithmetic.fields import ReceptiveField, receptive_field, receptive_field_with_place
from reference.arithmetic.sizes import (
    effective_kernel_size,
    output_size,
    padding_amounts,
    pool_output_size,
    same_padding,
    transposed_output_size,
)

__all__ = [
    "ReceptiveField",
    "batch_norm_parameters",
    "conv2d_multiplications",
    "conv2d_parameters",
    "conv2d_transpose_multiplications",
    "dense_multiplications",
    "dense_parameters",
    "depthwise_conv2d_multiplications",
    "depthwise_conv2d_parameters",
    "effective_kernel_size",
    "output_size",
    "padding_amounts",
    "pool_output_size",
    "receptive_field",
    "receptive_field_with_place",
    "same_padding",
    "transposed_output_size",
]
