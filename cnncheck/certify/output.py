"""Where a certificate goes: standard output, as text or as data, and a page."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from cnncheck.certify.certificate import SCHEMA, Certificate
from cnncheck.certify.markdown import page
from cnncheck.certify.printing import WIDEST, print_certificate


def write(certificate: Certificate, *, as_json: bool, place: Path | None) -> None:
    """Print a certificate, and write it into a page if one is wanted; what the page says of others stays.

    Raises:
        OSError: the page cannot be written.
    """
    if as_json:
        sys.stdout.write(json.dumps({"schema": SCHEMA, **asdict(certificate)}, indent=1, ensure_ascii=False) + "\n")
    else:
        console = Console()
        print_certificate(certificate, console if console.is_terminal else Console(width=WIDEST))
    if place is not None:
        before = place.read_text(encoding="utf-8") if place.exists() else ""
        place.write_text(page(certificate, before), encoding="utf-8")
