"""Verifies functions that a student wrote: cases, comparison and diagnosis by runnable mistakes."""
