"""Where a certificate goes: standard output, as text or as data, and a page."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from cnncheck.certify.certificate import SCHEMA, Certificate
from cnncheck.certify.markdown import markdown
from cnncheck.certify.printing import WIDEST, print_certificate


def write(certificate: Certificate, *, as_json: bool, page: Path | None) -> None:
    """Print a certificate, and write the page if one is wanted.

    Raises:
        OSError: the page cannot be written.
    """
    if as_json:
        sys.stdout.write(json.dumps({"schema": SCHEMA, **asdict(certificate)}, indent=1, ensure_ascii=False) + "\n")
    else:
        console = Console()
        print_certificate(certificate, console if console.is_terminal else Console(width=WIDEST))
    if page is not None:
        page.write_text(markdown(certificate), encoding="utf-8")
