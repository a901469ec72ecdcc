"""The dense layer: every unit sees every input."""

import numpy as np

from reference.layers.arrays import Array, as_floating, require_rank, require_shape

KERNEL_AXES = ("inputs", "units")


def dense(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    """Weighted sums of the inputs, one per unit.

        outputs = inputs @ kernel + bias

    Arguments: inputs (batch, inputs), or any axes before the last, as in Keras; kernel (inputs, units), which is the
    transpose of what PyTorch stores; bias (units,). Returns (batch, units) in the floating-point type of the inputs.

    Raises:
        ValueError: the shapes do not fit together.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.3; Keras's API documentation, ``Dense``.

    >>> import numpy as np
    >>> dense(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 3.0]]), np.array([0.0, 0.0, 1.0]))
    array([[1., 2., 9.]])
    """
    inputs, kernel = as_floating(inputs), np.asarray(kernel)
    _fit(inputs, kernel)
    outputs: Array = inputs @ kernel.astype(inputs.dtype, copy=False)
    if bias is not None:
        require_shape("bias", np.asarray(bias), kernel.shape[1:])
        outputs += np.asarray(bias).astype(inputs.dtype, copy=False)
    return outputs


def dense_backward(grad: Array, inputs: Array, kernel: Array) -> tuple[Array, Array, Array]:
    """Gradients of a dense layer with respect to its inputs, its kernel and its bias.

        inputs gradient = grad @ kernel transposed
        kernel gradient = inputs transposed @ grad
        bias gradient   = sum of grad over the batch

    Arguments: grad (batch, units), the gradient with respect to the outputs; the others as for :func:`dense`.
    Returns arrays of the shapes of inputs, kernel and bias.

    Raises:
        ValueError: the shapes do not fit together.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.5.4, algorithm 6.4.

    >>> import numpy as np
    >>> dense_backward(np.array([[2.0]]), np.array([[1.0, 3.0]]), np.array([[4.0], [5.0]]))
    (array([[ 8., 10.]]), array([[2.],
           [6.]]), array([2.]))
    """
    inputs = as_floating(inputs)
    kernel = np.asarray(kernel).astype(inputs.dtype, copy=False)
    grad = np.asarray(grad).astype(inputs.dtype, copy=False)
    _fit(inputs, kernel)
    require_shape("grad", grad, (*inputs.shape[:-1], kernel.shape[1]))
    rows, grad_rows = inputs.reshape(-1, kernel.shape[0]), grad.reshape(-1, kernel.shape[1])
    return grad @ kernel.T, rows.T @ grad_rows, grad_rows.sum(axis=0)


def _fit(inputs: Array, kernel: Array) -> None:
    require_rank("kernel", kernel, KERNEL_AXES)
    if inputs.shape[-1:] != kernel.shape[:1]:
        raise ValueError(
            "kernel must have one row for each input. "
            f"Received: inputs of shape {inputs.shape}, kernel of shape {kernel.shape}"
        )
