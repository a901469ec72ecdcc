"""A failed check as pytest's reports hold it: the findings as the whole of it, the first one's first line in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _pytest._code.code import ReprExceptionInfo, ReprFileLocation, ReprTracebackNative

if TYPE_CHECKING:
    from pathlib import Path

    from cnncheck.findings import CheckResult


def told_by(result: CheckResult, folder: Path) -> ReprExceptionInfo:
    """What a failed check tells.

    Pytest's own class, because a plain text would be repeated whole where pytest wants one line: in the short summary
    under CI, in `--tb=line` and in the `message` of JUnit XML. It also passes between the processes of pytest-xdist.
    """
    from cnncheck.report.finding import finding_text  # noqa: PLC0415 - only a run that grades needs it

    texts = [finding_text(finding) for finding in result.findings]
    whole = "\n\n".join([*texts, f"Check {result.id}: {result.title}\n"])
    where = result.findings[0].where if result.findings else None
    place = folder / where.file if where is not None and where.file is not None else folder
    line = where.line if where is not None and where.line is not None else 1
    short = whole.split("\n", 1)[0]
    return ReprExceptionInfo(
        reprtraceback=ReprTracebackNative([whole]), reprcrash=ReprFileLocation(str(place), line, short)
    )
