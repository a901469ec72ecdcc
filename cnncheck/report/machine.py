"""What a machine offers for grading, as text."""

from collections.abc import Sequence

from cnncheck.findings import LEVELS, Machine
from cnncheck.report.plain import plain
from cnncheck.report.protection import protection_text

_LABEL = 17


def machine_text(machine: Machine) -> str:
    """Interpreter, libraries, devices, mechanisms of the kernel, and the protection in force with what it blocks."""
    user = "root" if machine.root else "an ordinary user"
    rows = [
        ("Python", machine.python),
        ("System", f"{machine.system}, as {user}"),
        ("Cores", str(machine.cores)),
        ("Memory", f"{machine.memory_mib} MiB"),
        ("GPU", ", ".join(machine.gpus) or "none"),
        *((name, version or "not installed") for name, version in machine.libraries),
        ("bubblewrap", machine.bubblewrap or "not installed"),
        ("Landlock", f"version {machine.landlock}" if machine.landlock is not None else "not in this kernel"),
        ("seccomp", "available" if machine.seccomp else "not available"),
        ("user namespaces", "available" if machine.user_namespaces else "not available"),
    ]
    parts = ["\n".join(f"{name + ':':<{_LABEL}}{plain(value)}" for name, value in rows), _in_force(machine)]
    return "\n\n".join(parts)


def _in_force(machine: Machine) -> str:
    """The protection and why it is no stronger, and how long a worker takes; or why no worker can be had."""
    if machine.obstacle is not None:
        return f"Submissions cannot be graded here: {plain(machine.obstacle)}"
    lines = []
    if machine.protection is not None:
        level = machine.protection.level
        lines.append(protection_text(level))
        lines += _list("Tried and blocked", machine.protection.blocked)
        lines += _list("Tried and not blocked", machine.protection.allowed)
        if level in LEVELS[1:]:
            lines.append(f"Stronger levels are {', '.join(LEVELS[: LEVELS.index(level)])}; none of them is in force.")
    if machine.start_s is not None and machine.spawn_s is not None:
        lines.append(f"Ready for work after {machine.start_s:.1f} s, then {1000 * machine.spawn_s:.0f} ms a worker.")
    return "\n".join(lines)


def _list(label: str, names: Sequence[str]) -> list[str]:
    return [f"{label}: {', '.join(plain(name) for name in names)}."] if names else []
