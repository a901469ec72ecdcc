"""Keras and TensorFlow source code from a graph, in four styles and many idioms."""

from cnncheck.emission.marks import Program
from cnncheck.emission.oddities import Oddity
from cnncheck.emission.variation import NotWritableError, Style, Variation
from cnncheck.emission.writing import emit, program

__all__ = ["NotWritableError", "Oddity", "Program", "Style", "Variation", "emit", "program"]
