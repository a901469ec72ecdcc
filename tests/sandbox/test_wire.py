"""What comes out of a frame fits together: an array is no larger, and no other, than its bytes."""

import socket
from typing import Any

import msgspec
import numpy as np
import pytest

from cnncheck.inside.wire import Array, Reply, WireError, receive, send


def received(array: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever answer it is
    """What becomes of an array that a worker forged, in an answer that is well formed otherwise."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        answer = {"type": "outputs", "output": {"type": "array", **array}}
        send(theirs, {"number": 1, "answer": answer}, timeout=5.0)
        return receive(ours, Reply, timeout=5.0).answer


def test_an_honest_array_is_taken() -> None:
    answer = received({"dtype": "float32", "shape": (2, 1), "data": np.array([1, 2], np.float32).tobytes()})
    np.testing.assert_array_equal(answer.output.unpack(), [[1], [2]])


@pytest.mark.parametrize(
    ("dtype", "shape", "data"),
    [
        ("object", (1,), b"12345678"),
        ("float32", (2**40,), b""),
        ("float32", (0, 2**40), b""),
        ("float32", (-1,), b"1234"),
        ("float32", (-1, -1), b"1234"),
        ("float32", (3,), b"12345678"),
        ("float32", (1,) * 9, b"1234"),
        ("float32", (2**63,), b""),
    ],
)
def test_a_forged_array_is_refused_with_the_frame(dtype: str, shape: tuple[int, ...], data: bytes) -> None:
    with pytest.raises(WireError):
        received({"dtype": dtype, "shape": shape, "data": data})


def test_no_such_array_can_be_made() -> None:
    with pytest.raises(WireError, match="does not fit the bytes"):
        Array("float32", (2,), b"")
    with pytest.raises(WireError, match="does not fit the bytes"):
        msgspec.structs.replace(Array.of(np.zeros(3)), shape=(4,))
