"""Accuracy thresholds: what a correct network reaches, as a tolerance bound over reference runs.

    threshold = mean - k * standard deviation

where k makes the bound hold for `CONTENT` of all correct runs with `CONFIDENCE`. A run below it is repeated with an
independent seed before anything is failed.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

SCHEMA = "cnncheck/thresholds/1"
CONTENT = 0.999
"""Share of correct runs that the bound is to cover."""
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Threshold:
    """A calibrated threshold.

    Attributes:
        accuracy: the threshold itself, a share of the held-out images.
        dataset, epochs: what was trained on, for how long.
        runs: how many reference runs it rests on, each with its own seed.
        mean, deviation: of the best accuracy within the epochs, over the runs.
        lowest: the worst of the runs.
        statistic: what is compared.
        versions: the libraries it was measured with.
    """

    accuracy: float
    dataset: str
    epochs: int
    runs: int
    mean: float
    deviation: float
    lowest: float
    statistic: str
    versions: str


def tolerance_factor(runs: int, content: float = CONTENT, confidence: float = CONFIDENCE) -> float:
    """Factor k of the one-sided normal tolerance bound mean - k * deviation.

    Source: Natrella, "Experimental Statistics", NBS Handbook 91, section 2-4; exact by the noncentral t distribution.

    >>> round(tolerance_factor(30), 2)
    4.02
    """
    from scipy import stats  # noqa: PLC0415 - costs a second, and only calibration needs it

    shift = stats.norm.ppf(content) * math.sqrt(runs)
    return float(stats.nct.ppf(confidence, runs - 1, shift) / math.sqrt(runs))


def bound(accuracies: list[float], *, dataset: str, epochs: int, versions: str) -> Threshold:
    """The threshold that follows from the best accuracies of reference runs.

    Raises:
        ValueError: fewer than two runs.
    """
    if (runs := len(accuracies)) < 2:  # noqa: PLR2004 - a deviation needs two
        raise ValueError(f"a threshold needs at least two runs. Received: {runs}")
    mean = math.fsum(accuracies) / runs
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in accuracies) / (runs - 1))
    accuracy = max(0.0, mean - tolerance_factor(runs) * deviation)
    return Threshold(
        accuracy=round(accuracy, 4),
        dataset=dataset,
        epochs=epochs,
        runs=runs,
        mean=round(mean, 4),
        deviation=round(deviation, 4),
        lowest=round(min(accuracies), 4),
        statistic="best accuracy on held-out images within the epochs",
        versions=versions,
    )


def beside(definition: str | Path) -> Path:
    """The file of thresholds that belongs to a definition file: NAME.thresholds.json beside NAME.py."""
    return Path(definition).with_suffix(".thresholds.json")


def read(definition: str | Path) -> dict[str, Threshold]:
    """Thresholds by task, from the file beside a definition.

    Raises:
        ValueError: the file is of another schema.
    """
    content = json.loads(beside(definition).read_text(encoding="utf-8"))
    if content.get("schema") != SCHEMA:
        raise ValueError(f"{beside(definition)} is of schema {content.get('schema')!r}, not {SCHEMA!r}")
    return {task: Threshold(**values) for task, values in content["tasks"].items()}


def record(definition: str | Path, task: str, threshold: Threshold) -> Path:
    """Write one task's threshold into the file beside a definition, keeping the others; the file's path."""
    place = beside(definition)
    thresholds = read(definition) if place.is_file() else {}
    tasks = {name: asdict(one) for name, one in sorted({**thresholds, task: threshold}.items())}
    place.write_text(json.dumps({"schema": SCHEMA, "tasks": tasks}, indent=2) + "\n", encoding="utf-8")
    return place
