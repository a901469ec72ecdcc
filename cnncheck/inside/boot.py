"""Executed by the trusted side as a fresh interpreter: sets up what can be imported, then runs the zygote.

Started as `python -P -s -S -B boot.py --code FOLDER --listen FD --worker MODULE --site FOLDER ...` with a clean
environment. `-S` keeps `.pth` files and editable installs unprocessed, so neither the trusted side nor the references
can be imported from a worker: `cnncheck` is here a package without `__init__` whose only contents are the private
copies of `inside` and `worker`.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

OURS = frozenset({"cnncheck", "reference", "assignments"})
"""Top-level names that an installed wheel puts into site-packages and that no worker may find there."""


class WithoutOurs(PathFinder):
    """Finds modules on `sys.path` as usual, but not ours among the installed ones; a student's own of that name is."""

    libraries: tuple[str, ...] = ()

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module; see `importlib.abc.MetaPathFinder.find_spec`."""
        if path is None and fullname in OURS:
            path = [entry for entry in sys.path if entry not in cls.libraries]
        return super().find_spec(fullname, path, target)


def prepare_imports(code: str, libraries: Sequence[str]) -> None:
    """Make the installed libraries and our private copies importable, and nothing else of ours."""
    sys.path.extend(folder for folder in libraries if folder not in sys.path)
    WithoutOurs.libraries = tuple(libraries)
    sys.meta_path[:] = [WithoutOurs if finder is PathFinder else finder for finder in sys.meta_path]
    package = ModuleType("cnncheck")
    package.__path__ = [f"{code}/cnncheck"]
    sys.modules["cnncheck"] = package


def main() -> None:
    """Read the arguments and run the zygote until its owner is gone."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--code", required=True)
    parser.add_argument("--listen", type=int, required=True)
    parser.add_argument("--worker", required=True)
    parser.add_argument("--private", required=True)
    for name in ("--site", "--required", "--welcome"):
        parser.add_argument(name, action="append", default=[])
    options = parser.parse_args()
    prepare_imports(options.code, options.site)
    zygote = importlib.import_module("cnncheck.inside.zygote")
    zygote.run(
        listen=options.listen,
        worker=options.worker,
        required=options.required,
        welcome=options.welcome,
        private=options.private,
    )


if __name__ == "__main__":
    main()
