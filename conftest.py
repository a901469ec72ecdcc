"""Keeps pytest out of definition files: they are loaded by name, not collected."""

collect_ignore_glob = ["assignments/*.py"]
