"""Networks to write, and workers that run what was written."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnncheck.emission import Style
from cnncheck.sandbox import Zygote
from reference import networks
from reference.graph import Graph
from reference.networks import applications

sys.path.insert(0, str(Path(__file__).parent))

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


@pytest.fixture
def opened(zygote: Zygote, tmp_path: Path) -> Iterator[Callable[[str, Graph], object]]:
    """Run a program that defines `Net`, and trace the network."""
    from written import Written  # noqa: PLC0415 - found beside this file

    programs: list[Written] = []

    def run(source: str, graph: Graph) -> Written:
        programs.append(Written.open(zygote, tmp_path, source, graph))
        return programs[-1]

    yield run
    for program in programs:
        program.worker.close()
