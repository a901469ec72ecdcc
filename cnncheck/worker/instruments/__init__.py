"""Stand-ins for what course scripts do besides defining things: downloads, training, windows, prints, processes.

Installed once in a worker, after the fork; everything records into the worker's `Session`.
"""

from cnncheck.worker.instruments import console, datasets, layers, missing, models, system, weights
from cnncheck.worker.state import Session


def install(session: Session) -> None:
    """Put every stand-in in place for this worker's life."""
    console.install(session)
    system.install(session)
    missing.install(session)
    install_in_keras(session)


def install_in_keras(session: Session) -> None:
    """Put in place what belongs to the Keras in use; once for each."""
    datasets.install(session)
    layers.install(session)
    models.install(session)
    weights.install(session)
