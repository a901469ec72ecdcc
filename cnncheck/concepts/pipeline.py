"""Concepts of what stands around a network: data, loss, training, evaluation."""

from cnncheck.concepts.concept import Concept

_DATA = "Data"
_LOSS = "Loss and optimiser"
_TRAINING = "Training"
_EVALUATION = "Evaluation"

CONCEPTS = (
    Concept(
        "loss-logits",
        "The loss and the last layer must agree",
        "from_logits tells the loss whether the network ends in raw sums (True) or in probabilities (False). With a "
        "softmax layer and from_logits=True, softmax is applied twice; with raw sums and from_logits=False, numbers "
        "are taken for probabilities that are none. Both run without an error and learn badly.",
        "softmax twice over ten classes: the loss cannot get below 1.461",
        _LOSS,
    ),
    Concept(
        "loss",
        "The loss function",
        "Classification into one of several classes uses categorical cross entropy, the negative logarithm of the "
        "probability given to the true class. Mean squared error or binary cross entropy also run, but give other and "
        "weaker gradients.",
        "an uninformed ten-class network: -ln .1 = 2.303",
        _LOSS,
    ),
    Concept(
        "label-encoding",
        "Class numbers or one-hot vectors",
        "The sparse cross entropy takes class numbers such as 3; the plain categorical one takes one-hot vectors with "
        "a 1 at position 3. Data and loss must agree. Mixed up, they raise an error at best and learn nonsense at "
        "worst.",
        "class 3 of 10: the number 3, or 0 0 0 1 0 0 0 0 0 0",
        _LOSS,
    ),
    Concept(
        "optimizer",
        "The optimiser",
        "The optimiser decides how gradients change weights. The course trains with Adam, which gives each weight its "
        "own step size; plain gradient descent with the same learning rate learns far more slowly.",
        None,
        _LOSS,
    ),
    Concept(
        "learning-rate",
        "The learning rate",
        "The learning rate scales every step. Too large, the loss jumps about or becomes NaN; too small, it hardly "
        "moves. Adam's default, .001, is the one the course uses.",
        "gradient 2 at rate .001: plain gradient descent moves the weight by .002",
        _LOSS,
    ),
    Concept(
        "metric",
        "The metric",
        "A metric is what is reported; the loss is what is minimised. With class numbers as labels the accuracy is "
        "sparse_categorical_accuracy. A metric for another encoding reports figures that mean nothing while training "
        "itself is fine.",
        "7 932 of 10 000 right: accuracy .7932",
        _TRAINING,
    ),
    Concept(
        "batch-size",
        "Batch size",
        "The batch size is the number of images behind each step of the optimiser. Smaller batches make more and "
        "noisier steps in an epoch; batch normalisation also takes its statistics from the batch.",
        "50 000 images in batches of 32: ceil(50 000/32) = 1 563 steps in an epoch",
        _TRAINING,
    ),
    Concept(
        "epochs",
        "Number of epochs",
        "In one epoch every training image is seen once. Accuracies can only be compared after the same number of "
        "epochs.",
        "5 epochs of 1 563 steps: 7 815 steps",
        _TRAINING,
    ),
    Concept(
        "input-scaling",
        "Scaling of the input",
        "Pixels come as integers from 0 to 255; networks are started for values of about 1. Dividing by 255 brings "
        "them to [0, 1]. It is done exactly once, and alike for training and test images: otherwise the network is "
        "tested on images unlike any it has seen.",
        "255/255 = 1; divided twice 1/255 = .0039; 2*255/255 - 1 = 1 for the range [-1, 1]",
        _DATA,
    ),
    Concept(
        "shuffle",
        "Shuffling the training data",
        "Batches should be random samples of the data. If the data are ordered by class and not shuffled, each batch "
        "shows one class only and the network swings from one to the next. With tf.data, shuffle needs a buffer that "
        "is large compared with such runs.",
        None,
        _DATA,
    ),
    Concept(
        "label-misalignment",
        "Images and labels in different order",
        "Image i belongs to label i. If images and labels are shuffled separately, with different orders, the labels "
        "become random and nothing can be learned from them: accuracy stays at chance. Shuffle pairs, or use one "
        "permutation for both.",
        "ten classes at chance: accuracy .1, loss ln 10 = 2.303",
        _DATA,
    ),
    Concept(
        "evaluates-on-training-data",
        "Accuracy measured on training data",
        "A test set has to hold images that were never trained on. Accuracy on the training images says how well they "
        "were memorised, not how well the network generalises, and is always flattering.",
        None,
        _EVALUATION,
    ),
    Concept(
        "test-leakage",
        "The test set took part in training",
        "Choosing the best checkpoint, the number of epochs or any other setting by the test set makes the test result "
        "too good, as does training on it. Choose by a validation set that is split off the training data, and use the "
        "test set once, at the end.",
        None,
        _EVALUATION,
    ),
    Concept(
        "augmentation",
        "Data augmentation",
        "Random crops, flips and colour changes make new training images of old ones. They belong to training only: a "
        "test image is cropped at its centre and otherwise left alone. Changed values must stay in the range the "
        "network expects.",
        "32x32 cropped to 24x24: 9*9 = 81 positions, times 2 for the flip; the test takes the central one",
        _DATA,
    ),
    Concept(
        "checkpoint",
        "Saving and resuming",
        "A checkpoint stores the weights so that training can go on where it stopped. It has to be written, to be read "
        "again from the same path before training, and to hold all the weights. Keras 3 wants file names that end in "
        ".weights.h5.",
        None,
        _TRAINING,
    ),
    Concept(
        "parameter-export",
        "Writing out the parameters",
        "The export lists every trainable variable with its name, its shape and its values. Lists cut short by '...' "
        "or without the batch normalisation's gamma and beta are incomplete: set NumPy's print threshold.",
        "baseline has 8 trainable arrays, the first (5, 5, 3, 6)",
        _TRAINING,
    ),
    Concept(
        "frozen-layer",
        "A layer that is not trained",
        "With trainable=False a layer keeps its weights while the others learn. That is meant for networks trained "
        "before; in a fresh network it leaves random weights in place for ever. It has to be set before compile.",
        None,
        _TRAINING,
    ),
    Concept(
        "gradient-flow",
        "A weight that never moves",
        "Each trainable weight should change in a step. One that does not has no gradient: the loss does not depend on "
        "it, or the path to it is broken, for instance by a conversion to NumPy, by argmax or by rounding, or outside "
        "the GradientTape.",
        None,
        _TRAINING,
    ),
    Concept(
        "does-not-learn",
        "The network does not learn",
        "A sound network and training loop can memorise a handful of images within a few steps. If the loss stays near "
        "the logarithm of the number of classes, something basic is wrong: labels, loss, gradients or learning rate.",
        "ten classes: loss stays near ln 10 = 2.303",
        _TRAINING,
    ),
    Concept(
        "accuracy",
        "Accuracy below what the network can reach",
        "The network trains, but is less accurate than the same network trained the same way in repeated reference "
        "runs, by more than chance explains. The cause was not found by the other checks. Look at the data, the loss "
        "and the training settings first.",
        "CIFAR-10, 5 epochs in batches of 32: baseline .58 to .59, LeNet5 .46 to .47",
        _EVALUATION,
    ),
)
