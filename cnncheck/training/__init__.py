"""Verifies training: data sets, the recorded pipeline and short training runs held against a threshold."""

from cnncheck.training.checks import TRAINING_CHECKS
from cnncheck.training.datasets import UnknownDataset
from cnncheck.training.run import Training, training_of

__all__ = ["TRAINING_CHECKS", "Training", "UnknownDataset", "training_of"]
