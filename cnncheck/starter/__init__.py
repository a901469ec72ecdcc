"""Files to start from: what an assignment asks for, with signatures and docstrings and nothing solved."""

from cnncheck.starter.folder import StarterError, write_starter

__all__ = ["StarterError", "write_starter"]
