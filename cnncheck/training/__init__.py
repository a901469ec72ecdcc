"""Verifies training: data sets, the recorded pipeline and short training runs held against a threshold."""
