"""A wheel works far from the checkout and holds the definitions; an editable install reads those of the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
DEFINITIONS = sorted(path.name for path in (CHECKOUT / "assignments").iterdir() if path.is_file())
SHIPPED = ("cnncheck/", "reference/", "cnncheck-")


def run(*command: object, cwd: Path, **given: str) -> str:
    """What a command prints, which has to succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env={**environment, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def hatchling(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the build backend, where it can be had."""
    folder = tmp_path_factory.mktemp("backend")
    command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), "hatchling>=1.26"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the build backend cannot be installed here: {done.stderr.strip().splitlines()[-1]}")
    return str(folder)


def built(hatchling: str, hook: str, folder: Path) -> zipfile.ZipFile:
    """The wheel that a hook of the build backend makes."""
    code = f"import sys, hatchling.build as b; print(b.{hook}(sys.argv[1]))"
    name = run("-c", code, folder, cwd=CHECKOUT, PYTHONPATH=hatchling).splitlines()[-1]
    return zipfile.ZipFile(folder / name)


@pytest.fixture(scope="module")
def wheel(hatchling: str, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The ordinary wheel."""
    return built(hatchling, "build_wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_what_is_needed_and_no_submission(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert [name for name in names if not name.startswith(SHIPPED)] == []
    assert [name for name in names if "student_" in name or "/test_" in name] == []
    assert sorted(name for name in names if name.startswith("cnncheck/assignments/")) == [
        f"cnncheck/assignments/{name}" for name in DEFINITIONS
    ]
    code = {f"{room}/{path.relative_to(CHECKOUT / room)}" for room in ("cnncheck", "reference")
            for path in (CHECKOUT / room).rglob("*.py")}  # fmt: skip
    assert code <= set(names)


def test_the_wheel_works_far_from_the_checkout(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    installed = tmp_path / "site-packages"
    run(
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        installed,
        str(wheel.filename),
        cwd=tmp_path,
    )
    where = run("-c", "import cnncheck; print(cnncheck.__file__)", cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(where.strip()).is_relative_to(installed)
    listed = run("-m", "cnncheck.cli", "list", cwd=tmp_path, PYTHONPATH=str(installed))
    assert [line.split(":")[0] for line in listed.splitlines() if not line.startswith(" ")] == [
        name.removesuffix(".py") for name in DEFINITIONS if name.endswith(".py")
    ]
    (tmp_path / "mine.py").write_text(
        "def conv2d_parameters(kernel_size, in_channels, filters, use_bias=True):\n    return 0\n"
    )
    options = ("--assignment", "primitives", "--task", "conv2d_parameters")
    graded = run("-m", "cnncheck.cli", "grade", "mine.py", *options, cwd=tmp_path, PYTHONPATH=str(installed))
    assert graded.startswith("mine.py: primitives, 0.00 / 1.00 points")


def test_an_editable_install_copies_no_definition(hatchling: str, tmp_path: Path) -> None:
    editable = built(hatchling, "build_editable", tmp_path)
    names = [name for name in editable.namelist() if ".dist-info/" not in name]
    assert [Path(name).suffix for name in names] == [".pth"]
    assert editable.read(names[0]).decode().split() == [str(CHECKOUT)]
