"""Where frameworks differ, and what holds in this book: TensorFlow's and Keras's rules, each shown by numbers.

>>> import numpy as np
>>> from reference import arithmetic, layers, metrics

The layout of arrays
    Images are (batch, height, width, channels). PyTorch, Caffe and ONNX put the channels before height and width. After
    flattening, the channels of a pixel stand together here and the pixels of a channel there, so that the weights of a
    dense layer behind it cannot be exchanged as they are.

    >>> layers.flatten(np.array([[[[1, 10], [2, 20], [3, 30]]]]))
    array([[ 1, 10,  2, 20,  3, 30]])

    A dense kernel is (inputs, units); PyTorch stores its transpose. A convolution kernel is
    (height, width, channels / groups, filters); PyTorch's is (filters, channels / groups, height, width).

    >>> layers.conv2d(np.zeros((1, 8, 8, 3)), np.zeros((5, 5, 3, 6))).shape
    (1, 4, 4, 6)

    A depthwise kernel is (height, width, channels, depth multiplier), and the outputs of one channel stand together:
    with two kernels a channel, x and 10x, the channels (1, 2) become (1, 10, 2, 20). PyTorch has the same order of
    outputs, from a kernel (channels * multiplier, 1, height, width) in as many groups as channels.

    >>> layers.depthwise_conv2d(np.array([[[[1, 2]]]]), np.array([[[[1, 10], [1, 10]]]])).ravel()
    array([ 1., 10.,  2., 20.])

    A transposed kernel is (height, width, filters, channels), with the last two axes swapped: it is the kernel of the
    convolution that it is the gradient of. PyTorch's is (channels, filters, height, width).

    >>> layers.conv2d_transpose(np.zeros((1, 8, 8, 3)), np.zeros((5, 5, 6, 3))).shape
    (1, 12, 12, 6)

The kernel is not flipped
    What deep learning calls convolution is cross-correlation: the first weight meets the first pixel. The convolution
    of mathematics, of NumPy, SciPy and MATLAB, turns the kernel round.

    >>> row, first_weight = np.array([1, 2, 3]), np.array([1, 0, 0])
    >>> layers.conv2d(row.reshape(1, 1, 3, 1), first_weight.reshape(1, 3, 1, 1)).item()
    1.0
    >>> np.convolve(row, first_weight, "valid").item()
    3

The odd pixel of "same" padding goes after
    So it does in TensorFlow, Keras and ONNX's SAME_UPPER; ONNX's SAME_LOWER puts it before. Caffe's padding, and
    PyTorch's where it is a number, is the same on both sides: with strides above 1 the windows lie elsewhere.

    >>> arithmetic.same_padding(4, 3, strides=2)
    (0, 1)
    >>> row, ones = np.array([1, 2, 3, 4]).reshape(1, 1, 4, 1), np.ones((1, 3, 1, 1))
    >>> layers.conv2d(row, ones, strides=2, padding="same").ravel()  # 1 + 2 + 3 and 3 + 4 + 0
    array([6., 7.])
    >>> both_sides = np.pad(row, ((0, 0), (0, 0), (1, 1), (0, 0)))
    >>> layers.conv2d(both_sides, ones, strides=2).ravel()  # 0 + 1 + 2 and 2 + 3 + 4
    array([3., 9.])

A "valid" window that does not fit is left out
    Sizes are rounded down, in pooling too. Caffe's pooling rounds up, as PyTorch's does with ``ceil_mode=True``.

    >>> arithmetic.pool_output_size(5, 2)
    2

A transposed convolution enlarges "same" maps by the strides exactly
    With "valid" it adds what the kernel exceeds the strides by. PyTorch's size is
    (size - 1) * strides + kernel_size - 2 * padding + output_padding.

    >>> arithmetic.transposed_output_size(8, 3, 2, "same"), arithmetic.transposed_output_size(8, 3, 2, "valid")
    (16, 17)

Pooling
    ``strides`` default to ``pool_size``. Max pooling pads with minus infinity, so that padding never wins, not even
    over negative values. Average pooling divides by the cells that lie on the image; PyTorch divides by the whole
    window unless it is told ``count_include_pad=False``.

    >>> negative = np.array([-1, -2, -3]).reshape(1, 1, 3, 1)
    >>> layers.max_pool2d(negative, (1, 2), padding="same").ravel()
    array([-1., -3.])
    >>> layers.avg_pool2d(negative, (1, 2), padding="same").ravel()  # the last is -3 / 1, elsewhere -3 / 2
    array([-1.5, -3. ])

    Of equal pixels, max pooling passes the gradient to the first in reading order; global max pooling, which
    TensorFlow computes as a reduction, shares it among them.

    >>> equal = np.ones((1, 2, 2, 1))
    >>> layers.max_pool2d_backward(equal[:, :1, :1], equal).ravel()
    array([1., 0., 0., 0.])
    >>> layers.global_max_pool2d_backward(equal[:, 0, 0], equal).ravel()
    array([0.25, 0.25, 0.25, 0.25])

Batch normalisation
    ``momentum`` is the weight of the old moving value. PyTorch's momentum is the weight of the new one: its 0.1 is 0.9
    here. The batch is normalised with the biased variance everywhere, which divides by n. The moving variance takes the
    biased one too, as Keras 3 does; TensorFlow's ``fused_batch_norm`` and PyTorch hand on Bessel's, which divides by
    n - 1.

    >>> images, one, zero = np.array([[1.0], [3.0]]), np.ones(1), np.zeros(1)
    >>> outputs, mean, variance = layers.batch_norm_train(images, one, zero, zero, zero, momentum=0.9, epsilon=0)
    >>> mean.round(6), variance.round(6)  # of mean 2 and variance 1; Bessel's would be 2
    (array([0.2]), array([0.1]))

    ``epsilon`` is added to the variance, under the root; Keras's default is 1e-3, PyTorch's 1e-5.

    >>> layers.batch_norm_inference(np.array([[0.02]]), one, zero, zero, moving_variance=zero, epsilon=1e-4)
    array([[2.]])

Local response normalisation
    ``alpha`` multiplies the sum of squares, as in AlexNet's paper and in TensorFlow. Caffe and PyTorch divide it by the
    number of channels in the window, so that theirs must be that many times as large. TensorFlow's ``depth_radius`` r
    is a window of 2r + 1 channels, which the others state themselves.

    >>> layers.local_response_normalization(np.ones((1, 1, 1, 3)), depth_radius=1, bias=1, alpha=1, beta=1).ravel()
    array([0.33333333, 0.25      , 0.33333333])

Dropout
    ``rate`` is the share that is dropped; TensorFlow 1's ``keep_prob`` was the share that is kept. What is kept is
    scaled by 1 / (1 - rate) in training, and inference changes nothing; the paper scales in inference instead.

    >>> set(layers.dropout(np.ones(100), rate=0.2, rng=np.random.default_rng(0)).tolist()) == {0.0, 1.25}
    True

Upsampling
    Pixels are squares with their values at the centres ("half-pixel centres"), as in ``tf.image.resize``, Keras, and
    PyTorch with ``align_corners=False``. TensorFlow 1 put the values at the corners, which shifts the image.

    >>> layers.upsample_bilinear(np.array([0, 4]).reshape(1, 1, 2, 1), 2)[0, 0].ravel()  # at the corners: 0, 2, 4, 4
    array([0., 1., 3., 4.])

Losses
    Logarithms are natural, and losses are means over the batch. A probability of 0 counts as the smallest positive
    number of its type; Keras raises everything below 1e-7 to that, so that its losses end at 16.1.

    >>> round(layers.cross_entropy(np.array([[1.0, 0.0]]), np.array([1]))), round(-np.log(1e-7), 1)
    (708, np.float64(16.1))

    A label that is no class is refused; ``tf.one_hot`` makes a row of zeros of it.

    >>> layers.one_hot(np.array([3]), classes=3)
    Traceback (most recent call last):
    ValueError: labels must be whole numbers from 0 to 2. Received: labels with 3

Metrics
    The rows of a confusion matrix are the true classes, as in scikit-learn and TensorFlow; other books put them in the
    columns. Equal scores count in favour of the network in the top-k error, as in ``tf.math.in_top_k``.

    >>> metrics.confusion_matrix(labels=[0, 0, 1], predictions=[1, 1, 1], classes=2)
    array([[0, 2],
           [0, 1]])
    >>> metrics.top_k_error(np.array([[0.5, 0.5]]), [1], k=1)
    0.0

Multiplications
    What is counted are multiply-accumulates (MACs). FLOPs count the product and the sum, and are twice as many; but
    some papers, that of ResNet among them, say FLOPs and mean multiply-adds.

    >>> macs = arithmetic.conv2d_multiplications(32, 32, 3, in_channels=3, filters=64, padding="same")
    >>> macs, 2 * macs
    (1769472, 3538944)
"""
