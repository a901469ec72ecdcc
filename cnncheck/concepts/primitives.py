"""Concepts of the operations themselves, as met when they are written by hand."""

from cnncheck.concepts.concept import Concept

_CONVOLUTION = "Convolution"
_POOLING = "Pooling"
_BATCH_NORM = "Batch normalisation"
_DROPOUT = "Dropout"
_COUNTING = "Parameters and cost"
_LOSS = "Activations and loss"
_GRADIENTS = "Gradients"
_IMAGES = "Upsampling"
_FUNCTIONS = "Writing functions"

CONCEPTS = (
    Concept(
        "output-size",
        "Output size",
        "'same' gives ceil(size / strides), 'valid' gives ceil((size - k_eff + 1) / strides), where k_eff is the span "
        "of the dilated kernel. Rounding is upwards in both. Rounding down under 'same', or being off by one under "
        "'valid', shows only when the stride does not divide evenly.",
        "side 5: same, stride 1, ceil(5/1) = 5; same, stride 2, ceil(5/2) = 3; valid, kernel 3, stride 1, 3",
        _CONVOLUTION,
    ),
    Concept(
        "padding-amount",
        "How much is padded",
        "'same' pads just enough for ceil(size / strides) windows: total = max((out - 1)*strides + k_eff - size, 0). "
        "That depends on the size and the stride, not on the kernel alone; kernel_size // 2 on both sides is right "
        "for odd kernels with stride 1 only.",
        "side 4, kernel 3, stride 2: (2 - 1)*2 + 3 - 4 = 1 pixel in all",
        _CONVOLUTION,
    ),
    Concept(
        "padding-side",
        "On which side the odd pixel goes",
        "When the total padding is odd, TensorFlow puts the larger half after the image, at the bottom and the right: "
        "before = total // 2, after = total - before. Other frameworks pad both sides alike. The output has the same "
        "shape either way, but shifted values.",
        "side 4, kernel 3, stride 2: total 1, hence (0, 1)",
        _CONVOLUTION,
    ),
    Concept(
        "kernel-flip",
        "Cross-correlation, not convolution",
        "What deep learning calls convolution is cross-correlation: the kernel is laid on the window as it is. The "
        "mathematical convolution turns the kernel by 180 degrees first. For symmetric kernels the two agree, so test "
        "with another.",
        "window 1 0 2, kernel -1 0 1: -1 + 0 + 2 = 1; with the kernel turned round -1",
        _CONVOLUTION,
    ),
    Concept(
        "axis-swap",
        "Axes mixed up",
        "Images are (batch, height, width, channels), kernels (height, width, in, out), matrices (inputs, units). "
        "Rows come before columns everywhere. Swapped axes go unnoticed on square images and kernels: try a 4x6 image.",
        "a 4x6 image under a 3x1 kernel, valid: 2x6; axes swapped: 4x4",
        _FUNCTIONS,
    ),
    Concept(
        "bias",
        "The bias",
        "The bias is added once to each output value of its filter or unit, after summing over window and channels. "
        "Adding it for each input channel, or leaving it out, shifts all values by a constant.",
        "rows of the window sum to 1, -3 and 2, bias 1: 1 - 3 + 2 + 1 = 1",
        _CONVOLUTION,
    ),
    Concept(
        "channel-sum",
        "The sum over input channels",
        "Each filter is as deep as its input: it weighs the window in every input channel and sums all of it to one "
        "number. Taking one channel only works for grey images and loses the colours of others.",
        "a 3x3 filter on 3 channels sums 3*3*3 = 27 products",
        _CONVOLUTION,
    ),
    Concept(
        "pool-padding-value",
        "What max pooling pads with",
        "Under 'same' the padded cells must never win: they count as minus infinity. With zeros, a border window of "
        "negative values would report 0, a value that is nowhere in the image. After a relu this cannot be seen, since "
        "nothing is negative.",
        "border window of -1 and -2: maximum -1, with zeros padded 0",
        _POOLING,
    ),
    Concept(
        "pool-divisor",
        "What average pooling divides by",
        "Under 'same', an average at the border divides by the cells that are really in the image, not by the size of "
        "the window. Otherwise the border gets darker than it is.",
        "3x3 window in a corner of ones: 4/4 = 1, not 4/9 = .444",
        _POOLING,
    ),
    Concept(
        "bn-epsilon",
        "Where epsilon is added",
        "Epsilon is added to the variance, under the root: sigma = sqrt(variance + epsilon). Added to the standard "
        "deviation, after the root, it has another effect, most of all where the variance is small.",
        "variance 0, epsilon .001: sqrt(.001) = .0316, not 0 + .001",
        _BATCH_NORM,
    ),
    Concept(
        "bn-axis",
        "Over which axes the mean is taken",
        "Each channel has one mean and one variance, over batch, height and width: axes (0, 1, 2) of images. Over the "
        "batch alone every pixel would have its own; over everything all channels would share one.",
        "a batch of shape (2, 4, 4, 3): 3 means, each over 2*4*4 = 32 values",
        _BATCH_NORM,
    ),
    Concept(
        "bn-variance",
        "The variance divides by n",
        "Batch normalisation uses the biased variance: the mean of the squared distances, divided by n. Statistics "
        "courses and ddof=1 divide by n - 1, which is larger, most of all for small batches.",
        "values 1 and 3: ((1 - 2)^2 + (3 - 2)^2)/2 = 1, with n - 1 it would be 2",
        _BATCH_NORM,
    ),
    Concept(
        "bn-mode",
        "Which statistics are used when",
        "Training normalises with the batch's own mean and variance, inference with the moving ones. Using the batch "
        "in inference makes the answer for one image depend on which others are beside it.",
        "one pixel of value 4, moving mean 0 and variance 1: about 4; by its own mean it would be 0",
        _BATCH_NORM,
    ),
    Concept(
        "bn-momentum",
        "The moving average",
        "moving = momentum * moving + (1 - momentum) * batch: momentum is the weight of the old value in Keras. With "
        "the weights swapped the moving value is little more than the last batch.",
        "moving 0, batch 10, momentum .99: .1, swapped 9.9",
        _BATCH_NORM,
    ),
    Concept(
        "bn-scale-offset",
        "Gamma scales, beta moves",
        "The normalised value is multiplied by gamma and then beta is added: gamma * x + beta. Swapped or left out, "
        "the output has another spread or another mean; with gamma 1 and beta 0 it would not show.",
        "x = 1, gamma 2, beta 3: 2*1 + 3 = 5, swapped 3*1 + 2 = 5, but x = 0 gives 3 against 2",
        _BATCH_NORM,
    ),
    Concept(
        "dropout-scale",
        "Scaling of what is kept",
        "Inverted dropout multiplies the kept values by 1/(1 - rate) while training, so that the expected sum stays as "
        "it is without dropout. Then nothing needs scaling in inference.",
        "rate .2: 80 % of the values times 1/(1 - .2) = 1.25 gives 1 on average",
        _DROPOUT,
    ),
    Concept(
        "dropout-rate-meaning",
        "Dropped or kept",
        "The rate is the share that is dropped. Older texts give the probability to keep a value; taken for the rate "
        "it turns a mild dropout into a fierce one.",
        "rate .2 drops 20 %; read the other way round it drops 80 %",
        _DROPOUT,
    ),
    Concept(
        "dropout-mode",
        "Dropout only in training",
        "In inference dropout returns its input unchanged, neither masked nor scaled. Predictions would otherwise be "
        "random or of the wrong size.",
        "training=False: 3 stays 3",
        _DROPOUT,
    ),
    Concept(
        "dropout-mask",
        "A mask for every value",
        "Every value of every image is dropped or kept by its own draw. One mask for the whole batch drops the same "
        "places in all images, and one for whole channels is another method.",
        "a batch of 2 images of 4 values: 8 draws, not 4",
        _DROPOUT,
    ),
    Concept(
        "receptive-field",
        "Receptive field",
        "The receptive field is the square of the input that one output value depends on. Start at 1; each layer adds "
        "(k_eff - 1) times the product of the strides before it. Forgetting that product, or counting the layer's own "
        "stride, is the usual slip.",
        "two 3x3 convolutions: 1 + 2 + 2 = 5, as one 5x5; three: 7",
        _CONVOLUTION,
    ),
    Concept(
        "parameter-formula",
        "Counting parameters",
        "A dense layer has inputs * units weights and units biases. A convolution has kernel height * kernel width * "
        "input channels * filters weights and one bias per filter, whatever the size of the image.",
        "784-128-10: 784*128 + 128 + 128*10 + 10 = 101 770; 5x5 from 3 to 6 channels: 5*5*3*6 + 6 = 456",
        _COUNTING,
    ),
    Concept(
        "cost-formula",
        "Counting multiplications",
        "Each output value costs one multiplication per kernel weight of its filter: output height * output width * "
        "kernel height * kernel width * input channels * filters. It is the output size that counts, and padded "
        "positions count like any other.",
        "on x by x pixels two 3x3 cost 18x^2 - 108x + 180, one 5x5 25x^2 - 200x + 400: equal at x = 10, less beyond",
        _COUNTING,
    ),
    Concept(
        "softmax-axis",
        "The axis of softmax",
        "Softmax makes the numbers along one axis sum to 1: the classes of one image, the last axis. Over the whole "
        "array, or over the batch, the images share one sum.",
        "two images of two equal logits: .5 .5 each, not .25",
        _LOSS,
    ),
    Concept(
        "numerical-stability",
        "Overflow and logarithms of zero",
        "exp of a large number overflows and log of 0 is minus infinity, though the final result may be harmless. "
        "Subtract the largest logit before exp, which does not change softmax, and compute the cross entropy from "
        "logits in one go.",
        "exp(1000) overflows, but softmax(1000, 0) = softmax(0, -1000) = (1, 0)",
        _LOSS,
    ),
    Concept(
        "loss-reduction",
        "Mean over the batch",
        "The loss of a batch is the mean of its images' losses, so that the learning rate need not follow the batch "
        "size. A sum grows with the batch; a mean over batch and classes is too small by the number of classes.",
        "losses 1 and 3: mean 2, sum 4",
        _LOSS,
    ),
    Concept(
        "gradient-paths",
        "Every path brings back a gradient",
        "What reaches the loss in several ways gets the sum of the gradients that come back along all of them, and "
        "what has no way to the loss gets 0. A pixel is read by every window over it, a weight is used at every "
        "position of every image, a normalised image acts through the mean and the variance of its batch too. In a "
        "loop that is += and not =.",
        "y = 3 * x for one window, z = 2 * x for the next, each with gradient 1: x gets 3 + 2 = 5, with = only 2",
        _GRADIENTS,
    ),
    Concept(
        "interpolation",
        "Where the pixels are",
        "A pixel is a little square with its value at the centre. Enlarging by a factor places the new centre i at "
        "(i + .5)/factor - .5 on the old grid, and what lies outside takes the border's value. Rules that align the "
        "corners give other values between.",
        "0 1 enlarged twice, bilinear: 0 .25 .75 1",
        _IMAGES,
    ),
    Concept(
        "input-mutated",
        "An argument was changed",
        "NumPy arrays are passed by reference: x += 1 or x[0] = 0 inside a function changes the caller's array. Work "
        "on a copy, or write x = x + 1, which makes a new one.",
        None,
        _FUNCTIONS,
    ),
    Concept(
        "not-deterministic",
        "Different answers to the same question",
        "The same arguments must give the same result. Randomness may come only from the generator that is passed in; "
        "np.random, the time, or a global that changes make results impossible to repeat.",
        None,
        _FUNCTIONS,
    ),
    Concept(
        "dtype",
        "The type of the numbers",
        "Arrays keep their type: a result stored into an integer array is cut to integers, and uint8 wraps round at "
        "256. Images come as uint8, so convert to float before computing.",
        "uint8: 200 + 100 = 44; as float 300",
        _FUNCTIONS,
    ),
)
