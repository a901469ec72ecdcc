"""The trusted side never loads TensorFlow: not on import, not for `--help`, not in any of its modules."""

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "cnncheck"
UNTRUSTED = ("cnncheck.worker",)
"""What runs in workers only."""

TELL = "import sys; print([name for name in ('tensorflow', 'keras', 'tf_keras') if name in sys.modules])"

RUN = """\
from typer.testing import CliRunner
from cnncheck.cli import app
assert CliRunner().invoke(app, ['{}']).exit_code == 0
"""
"""A command in a process that goes on after it."""


def modules() -> list[str]:
    """Every module of the trusted side."""
    files = sorted(PACKAGE.rglob("*.py"))
    names = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files]
    found = [name.removesuffix(".__init__") for name in names]
    return [name for name in found if not name.startswith(UNTRUSTED)]


def loaded_by(code: str) -> str:
    """What of TensorFlow is loaded after that code."""
    done = subprocess.run([sys.executable, "-c", f"{code}\n{TELL}"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "code",
    [
        "import cnncheck",
        "import reference, reference.networks",
        RUN.format("--help"),
        RUN.format("list"),
        RUN.format("explain', 'resnet18"),
        "import importlib\nfor name in " + repr(modules()) + ": importlib.import_module(name)",
    ],
    ids=["package", "textbook", "help", "list", "explain", "every-module"],
)
def test_the_trusted_side_loads_no_tensorflow(code: str) -> None:
    assert loaded_by(code) == "[]"


def test_modules_are_found() -> None:
    assert {"cnncheck", "cnncheck.cli", "cnncheck.sandbox.zygote", "cnncheck.networks.task"} <= set(modules())


@pytest.mark.parametrize("code", ["import keras", "import cnncheck.worker.main"])
def test_the_test_can_fail(code: str) -> None:
    assert loaded_by(code) == "['tensorflow', 'keras']"
