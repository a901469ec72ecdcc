"""Runnable wrong versions of the course's functions, one file per family."""
