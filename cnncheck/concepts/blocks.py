"""Concepts of how layers are put together: order, blocks, branches, shortcuts, weights."""

from cnncheck.concepts.concept import Concept

_NETWORKS = "Building networks"
_INCEPTION = "Inception"
_RESNET = "ResNet"

CONCEPTS = (
    Concept(
        "layer-order",
        "Order of the layers in a block",
        "A block of the course reads CBAPD: convolution, batch normalisation, activation, pooling, dropout. Batch "
        "normalisation stands before the activation because it is to bring the sums into the range where the "
        "activation bends; behind a relu it would normalise values of which half are zero. The same layers in another "
        "order are another function, with the same number of parameters.",
        "values -1 and 1: relu after normalising gives 0 and 1, normalising after relu gives about -1 and 1",
        _NETWORKS,
    ),
    Concept(
        "layer-missing",
        "A layer is missing",
        "The network has a convolution, dense or pooling layer less than specified. Without it the maps have another "
        "size or depth and the later layers other inputs. Comparing the printed summary with the specification row by "
        "row shows where the two part.",
        None,
        _NETWORKS,
    ),
    Concept(
        "layer-extra",
        "A layer too many",
        "The network has a convolution, dense or pooling layer more than specified. Each unpadded convolution and each "
        "pooling shrinks the maps, so an extra one can use up all pixels.",
        "5x5 valid and 2x2 pooling three times from 32: 28 14 10 5 1, and the last pooling has no room",
        _NETWORKS,
    ),
    Concept(
        "channel-doubling",
        "Where the widths double",
        "Deep networks double the number of channels where they halve the map: once per block, after all its cells. "
        "If the doubling stands inside the inner loop, the width grows after every cell, and the last layers become "
        "many times too wide.",
        "Inception10, two blocks of two cells from 16: depths 64 64 128 128; doubled per cell 64 128 256 512",
        _NETWORKS,
    ),
    Concept(
        "residual-connection",
        "The residual connection",
        "A residual block computes F(x) + x: two convolutions learn what to change, the input itself passes beside "
        "them. The sum is taken before the last activation, and what is added is the input of the block. Thus a block "
        "that learns nothing is the identity, and gradients reach the first layers.",
        "F(x) = -3 and x = 1: relu(F(x) + x) = 0, but relu(F(x)) + x = 1",
        _RESNET,
    ),
    Concept(
        "shortcut-projection",
        "The projection on the shortcut",
        "F(x) and x can only be added when they have the same shape. Where a block halves the map or widens it, a 1x1 "
        "convolution with the same stride and number of filters, followed by batch normalisation, brings x to that "
        "shape. Where the shapes agree already, x is added as it is.",
        "from 32x32x64 to 16x16x128: a 1x1 convolution with stride 2 and 64*128 = 8 192 weights",
        _RESNET,
    ),
    Concept(
        "branch-wiring",
        "What a branch reads",
        "Each branch of an Inception cell starts at the input of the cell and goes on with its own results. If a "
        "branch picks up another branch's result, or an earlier one of its own, shapes may still fit, but the network "
        "is another one and some layers lead nowhere.",
        None,
        _INCEPTION,
    ),
    Concept(
        "branch-join",
        "How branches are joined",
        "Inception and DenseNet put the maps of their branches side by side, by concatenation over the channel axis: "
        "depths add up. ResNet adds maps value by value: the depth stays. Concatenation over height or width stacks "
        "images instead of channels.",
        "four branches of 16 maps: concatenated 64 maps, added 16",
        _INCEPTION,
    ),
    Concept(
        "global-pooling",
        "Global average pooling",
        "Global average pooling replaces each map by its mean, so the last dense layer has one input per channel. "
        "Flatten instead hands over every pixel, with many more weights; a global maximum keeps one pixel of each map.",
        "maps of 4x4x512: averaged 512 inputs, flattened 4*4*512 = 8 192",
        _NETWORKS,
    ),
    Concept(
        "shared-layer",
        "One layer object used twice",
        "A layer object holds its weights. Calling one object at two places makes both places use, and train, the same "
        "weights. Where two layers are specified, two objects must be created. Layers without weights, such as "
        "activations or pooling, may be shared.",
        "Dense(84) twice by one object: 84*84 + 84 = 7 140 parameters, by two objects 14 280",
        _NETWORKS,
    ),
    Concept(
        "unused-layer",
        "A layer that is never called",
        "Creating a layer in __init__ does not make it part of the computation; only calling it in call does. A layer "
        "that is created and never called changes nothing. For dropout no summary shows it, since it has no weights.",
        None,
        _NETWORKS,
    ),
    Concept(
        "untracked-variable",
        "A weight Keras does not know",
        "Keras trains, saves and counts the weights it finds in layers that are attributes of the model. A bare "
        "tf.Variable, or layers hidden in an object Keras does not look into, stay out: the optimiser never moves them "
        "and saved files lack them. Use layers, or add_weight, and keep them in attributes.",
        None,
        _NETWORKS,
    ),
    Concept(
        "regularizer",
        "Kernel regulariser",
        "An L2 regulariser adds coefficient * sum of squared weights to the loss, which keeps weights small. It leaves "
        "the predictions of given weights alone and shows in the loss only. The course's ResNet18 has it at its dense "
        "layer, with Keras's default coefficient .01.",
        "weights 3 and 4: .01*(9 + 16) = .25 is added to the loss",
        _NETWORKS,
    ),
    Concept(
        "input-layout",
        "Layout of the input",
        "Images are (batch, height, width, channels): CIFAR-10 comes as (n, 32, 32, 3), MNIST as (n, 28, 28) and needs "
        "a channel axis. A layer that takes the first image axis for channels (NCHW) mixes rows as if they were "
        "colours.",
        "(n, 32, 32, 3) has 3 channels; read as NCHW it would have 32 channels of 32x3 pixels",
        _NETWORKS,
    ),
)
