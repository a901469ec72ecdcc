"""Where to look, and the concept behind it in plain words, for every code a network's diagnosis can have."""

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    "padding": 'Look at the layer\'s padding argument; Keras pads only where it says "same". Padding keeps the border '
    "in play and the map's size.",
    "kernel-size": "Look at the layer's second argument: the side of the window it looks through.",
    "strides": "Look at the layer's strides: how far its window moves. Strides of 2 halve the map.",
    "dilation-rate": "Look at the layer's dilation_rate: the gaps between the pixels under one kernel.",
    "groups": "Look at the layer's groups: with more than one, a filter sees only its share of the channels.",
    "filters": "Look at the layer's first argument: the number of filters is the number of channels behind it.",
    "use-bias": "Look at use_bias. A bias right before a batch normalisation is taken out again with the mean.",
    "pool-type": "Max pooling keeps the strongest response of each window, average pooling its mean.",
    "pool-size": "Look at the layer's pool_size: how many pixels become one. Strides that are not stated follow it.",
    "pool-strides": "Look at the layer's strides; where they are not stated they equal the pool size.",
    "pool-padding": "Look at the layer's padding: it decides whether the last, incomplete window counts.",
    "units": "Look at the layer's first argument: the number of its units.",
    "output-classes": "The last layer needs one unit for each class.",
    "activation": "Look at the activation of this layer. Without one, two layers in a row are no more than one.",
    "output-activation": "Look at the end of the network: softmax turns the last layer's values into probabilities, "
    "once, and the loss has to know whether it was done (from_logits).",
    "batch-norm-missing": "Batch normalisation stands behind its convolution and before the activation.",
    "batch-norm-extra": "Leave the batch normalisation out: it adds two trainable values for each channel.",
    "batch-norm-epsilon": "Look at epsilon, which is added to the variance before the root; Keras's default is 0.001.",
    "batch-norm-momentum": "Look at momentum, the weight of the old moving value; Keras's default is 0.99.",
    "batch-norm-axis": "Look at axis: every channel is normalised on its own, and channels are the last axis, -1.",
    "batch-norm-scale-offset": "Look at center and scale: with them the layer learns a beta and a gamma.",
    "batch-norm-training": "In training a batch normalisation uses its batch's statistics and learns the moving ones, "
    "which it uses afterwards. It has to be told which of the two it is.",
    "dropout-missing": "Look at whether the dropout layer is called: dropout switches off a share of the values in "
    "training, against overfitting.",
    "dropout-extra": "Leave the dropout out, or move it to where it is specified.",
    "dropout-rate": "Look at the layer's rate: the share of the values that is switched off in training.",
    "dropout-training": "Dropout works in training only, and has to be told when that is.",
    "layer-order": "Look at the order of the calls. The order of a block is CBAPD: convolution, batch normalisation, "
    "activation, pooling, dropout.",
    "layer-missing": "Go through the network layer by layer, and compare it with the specification.",
    "layer-extra": "Go through the network layer by layer, and compare it with the specification.",
    "residual-connection": "A residual block adds its own input to what its convolutions computed, and the last "
    "activation comes after the addition.",
    "channel-doubling": "Look at where the number of filters is doubled: in the outer loop, once for each block, or in "
    "the inner one, after each of its parts.",
    "shortcut-projection": "Where a block changes the map's size or its channels, its shortcut is a 1x1 convolution "
    "with the block's strides and a batch normalisation; elsewhere it is the input itself.",
    "branch-wiring": "Look at what each branch is called with: all branches of a cell read the cell's input.",
    "branch-join": "Branches are put side by side along the channels (concatenated); a shortcut is added.",
    "global-pooling": "Global average pooling keeps one mean per channel; flattening keeps every pixel, and the dense "
    "layer behind it grows with the map.",
    "shared-layer": "Create one layer object for each place: an object called twice uses the same weights twice.",
    "unused-layer": "Look at your call method: creating a layer does not yet put it into the network.",
    "untracked-variable": "Create weights as layers or with add_weight in a layer: Keras trains and saves only what it "
    "knows of.",
    "frozen-layer": "Look for trainable = False: weights that are not trainable keep the values they begin with.",
    "regularizer": "Look at kernel_regularizer: it adds coefficient * (sum of squared weights) to the loss.",
    "gradient-flow": "Follow the call method from the output back: each step has to let a gradient through, down to "
    "the first layer.",
    "input-layout": "Images are (height, width, channels): the channels come last.",
    "shape": "Compare the sizes of the maps layer by layer.",
    "value": "Compare the network with the specification layer by layer.",
    "not-finite": "Look for a division by zero, a logarithm of zero, or an exponential of something large.",
    "dtype": "Look for a policy such as mixed_float16, or for a dtype argument: this task is graded in float32.",
    "parameter-count": "Compare model.summary() with the specification, layer by layer.",
    "build-error": "Follow the sizes of the maps from the image on.",
}


def hint(code: str) -> str | None:
    """The hint of a code, None where there is none to give."""
    return HINTS.get(code)
