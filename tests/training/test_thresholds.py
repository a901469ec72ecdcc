import math

import numpy as np
import pytest

from cnncheck.training import thresholds


# k for 99.9 % content at 95 % confidence, as tabulated for one-sided normal tolerance limits
@pytest.mark.parametrize(("runs", "factor"), [(10, 5.20), (20, 4.32), (30, 4.02), (50, 3.77)])
def test_tolerance_factor_is_the_tabulated_one(runs: int, factor: float) -> None:
    assert thresholds.tolerance_factor(runs) == pytest.approx(factor, abs=0.005)


def test_bound_covers_the_content_with_the_confidence() -> None:
    generator = np.random.default_rng(7)
    mean, deviation = 0.9, 0.01
    covered = 0
    for _ in range(200):
        values = generator.normal(mean, deviation, size=30).tolist()
        threshold = thresholds.bound(values, dataset="digits", epochs=5, versions="")
        below = 0.5 * math.erfc((mean - threshold.accuracy) / (deviation * math.sqrt(2)))
        covered += below <= 1 - thresholds.CONTENT
    assert 0.90 <= covered / 200 <= 0.99


def test_bound_states_what_it_rests_on() -> None:
    threshold = thresholds.bound([0.90, 0.92, 0.94], dataset="digits", epochs=5, versions="v")
    assert (threshold.runs, threshold.mean, threshold.lowest) == (3, 0.92, 0.9)
    assert threshold.deviation == 0.02
    assert threshold.accuracy < 0.9


def test_one_run_is_no_calibration() -> None:
    with pytest.raises(ValueError, match="at least two runs"):
        thresholds.bound([0.9], dataset="digits", epochs=5, versions="")


def test_recording_keeps_the_other_tasks(tmp_path: object) -> None:
    definition = f"{tmp_path}/course.py"
    first = thresholds.bound([0.90, 0.92], dataset="digits", epochs=5, versions="")
    second = thresholds.bound([0.70, 0.72], dataset="digits", epochs=15, versions="")
    thresholds.record(definition, "baseline", first)
    thresholds.record(definition, "lenet5", second)
    assert thresholds.read(definition) == {"baseline": first, "lenet5": second}


def test_another_schema_is_refused(tmp_path: object) -> None:
    definition = f"{tmp_path}/course.py"
    thresholds.beside(definition).write_text('{"schema": "cnncheck/thresholds/9", "tasks": {}}')
    with pytest.raises(ValueError, match="thresholds/9"):
        thresholds.read(definition)
