"""Tells a class, a folder of submissions, from a submission."""

from pathlib import Path

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
"""Endings of the archives that submissions come in."""

_IGNORED = frozenset({"__MACOSX", "__pycache__"})


def is_class(path: Path) -> bool:
    """Whether the path is a folder whose children are all folders or archives, so that it holds no code itself."""
    if not path.is_dir():
        return False
    children = _children(path)
    return bool(children) and all(_is_submission(child) for child in children)


def members(path: Path) -> tuple[Path, ...]:
    """The submissions of a class, sorted by name."""
    return tuple(child for child in _children(path) if _is_submission(child))


def _children(path: Path) -> list[Path]:
    visible = (child for child in path.iterdir() if not child.name.startswith(".") and child.name not in _IGNORED)
    return sorted(visible, key=lambda child: child.name)


def _is_submission(path: Path) -> bool:
    """Folders and archives; a link might lead to somebody else's work."""
    return not path.is_symlink() and (path.is_dir() or (path.is_file() and path.name.lower().endswith(ARCHIVES)))
