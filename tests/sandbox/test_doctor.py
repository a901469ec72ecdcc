"""The doctor reports what is there, measured with a real zygote and a real worker."""

import os
import platform

from cnncheck.doctor import examine


def test_the_machine_is_examined() -> None:
    machine = examine()
    assert machine.ready
    assert machine.obstacle is None
    assert machine.protection is not None
    assert machine.protection.level == "limits"
    assert dict(machine.libraries)["tensorflow"]
    assert machine.python.startswith(platform.python_version())
    assert machine.root == (os.geteuid() == 0)
    assert machine.cores >= 1
    assert machine.memory_mib > 0
    assert machine.start_s is not None
    assert machine.spawn_s is not None
    assert machine.spawn_s < machine.start_s
