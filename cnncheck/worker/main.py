"""The worker's loop: a question comes, an answer goes. A zygote imports this module once and forks it often.

Importing it imports everything that course scripts import, and runs no operation: a TensorFlow that has run one
cannot be forked.
"""

import os
import socket
import sys
import tempfile
from pathlib import Path

import keras
import sklearn.metrics
import tensorflow as tf

from cnncheck.inside.wire import (
    Answers,
    Ask,
    Calls,
    Forward,
    Load,
    Loaded,
    NetworkOpened,
    OpenNetwork,
    Outputs,
    Problem,
    Question,
    Reply,
    Step,
    Stepped,
    Train,
    Trained,
    WireClosed,
    receive,
    send,
)
from cnncheck.worker import calling, instruments, loading
from cnncheck.worker.instruments.console import begin_output
from cnncheck.worker.problems import INTERNAL_STATUS, die
from cnncheck.worker.state import Session

PRELOADED = (tf.keras.layers, tf.keras.datasets, tf.keras.applications, keras.layers, sklearn.metrics)
"""Lazy modules, resolved before the fork rather than in every worker."""


def serve(connection: socket.socket, submission: str) -> None:
    """Answer questions about a submission until the other side closes the connection.

    A fault of the worker's own ends the process with status 70; it is never told as the student's.
    """
    sys.dont_write_bytecode = True
    path = Path(submission)
    session = Session(root=path if path.is_dir() else path.parent, scratch=Path(tempfile.mkdtemp(prefix="scratch-")))
    try:
        instruments.install(session)
        while True:
            try:
                ask = receive(connection, Ask)
            except WireClosed:
                return
            send(connection, Reply(ask.number, answer(session, ask.question)))
    except BaseException as error:  # noqa: BLE001 - nothing of ours may look like the student's
        die(error)
        os._exit(INTERNAL_STATUS)


def answer(
    session: Session, question: Question
) -> Loaded | Answers | NetworkOpened | Outputs | Stepped | Trained | Problem:
    """Answer one question; parts that only networks need are imported when the first one comes."""
    begin_output()
    if isinstance(question, Load):
        return loading.load(session, question)
    if isinstance(question, Calls):
        return calling.answer_calls(session, question)
    if isinstance(question, OpenNetwork):
        from cnncheck.worker import tracing  # noqa: PLC0415

        return tracing.open_network(session, question)
    if isinstance(question, Forward):
        from cnncheck.worker import forward  # noqa: PLC0415

        return forward.run(session, question)
    if isinstance(question, Step):
        from cnncheck.worker import stepping  # noqa: PLC0415

        return stepping.step(session, question)
    if isinstance(question, Train):
        from cnncheck.worker import training  # noqa: PLC0415

        return training.train(session, question)
    raise TypeError(f"no answer to {type(question).__name__}")
