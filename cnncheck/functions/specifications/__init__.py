"""The course's functions, one file each; a file that is added here is a task that can be set."""

from cnncheck.functions.specification import Specification
from cnncheck.functions.specifications.batch_norm import BATCH_NORM_INFERENCE, BATCH_NORM_TRAIN
from cnncheck.functions.specifications.batch_norm_backward import BATCH_NORM_BACKWARD
from cnncheck.functions.specifications.conv2d import CONV2D
from cnncheck.functions.specifications.conv2d_backward import CONV2D_BACKWARD
from cnncheck.functions.specifications.conv2d_parameters import CONV2D_PARAMETERS
from cnncheck.functions.specifications.dense import DENSE
from cnncheck.functions.specifications.dense_backward import DENSE_BACKWARD
from cnncheck.functions.specifications.dropout import DROPOUT
from cnncheck.functions.specifications.max_pool2d import MAX_POOL2D
from cnncheck.functions.specifications.output_size import OUTPUT_SIZE
from cnncheck.functions.specifications.pool2d_backward import AVG_POOL2D_BACKWARD, MAX_POOL2D_BACKWARD
from cnncheck.functions.specifications.receptive_field import RECEPTIVE_FIELD
from cnncheck.functions.specifications.same_padding import SAME_PADDING
from cnncheck.functions.specifications.softmax import SOFTMAX
from cnncheck.functions.specifications.softmax_cross_entropy_backward import SOFTMAX_CROSS_ENTROPY_BACKWARD

SPECIFICATIONS: dict[str, Specification] = {
    item.name: item
    for item in (
        OUTPUT_SIZE,
        SAME_PADDING,
        RECEPTIVE_FIELD,
        CONV2D_PARAMETERS,
        CONV2D,
        MAX_POOL2D,
        BATCH_NORM_TRAIN,
        BATCH_NORM_INFERENCE,
        DROPOUT,
        DENSE,
        SOFTMAX,
        CONV2D_BACKWARD,
        MAX_POOL2D_BACKWARD,
        AVG_POOL2D_BACKWARD,
        BATCH_NORM_BACKWARD,
        DENSE_BACKWARD,
        SOFTMAX_CROSS_ENTROPY_BACKWARD,
    )
}
"""Every function that can be set, by name."""
