"""Puts the student's own line beside what is said of it."""

from dataclasses import replace

from cnncheck.course import Handed
from cnncheck.findings import Finding


def quoting(finding: Finding, handed: Handed) -> Finding:
    """The finding with the text of its line, where that is one of the file that was handed in and none stands there."""
    line, lines = finding.where.line, handed.lines
    same_file = finding.where.file == handed.file and finding.where.cell is None
    if finding.source or line is None or not same_file or not 0 < line <= len(lines):
        return finding
    return replace(finding, source=(lines[line - 1].strip(),))
