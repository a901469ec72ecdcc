"""Prints what grading costs on this machine: `python benchmarks/figures.py`.

Every figure is a median of repeated runs with the smallest and largest beside it. Other work on the machine makes
wall times longer and leaves processor time nearly alone, so compare processor times, and within one run.
"""

import argparse
import importlib.util
import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import Figure, machine

RUNS, CLASS_SIZE = 5, 20

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does, before NumPy is imported


def benchmarks(class_size: int) -> dict[str, Callable[[int], Iterator[Figure]]]:
    """Every benchmark by its name, in the order they are run; each takes the number of runs."""
    import one_network  # noqa: PLC0415 - processes of a class's pool read this file too, and need none of it
    import otter_comparison  # noqa: PLC0415
    import starting  # noqa: PLC0415
    import whole_class  # noqa: PLC0415

    return {
        "import": starting.imports,
        "first": starting.first_verdict,
        "memory": starting.memory,
        "worker": one_network.empty_worker,
        "warm": one_network.warm,
        "networks": one_network.every_network,
        "class": lambda _runs: whole_class.whole_class(class_size),
        "otter": otter_comparison.otter_comparison,
    }


def main() -> None:
    """Read the options, run, print; a benchmark that cannot be run is told and does not stop the others."""
    if importlib.util.find_spec("cnncheck") is None:
        sys.exit("cnncheck is not installed in this environment: pip install -e .")
    options = _options()
    figures: list[Figure] = []
    failed = False
    print(f"Before: {machine()}", flush=True)
    for name, benchmark in benchmarks(options.class_size).items():
        if options.only and name not in options.only:
            continue
        try:
            figures += _shown(benchmark(options.runs))
        except RuntimeError as error:
            failed = True
            print(f"\n{name}: cannot be measured: {error}", file=sys.stderr)
    print(f"\nAfter: {machine()}")
    if options.json is not None:
        options.json.write_text(json.dumps(_document(figures), indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if failed else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Prints what grading costs on this machine.")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each figure (default %(default)s)")
    parser.add_argument("--class-size", type=int, default=CLASS_SIZE, help="submissions (default %(default)s)")
    parser.add_argument("--json", type=Path, help="also write every sample here")
    names = list(benchmarks(CLASS_SIZE))
    parser.add_argument("--only", action="append", choices=names, help="only this benchmark; repeatable")
    options = parser.parse_args()
    if options.runs < 1 or options.class_size < 1:
        parser.error("--runs and --class-size are at least 1")
    return options


def _shown(figures: Iterator[Figure]) -> Iterator[Figure]:
    """Print each figure as it is measured, under its group's heading."""
    group = ""
    for figure in figures:
        if figure.group != group:
            group = figure.group
            print(f"\n{group}")
        print(figure.line(), flush=True)
        yield figure


def _document(figures: list[Figure]) -> dict[str, object]:
    return {
        "machine": machine(),
        "load_average": os.getloadavg(),
        "figures": [
            {
                "group": figure.group,
                "label": figure.label,
                "unit": figure.unit,
                "median": statistics.median(figure.samples) if figure.samples else None,
                "samples": figure.samples,
                "remark": figure.remark,
            }
            for figure in figures
        ],
    }


if __name__ == "__main__":
    main()
