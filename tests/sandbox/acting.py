"""Served instead of the real worker: runs a script of the submission, which has the connection in its hands."""

import socket
from pathlib import Path

from cnncheck.inside.wire import Ask, Load, Loaded, Problem, Reply, WireClosed, receive, send


def serve(connection: socket.socket, submission: str) -> None:
    """Run the file a `Load` names with `connection`, `number`, `submission` and `notes` defined; answer with notes."""
    kept: dict[str, object] = {}
    while True:
        try:
            ask = receive(connection, Ask)
        except WireClosed:
            return
        if not isinstance(ask.question, Load):
            send(connection, Reply(ask.number, Problem("missing-name", "only Load is acted")))
            continue
        notes: list[str] = []
        names = {"connection": connection, "number": ask.number, "submission": submission, "notes": notes, "kept": kept}
        try:
            script = Path(submission) / ask.question.file if Path(submission).is_dir() else Path(submission)
            exec(compile(script.read_text(), ask.question.file, "exec"), names)  # noqa: S102
            answer: Loaded | Problem = Loaded(notes=tuple(str(note) for note in notes))
        except Exception as error:  # noqa: BLE001
            answer = Problem("raises", f"{type(error).__name__}: {error}")
        send(connection, Reply(ask.number, answer))
