"""Length-prefixed msgpack frames over a stream socket: bounded in size and in time, decoded by type."""

import socket
import struct
import time
from typing import TypeVar

import msgspec

MAX_FRAME = 256 * 1024 * 1024
"""Largest frame in bytes: the weights of VGG16 in float32 are 61 MB, and answers may hold several maps beside them."""

_PREFIX = struct.Struct(">I")
_CHUNK = 1 << 20

T = TypeVar("T")


class WireError(Exception):
    """The other side sent something that is no frame of the expected type."""


class WireClosed(WireError):  # noqa: N818 - a state of the connection, named like one
    """The other side closed the connection."""


class WireTimeout(WireError):  # noqa: N818 - a state of the connection, named like one
    """The other side did not send or take a whole frame in time."""


def send(connection: socket.socket, message: object, *, timeout: float | None = None) -> None:
    """Send one message as a frame.

    Args:
        connection: a stream socket.
        message: anything msgspec encodes.
        timeout: seconds for the whole frame; None waits for ever.

    Raises:
        WireTimeout: the other side did not read in time.
        WireClosed: the other side is gone.
        WireError: the message is larger than `MAX_FRAME`.
    """
    payload = msgspec.msgpack.encode(message)
    if len(payload) > MAX_FRAME:
        raise WireError(f"the message has {len(payload)} bytes, at most {MAX_FRAME} are sent")
    deadline = _deadline(timeout)
    try:
        for part in (memoryview(_PREFIX.pack(len(payload))), memoryview(payload)):
            sent = 0
            while sent < len(part):
                connection.settimeout(_left(deadline))
                sent += connection.send(part[sent : sent + _CHUNK])
    except TimeoutError as error:
        raise WireTimeout("the other side did not read in time") from error
    except OSError as error:
        raise WireClosed("the other side is gone") from error


def receive(connection: socket.socket, kind: type[T], *, timeout: float | None = None, max_bytes: int = MAX_FRAME) -> T:
    """Receive one frame and decode it as `kind`.

    Args:
        connection: a stream socket.
        kind: the type the payload must have.
        timeout: seconds for the whole frame, however slowly its bytes come; None waits for ever.
        max_bytes: a longer frame is refused before anything is allocated for it.

    Raises:
        WireTimeout: no whole frame in time.
        WireClosed: the other side is gone.
        WireError: too long, or not of that type.
    """
    deadline = _deadline(timeout)
    (length,) = _PREFIX.unpack(_exactly(connection, _PREFIX.size, deadline))
    if length > max_bytes:
        raise WireError(f"a frame of {length} bytes was announced, at most {max_bytes} are taken")
    payload = _exactly(connection, length, deadline)
    try:
        return msgspec.msgpack.decode(payload, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError, OverflowError) as error:
        raise WireError("the frame does not hold the expected message") from error


def _exactly(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    """Read `count` bytes; memory grows with what arrived, not with what was announced."""
    parts: list[bytes] = []
    missing = count
    while missing:
        try:
            connection.settimeout(_left(deadline))
            part = connection.recv(min(missing, _CHUNK))
        except TimeoutError as error:
            raise WireTimeout("no whole answer in time") from error
        except OSError as error:
            raise WireClosed("the other side is gone") from error
        if not part:
            raise WireClosed("the other side closed the connection")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
