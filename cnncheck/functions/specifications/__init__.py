"""The course's functions, one file each; a file that is added here is a task that can be set."""

from cnncheck.functions.specification import Specification
from cnncheck.functions.specifications.accuracy import ACCURACY
from cnncheck.functions.specifications.avg_pool2d import AVG_POOL2D
from cnncheck.functions.specifications.batch_norm import BATCH_NORM_INFERENCE, BATCH_NORM_TRAIN
from cnncheck.functions.specifications.batch_norm_backward import BATCH_NORM_BACKWARD
from cnncheck.functions.specifications.confusion_matrix import CONFUSION_MATRIX
from cnncheck.functions.specifications.conv2d import CONV2D
from cnncheck.functions.specifications.conv2d_backward import CONV2D_BACKWARD
from cnncheck.functions.specifications.conv2d_multiplications import CONV2D_MULTIPLICATIONS
from cnncheck.functions.specifications.conv2d_parameters import CONV2D_PARAMETERS
from cnncheck.functions.specifications.cross_entropy import CROSS_ENTROPY
from cnncheck.functions.specifications.cross_entropy_from_logits import CROSS_ENTROPY_FROM_LOGITS
from cnncheck.functions.specifications.dense import DENSE
from cnncheck.functions.specifications.dense_backward import DENSE_BACKWARD
from cnncheck.functions.specifications.dense_parameters import DENSE_PARAMETERS
from cnncheck.functions.specifications.dropout import DROPOUT
from cnncheck.functions.specifications.flatten import FLATTEN
from cnncheck.functions.specifications.global_average_pool2d import GLOBAL_AVERAGE_POOL2D
from cnncheck.functions.specifications.max_pool2d import MAX_POOL2D
from cnncheck.functions.specifications.normalize import NORMALIZE
from cnncheck.functions.specifications.one_hot import ONE_HOT
from cnncheck.functions.specifications.output_size import OUTPUT_SIZE
from cnncheck.functions.specifications.pool2d_backward import AVG_POOL2D_BACKWARD, MAX_POOL2D_BACKWARD
from cnncheck.functions.specifications.receptive_field import RECEPTIVE_FIELD
from cnncheck.functions.specifications.relu import RELU
from cnncheck.functions.specifications.same_padding import SAME_PADDING
from cnncheck.functions.specifications.sigmoid import SIGMOID
from cnncheck.functions.specifications.softmax import SOFTMAX
from cnncheck.functions.specifications.softmax_cross_entropy_backward import SOFTMAX_CROSS_ENTROPY_BACKWARD
from cnncheck.functions.specifications.top_k_error import TOP_K_ERROR
from cnncheck.functions.specifications.upsample_bilinear import UPSAMPLE_BILINEAR
from cnncheck.functions.specifications.upsample_nearest import UPSAMPLE_NEAREST

SPECIFICATIONS: dict[str, Specification] = {
    item.name: item
    for item in (
        OUTPUT_SIZE,
        SAME_PADDING,
        RECEPTIVE_FIELD,
        DENSE_PARAMETERS,
        CONV2D_PARAMETERS,
        CONV2D_MULTIPLICATIONS,
        CONV2D,
        MAX_POOL2D,
        AVG_POOL2D,
        GLOBAL_AVERAGE_POOL2D,
        BATCH_NORM_TRAIN,
        BATCH_NORM_INFERENCE,
        DROPOUT,
        DENSE,
        FLATTEN,
        RELU,
        SIGMOID,
        SOFTMAX,
        ONE_HOT,
        CROSS_ENTROPY,
        CROSS_ENTROPY_FROM_LOGITS,
        NORMALIZE,
        UPSAMPLE_NEAREST,
        UPSAMPLE_BILINEAR,
        ACCURACY,
        TOP_K_ERROR,
        CONFUSION_MATRIX,
        CONV2D_BACKWARD,
        MAX_POOL2D_BACKWARD,
        AVG_POOL2D_BACKWARD,
        BATCH_NORM_BACKWARD,
        DENSE_BACKWARD,
        SOFTMAX_CROSS_ENTROPY_BACKWARD,
    )
}
"""Every function that can be set, by name."""
