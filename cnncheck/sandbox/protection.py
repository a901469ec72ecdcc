"""Which protection is in force, found by letting a real worker try to get out."""

import os
import socket
import tempfile
from pathlib import Path

from cnncheck.findings import Protection
from cnncheck.inside.probe import Probe, Probed
from cnncheck.inside.wire import WireError, receive, send
from cnncheck.sandbox.failures import SandboxError
from cnncheck.sandbox.limits import Limits
from cnncheck.sandbox.zygote import Zygote

_PROBE_S = 30.0
_LEVEL = "limits"
"""What the steps of `cnncheck.inside.confinement` aim at; no higher level is awarded, whatever else was blocked."""


def protection(zygote: Zygote | None = None) -> Protection:
    """Plant a secret file and a listening socket, let a worker reach for them, and tell what held.

    Args:
        zygote: where the probing worker comes from; None starts one for this.

    Raises:
        SandboxError: no worker can be had, or it did not answer.
    """
    if zygote is None:
        with Zygote.start() as own:
            return protection(own)
    limits = Limits(memory_mib=1024, file_mib=1, wall_s=_PROBE_S)
    with (
        tempfile.TemporaryDirectory(prefix="cnncheck-canary-") as planted,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        canary = Path(planted) / "canary"
        canary.write_bytes(os.urandom(32))
        empty = Path(planted) / "submission"
        empty.mkdir()
        probe = Probe(
            canary=str(canary),
            folder=planted,
            port=server.getsockname()[1],
            grader=os.getpid(),
            data_bytes=limits.walls.data_bytes or 0,
            file_bytes=limits.walls.file_bytes or 0,
        )
        probed = _probe(zygote, empty, limits, probe)
    return Protection(_LEVEL, probed.blocked, probed.allowed)


def _probe(zygote: Zygote, submission: Path, limits: Limits, probe: Probe) -> Probed:
    with zygote._spawn(submission, limits, entry="cnncheck.inside.probe") as worker:  # noqa: SLF001 - the same room
        try:
            send(worker._connection, probe, timeout=_PROBE_S)  # noqa: SLF001
            return receive(worker._connection, Probed, timeout=_PROBE_S)  # noqa: SLF001
        except WireError as error:
            raise SandboxError("the worker that measures the protection did not answer") from error
