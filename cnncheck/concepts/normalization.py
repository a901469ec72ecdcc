"""Concepts of batch normalisation and dropout as layers of a network."""

from cnncheck.concepts.concept import Concept

_BATCH_NORM = "Batch normalisation"
_DROPOUT = "Dropout"

CONCEPTS = (
    Concept(
        "batch-norm-missing",
        "Batch normalisation missing",
        "Batch normalisation brings every channel to mean beta and standard deviation gamma before the activation. "
        "Deep networks train much faster with it. It adds four numbers per channel, two of them trained: gamma, beta, "
        "the moving mean and the moving variance.",
        "6 channels: 24 parameters, 12 of them trainable (baseline: 198 506 against 198 494)",
        _BATCH_NORM,
    ),
    Concept(
        "batch-norm-extra",
        "Batch normalisation where none is specified",
        "A batch normalisation more than specified changes the function, the number of parameters and the training. "
        "LeNet is older than batch normalisation and has none; in AlexNet8 it stands after the first two convolutions "
        "only.",
        None,
        _BATCH_NORM,
    ),
    Concept(
        "batch-norm-epsilon",
        "Epsilon of batch normalisation",
        "Epsilon is added to the variance under the root, so that a constant channel is not divided by zero. Keras "
        "uses 0.001, PyTorch 0.00001. For channels of small variance the difference is visible in the output.",
        "variance 0.001: sqrt(0.001 + 0.001) = 0.0447, with epsilon 0.00001 sqrt(0.00101) = 0.0318",
        _BATCH_NORM,
    ),
    Concept(
        "batch-norm-momentum",
        "Momentum of batch normalisation",
        "The moving statistics forget slowly: moving = momentum * moving + (1 - momentum) * batch. In Keras momentum "
        "is the weight of the old value, .99 by default; in PyTorch it is the weight of the new one, .1 by default, "
        "which is .9 in Keras.",
        "batch mean 1, moving mean 0, momentum .99: after one step .01, after 100 steps 1 - .99^100 = .634",
        _BATCH_NORM,
    ),
    Concept(
        "batch-norm-axis",
        "Axis of batch normalisation",
        "In a convolutional network each channel has its own mean and variance, taken over batch, height and width. "
        "Images here are (batch, height, width, channels), so the axis that keeps its own statistics is the last, -1. "
        "With axis 1 every row of the image would be normalised by itself.",
        "maps of 32x32x6: axis -1 has 6 means, axis 1 has 32",
        _BATCH_NORM,
    ),
    Concept(
        "batch-norm-scale-offset",
        "Gamma and beta of batch normalisation",
        "After normalising, each channel is multiplied by gamma and moved by beta, both of which are learned. Without "
        "them every channel is forced to mean 0 and standard deviation 1, whatever would suit the next layer. In Keras "
        "scale=False and center=False switch them off.",
        "gamma 2, beta 3: the channel has mean 3 and standard deviation 2",
        _BATCH_NORM,
    ),
    Concept(
        "batch-norm-training",
        "Batch normalisation in training and inference",
        "In training, batch normalisation uses the statistics of the batch and updates the moving ones; in inference "
        "it uses the moving ones. Keras tells layers which mode it is through the training argument of call. Under "
        "Keras 3 a call(self, x) without that argument never hears of training, and training=False written into the "
        "code freezes the statistics at mean 0 and variance 1. Write call(self, x, training=None) and leave the rest "
        "to Keras.",
        None,
        _BATCH_NORM,
    ),
    Concept(
        "dropout-missing",
        "Dropout missing",
        "Dropout sets a random share of the values to zero while training, so that no value can be relied upon alone. "
        "It has no weights and does nothing in inference: that it is missing shows only in training, as overfitting.",
        None,
        _DROPOUT,
    ),
    Concept(
        "dropout-extra",
        "Dropout where none is specified",
        "Each dropout takes information away while training. One more than specified slows learning and changes which "
        "network was asked for, although its predictions in inference mode stay the same.",
        "two dropouts of .2 in a row let .8*.8 = .64 of the values through",
        _DROPOUT,
    ),
    Concept(
        "dropout-rate",
        "Rate of dropout",
        "In Keras the rate is the share of values that are dropped, not the share that is kept. The rest is multiplied "
        "by 1/(1 - rate), so that sums keep their expected size.",
        "rate .2: one value in five becomes 0, the others are multiplied by 1/(1 - .2) = 1.25",
        _DROPOUT,
    ),
    Concept(
        "dropout-training",
        "Dropout in training and inference",
        "Dropout acts in training and is the identity in inference. Keras passes the mode through the training "
        "argument of call; a call(self, x) without it leaves dropout switched off under Keras 3, and training=True "
        "written into the code makes predictions random.",
        None,
        _DROPOUT,
    ),
)
