"""The dense layer: every unit sees every input."""


from reference.layers.arrays import Array, as_floating, as_grad, as_type_of, require_rank, require_shape, require_some

KERNEL_AXES = ("inputs", "units")


def dense(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    """Weighted sums of the inputs, one per unit.

        outputs = inputs @ kernel + bias

    Arguments: inputs (batch, inputs), or any axes before the last, as in Keras; kernel (inputs, units), which is the
    transpose of what PyTorch stores; bias (units,). Returns (batch, units) in the floating-point type of the inputs.

    Raises:
        ValueError: the shapes do not fit together, or the kernel is empty.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.3; Keras's API documentation, ``Dense``.

    >>> import numpy as np
    >>> dense(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 3.0]]), np.array([0.0, 0.0, 1.0]))
    array([[1., 2., 9.]])
    """
    inputs = as_floating("inputs", inputs)
    kernel = as_type_of(inputs, "kernel", kernel)
    _fit(inputs, kernel)
    outputs: Array = inputs @ kernel
    if bias is not None:
        bias = as_type_of(inputs, "bias", bias)
        require_shape("bias", bias, kernel.shape[1:])
        outputs += bias
    return outputs


def dense_backward(grad: Array, inputs: Array, kernel: Array) -> tuple[Array, Array, Array]:
    """Gradients of a dense layer with respect to its inputs, its kernel and its bias.

        inputs gradient = grad @ kernel transposed
        kernel gradient = inputs transposed @ grad
        bias gradient   = sum of grad over the batch

    Arguments: grad (batch, units), the gradient with respect to the outputs; the others as for :func:`dense`.
    Returns arrays of the shapes of inputs, kernel and bias.

    Raises:
        ValueError: the shapes do not fit together, or the kernel is empty.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.5.4, algorithm 6.4.

    >>> import numpy as np
    >>> dense_backward(np.array([[2.0]]), np.array([[1.0, 3.0]]), np.array([[4.0], [5.0]]))
    (array([[ 8., 10.]]), array([[2.],
           [6.]]), array([2.]))
    """
    inputs = as_floating("inputs", inputs)
    kernel = as_type_of(inputs, "kernel", kernel)
    _fit(inputs, kernel)
    grad = as_grad(grad, inputs, (*inputs.shape[:-1], kernel.shape[1]))
    rows, grad_rows = inputs.reshape(-1, kernel.shape[0]), grad.reshape(-1, kernel.shape[1])
    return grad @ kernel.T, rows.T @ grad_rows, grad_rows.sum(axis=0)


def _fit(inputs: Array, kernel: Array) -> None:
    require_rank("kernel", kernel, KERNEL_AXES)
    require_some("kernel", kernel)
    if inputs.shape[-1:] != kernel.shape[:1]:
        raise ValueError(
            "kernel must have one row for each input. "
            f"Received: inputs of shape {inputs.shape}, kernel of shape {kernel.shape}"
        )
