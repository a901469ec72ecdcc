"""The course's functions, one file each; a file that is added here is a task that can be set."""

from cnncheck.functions.specification import Specification
from cnncheck.functions.specifications.accuracy import ACCURACY
from cnncheck.functions.specifications.batch_norm import BATCH_NORM_INFERENCE, BATCH_NORM_TRAIN
from cnncheck.functions.specifications.confusion_matrix import CONFUSION_MATRIX
from cnncheck.functions.specifications.conv2d import CONV2D
from cnncheck.functions.specifications.conv2d_parameters import CONV2D_PARAMETERS
from cnncheck.functions.specifications.cross_entropy import CROSS_ENTROPY
from cnncheck.functions.specifications.cross_entropy_from_logits import CROSS_ENTROPY_FROM_LOGITS
from cnncheck.functions.specifications.dense import DENSE
from cnncheck.functions.specifications.dropout import DROPOUT
from cnncheck.functions.specifications.max_pool2d import MAX_POOL2D
from cnncheck.functions.specifications.one_hot import ONE_HOT
from cnncheck.functions.specifications.output_size import OUTPUT_SIZE
from cnncheck.functions.specifications.receptive_field import RECEPTIVE_FIELD
from cnncheck.functions.specifications.same_padding import SAME_PADDING
from cnncheck.functions.specifications.softmax import SOFTMAX
from cnncheck.functions.specifications.top_k_error import TOP_K_ERROR
from cnncheck.functions.specifications.upsample_bilinear import UPSAMPLE_BILINEAR
from cnncheck.functions.specifications.upsample_nearest import UPSAMPLE_NEAREST

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
        ONE_HOT,
        CROSS_ENTROPY,
        CROSS_ENTROPY_FROM_LOGITS,
        UPSAMPLE_NEAREST,
        UPSAMPLE_BILINEAR,
        ACCURACY,
        TOP_K_ERROR,
        CONFUSION_MATRIX,
    )
}
"""Every function that can be set, by name."""
