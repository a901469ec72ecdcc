"""Concepts of single layers: convolution, pooling, dense layers, activations."""

from cnncheck.concepts.concept import Concept

_CONVOLUTION = "Convolution"
_POOLING = "Pooling"
_DENSE = "Dense layers"
_ACTIVATION = "Activations"

CONCEPTS = (
    Concept(
        "padding",
        "Padding of a convolution",
        "With 'same' a convolution surrounds its input with zeros until a stride of 1 keeps height and width. With "
        "'valid' the kernel stays inside the image and the map gets smaller. Keras pads 'valid' unless told otherwise. "
        "The wrong choice changes the size of every map that follows and, after Flatten, the size of the first dense "
        "layer.",
        "side 5, kernel 3, stride 1: same ceil(5/1) = 5, valid ceil((5 - 3 + 1)/1) = 3",
        _CONVOLUTION,
    ),
    Concept(
        "kernel-size",
        "Size of the kernel",
        "The kernel size is the height and width of the window that a convolution weighs. A larger kernel sees more of "
        "the image at once and has more weights; without padding it also takes more off the border. Under 'same' "
        "padding the output has the same shape whatever the kernel size, so only the number of parameters shows it.",
        "3 channels to 6: 5x5 has 5*5*3*6 + 6 = 456 parameters, 3x3 has 3*3*3*6 + 6 = 168",
        _CONVOLUTION,
    ),
    Concept(
        "strides",
        "Strides",
        "The stride is how many pixels the window moves from one output value to the next. Stride 2 halves height and "
        "width, rounding up under 'same'. It also multiplies the step of every later layer on the original image, so "
        "receptive fields grow faster behind it.",
        "side 32, 'same': stride 1 gives ceil(32/1) = 32, stride 2 gives ceil(32/2) = 16",
        _CONVOLUTION,
    ),
    Concept(
        "dilation-rate",
        "Dilation",
        "A dilated kernel leaves gaps between the pixels it reads. Its number of weights stays, but it spans "
        "(kernel_size - 1) * dilation_rate + 1 pixels. Wherever a formula needs the size of the window (output size, "
        "padding, receptive field) it is this span that counts.",
        "3 weights at dilation 2 span (3 - 1)*2 + 1 = 5 pixels",
        _CONVOLUTION,
    ),
    Concept(
        "groups",
        "Grouped convolution",
        "With groups the input channels are divided and each filter reads its own group only. An ordinary convolution "
        "has one group: every filter reads every input channel. Grouping divides the number of kernel weights by the "
        "number of groups.",
        "3x3 from 64 to 64 channels: 1 group 3*3*64*64 = 36 864 weights, 2 groups 18 432",
        _CONVOLUTION,
    ),
    Concept(
        "filters",
        "Number of filters",
        "Every filter of a convolution makes one output map, so the number of filters is the depth of the output and "
        "of the next layer's kernels. It changes the parameters of its own layer and of the layer after it.",
        "LeNet's second convolution: 5*5*6*16 + 16 = 2 416 parameters and 16 maps",
        _CONVOLUTION,
    ),
    Concept(
        "use-bias",
        "Bias of a layer",
        "The bias is one number per filter or unit that is added to the sum. Directly before batch normalisation it "
        "has no effect, because subtracting the mean removes it and beta takes its place: ResNet's convolutions do "
        "without. Elsewhere the bias is needed, and Keras adds it unless told otherwise.",
        "a 3x3 convolution from 64 to 64 channels: 36 928 parameters with bias, 36 864 without",
        _CONVOLUTION,
    ),
    Concept(
        "pool-type",
        "Maximum or average pooling",
        "Max pooling keeps the strongest response in each window, which preserves edges and texture. Average pooling "
        "keeps the mean, which preserves the background. Neither has weights and both give the same shape, so only the "
        "values show which one was used.",
        "window 1 2 / 3 6: maximum 6, average 3",
        _POOLING,
    ),
    Concept(
        "pool-size",
        "Size of the pooling window",
        "The pooling size is the window that is summarised by one number. AlexNet pools 3x3 windows with stride 2, so "
        "its windows overlap; LeNet pools 2x2 windows that just touch.",
        "side 28 with stride 2: window 2 gives 14, window 3 gives 13",
        _POOLING,
    ),
    Concept(
        "pool-strides",
        "Strides of pooling",
        "Pooling moves its window by the stride. When no stride is given it equals the window, so that windows touch "
        "without overlapping; where the two differ, the stride must be written. Inception's pooling branch has a 3x3 "
        "window with stride 1 and keeps the size of the map.",
        "window 3, side 30: with stride 2 the map is 14 wide, with the default stride 3 it is 10",
        _POOLING,
    ),
    Concept(
        "pool-padding",
        "Padding of pooling",
        "With 'same' a pooling window may reach over the border of the map; with 'valid', the default, what does not "
        "fill a window is dropped. The two agree when the windows fit exactly and differ by one otherwise. Padded "
        "cells never count: a maximum ignores them and an average divides by the real cells only.",
        "2x2 with stride 2 on side 5: same ceil(5/2) = 3, valid ceil((5 - 2 + 1)/2) = 2",
        _POOLING,
    ),
    Concept(
        "units",
        "Width of a dense layer",
        "The units of a dense layer are the numbers it puts out; each is joined to every input. The width fixes the "
        "parameters of the layer, inputs * units + units, and the inputs of the next one. Baseline's hidden layer has "
        "128 units, though one listing of the course shows 120.",
        "784-128-10: 784*128 + 128 + 128*10 + 10 = 101 770 parameters",
        _DENSE,
    ),
    Concept(
        "output-classes",
        "Width of the last layer",
        "A classifier's last layer has one output per class, and labels count from 0. CIFAR-10 and MNIST have ten "
        "classes, so the last layer has ten units. With fewer the loss meets labels that have no output; with more the "
        "network spends probability on classes that never occur.",
        "10 classes, nothing learned yet: every class has 0.1 and the loss is ln 10 = 2.303",
        _DENSE,
    ),
    Concept(
        "activation",
        "Activation of an inner layer",
        "The activation bends the sum that a layer computes; without it several layers in a row are no more than one "
        "linear layer. Which function is used is part of the network: LeNet has the sigmoid, later networks the relu. "
        "A sigmoid applied twice squeezes values twice, whereas a second relu changes nothing.",
        "sigmoid(0) = 0.5, but sigmoid(sigmoid(0)) = 0.622",
        _ACTIVATION,
    ),
    Concept(
        "output-activation",
        "Activation of the last layer",
        "Softmax turns the last layer's ten numbers into probabilities that sum to 1. It belongs there exactly once, "
        "over the class axis, when probabilities are specified, and not at all when logits are. A loss with "
        "from_logits=True applies its own softmax: after a softmax layer it is then applied twice, and the loss can "
        "no longer come near 0.",
        "ten classes, perfect answer, softmax twice: -ln(e/(e + 9)) = 1.461 is the least loss possible",
        _ACTIVATION,
    ),
)
