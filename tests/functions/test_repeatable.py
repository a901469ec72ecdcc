"""The same seed asks the same cases, whatever else a process has loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

DRAW = """
import sys
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "more":
    import constants
from hypothesis import strategies
from cnncheck.functions.cases import draw, smallest
wide = strategies.integers(0, 10**9)
print(draw(wide, 5, 400))
print(smallest(wide, lambda number: number > 123_456, 5))
"""


@pytest.fixture
def drawn(tmp_path: Path) -> dict[str, str]:
    """What a bare process draws, and one that has loaded a module full of numbers of its own."""
    numbers = ", ".join(str(100_003 + 1009 * index) for index in range(500))
    (tmp_path / "constants.py").write_text(f"NUMBERS = [{numbers}]\n", encoding="utf-8")
    return {
        kind: subprocess.run(
            [sys.executable, "-c", DRAW, str(tmp_path), kind], check=True, capture_output=True, text=True, timeout=120
        ).stdout
        for kind in ("bare", "more")
    }


def test_loaded_modules_do_not_change_what_is_asked(drawn: dict[str, str]) -> None:
    assert len(drawn["bare"].splitlines()) == 2
    assert drawn["bare"] == drawn["more"]
