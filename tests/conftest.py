"""One zygote for the whole test process: importing TensorFlow takes seconds, forking a worker milliseconds."""

from collections.abc import Iterator

import pytest

from cnncheck.sandbox import Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """The ordinary zygote; the tests of the sandbox have one that serves another worker in its place."""
    with Zygote.start() as started:
        yield started
