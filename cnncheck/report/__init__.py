"""Writes results out: one module per format, each seeing nothing but findings."""
