"""Explains to a person at the command line: calculators that show their working, networks layer by layer, concepts."""
