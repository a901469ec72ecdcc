"""Verifies networks: canonical form, binding, alignment, calibration, comparison and diagnosis."""
