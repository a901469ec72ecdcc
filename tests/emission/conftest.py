"""Workers that run what was written; the modules beside this file are made importable."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnncheck.sandbox import Zygote
from reference.graph import Graph

sys.path.insert(0, str(Path(__file__).parent))


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
