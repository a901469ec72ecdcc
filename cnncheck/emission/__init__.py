"""Keras and TensorFlow source code from a graph, in four styles and many idioms."""

from cnncheck.emission.variation import NotWritableError, Style, Variation
from cnncheck.emission.writing import emit

__all__ = ["NotWritableError", "Style", "Variation", "emit"]
