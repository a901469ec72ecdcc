"""The networks that are written, and in which styles."""

import os
from collections.abc import Callable

from cnncheck.emission import Style
from reference import networks
from reference.graph import Graph
from reference.networks import applications

CERTIFY = bool(os.environ.get("CERTIFY"))
"""Whether to write everything in every way; otherwise a sample is taken that runs in a minute and a half."""

COURSE: dict[str, Callable[[], Graph]] = {name: getattr(networks, name) for name in networks.__all__}
IMAGENET: dict[str, Callable[..., Graph]] = {
    f"imagenet_{name}": getattr(applications, name) for name in applications.__all__
}
CHAINS = frozenset(COURSE) - {"inception10", "resnet18"} | {"imagenet_mobilenet", "imagenet_vgg16", "imagenet_vgg19"}
"""Networks that can be written as Sequential."""


def styles_of(name: str) -> tuple[Style, ...]:
    """The styles in which a network can be written."""
    return tuple(style for style in Style if style is not Style.SEQUENTIAL or name in CHAINS)
