"""What a machine offers, as an instructor reads it."""

from dataclasses import replace

from cnncheck.findings import Machine, Protection
from cnncheck.report.text import machine_text

MACHINE = Machine(
    python="3.11.7 (/usr/bin/python3)",
    system="Linux 6.1",
    cores=2,
    memory_mib=7936,
    root=False,
    libraries=(("tensorflow", "2.21.0"), ("nbformat", None)),
    landlock=4,
    seccomp=True,
    protection=Protection("limits", ("memory",), ("network", "files")),
    start_s=3.21,
    spawn_s=0.0312,
)

SHOWN = """\
Python:          3.11.7 (/usr/bin/python3)
System:          Linux 6.1, as an ordinary user
Cores:           2
Memory:          7936 MiB
GPU:             none
tensorflow:      2.21.0
nbformat:        not installed
bubblewrap:      not installed
Landlock:        version 4
seccomp:         available
user namespaces: not available

Protection: limits. The code ran with limits on time and memory only: cheating is not prevented.
Tried and blocked: memory.
Tried and not blocked: network, files.
Stronger levels are namespaces, shared, landlock, uid; none of them is in force.
Ready for work after 3.2 s, then 31 ms a worker."""


def test_a_machine_is_described_with_its_protection() -> None:
    assert machine_text(MACHINE) == SHOWN


def test_the_strongest_level_has_none_above_it() -> None:
    assert "Stronger levels" not in machine_text(replace(MACHINE, protection=Protection("namespaces")))


def test_an_obstacle_stands_in_place_of_the_protection() -> None:
    shown = machine_text(Machine("3.11", "Linux", 1, 512, root=True, obstacle="TensorFlow\x1b cannot be imported"))
    assert shown.endswith("Submissions cannot be graded here: TensorFlow\\x1b cannot be imported")
    assert "as root" in shown
