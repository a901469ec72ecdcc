"""How much one submission may use."""

import math
import os
from dataclasses import dataclass

from cnncheck.inside.control import Walls

MIB = 1 << 20

_STACKS_MIB = 16
"""Address space per processor core that TensorFlow's two thread pools reserve for stacks and hardly touch."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one worker and everything it starts.

    Attributes:
        wall_s: seconds from its start to its last answer.
        request_s: seconds for one answer.
        memory_mib: resident memory, watched from outside; also the kernel's limit on writable memory.
        file_mib: the largest file.
        descriptors: open files.
        cpu_s: seconds of processor time over all cores; None is `wall_s` on every core.
        processes: processes it may have started at a time.
        scratch_mib, scratch_entries: what may lie in its private folders.
    """

    wall_s: float = 120.0
    request_s: float = 30.0
    memory_mib: int = 2048
    file_mib: int = 256
    descriptors: int = 256
    cpu_s: float | None = None
    processes: int = 64
    scratch_mib: int = 1024
    scratch_entries: int = 20_000

    @property
    def walls(self) -> Walls:
        """The part that the kernel enforces."""
        cores = os.cpu_count() or 1
        cpu_s = self.wall_s * cores if self.cpu_s is None else self.cpu_s
        return Walls(
            data_bytes=(self.memory_mib + _STACKS_MIB * cores) * MIB,
            file_bytes=self.file_mib * MIB,
            descriptors=self.descriptors,
            cpu_s=max(1, math.ceil(cpu_s)),
            processes=self.processes + 16 * cores,
        )
