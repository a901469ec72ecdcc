"""A network of tf.keras.applications, fitted to images of another size and to five classes of flowers."""

from functools import partial

from cnncheck.course import Assignment
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from reference.networks.applications import mobilenet_v2

SIDES = (64, 96, 128, 160, 192, 224)
"""What the images may be resized to; a network that takes any size is looked at with the smallest.

On 32x32 the last seven blocks see a single pixel: float32 then leaves no digit to compare.
"""

assignment = Assignment(
    name="keras_applications",
    title="A network of tf.keras.applications for another input",
    tasks=(
        NetworkTask(
            "mobilenet_v2",
            points=10,
            names=("model",),
            reference=tuple(partial(mobilenet_v2, (side, side, 3), 5) for side in SIDES),
            checks=NETWORK_CHECKS,
        ),
    ),
)
