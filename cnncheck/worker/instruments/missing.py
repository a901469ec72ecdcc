"""Stand-ins for modules that are not installed and only bring data, progress bars or plots."""

import dis
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, Self

from cnncheck.worker.problems import STAND_IN, StandInError
from cnncheck.worker.state import Session

HARMLESS = frozenset(
    {
        *("tensorflow_datasets", "cv2", "imageio", "skimage", "pandas", "openpyxl", "xlrd"),
        *("tqdm", "seaborn", "plotly", "pydot", "graphviz", "visualkeras", "prettytable", "wandb", "tensorboardX"),
        *("IPython", "google.colab", "kaggle", "imutils", "cairosvg", "pylab", "termcolor", "colorama"),
    }
)
"""What course scripts import for data, progress or plots; a network made from one of these is refused."""


class StandIn(ModuleType):
    """Answers every attribute and every call with another stand-in, and refuses to be a number or an array."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # A package without folders: its submodules are stand-ins too.
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name.startswith(("_keras", "_input_shape")):
            # Keras looks whether it may build a model from this.
            self._refuse()
        return StandIn(f"{self.__name__}.{name}")

    def __call__(self, *arguments: object, **_options: object) -> object:
        """Another stand-in; a progress bar hands on what it would have counted."""
        if self.__name__.rpartition(".")[2] in ("tqdm", "trange", "track"):
            return _progress(*arguments)
        return StandIn(self.__name__)

    def __getitem__(self, _index: object) -> "StandIn":
        return StandIn(self.__name__)

    def __setitem__(self, _index: object, _value: object) -> None:
        """Keep nothing."""

    def __iter__(self) -> Iterator[object]:
        """As many parts as the line unpacks it into; a loop over it ends at once."""
        code = sys._getframe(1)
        instruction = code.f_code.co_code[code.f_lasti : code.f_lasti + 2]
        parts = instruction[1] if dis.opname[instruction[0]] == "UNPACK_SEQUENCE" else 0
        return iter([StandIn(self.__name__) for _ in range(parts)])

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Let every exception through."""

    def __mro_entries__(self, _bases: object) -> tuple[type, ...]:
        return (object,)

    def _refuse(self, *_arguments: object, **_options: object) -> Any:
        raise StandInError(self.__name__.partition(".")[0])

    def __repr__(self) -> str:
        return f"<{STAND_IN.format(self.__name__.partition('.')[0])}>"

    __array__ = __tf_tensor__ = __int__ = __float__ = __index__ = __complex__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __lt__ = __gt__ = __le__ = __ge__ = __neg__ = __matmul__ = __rmatmul__ = _refuse


def _progress(*arguments: object) -> object:
    """What a progress bar does to a loop: nothing."""
    if arguments and isinstance(arguments[0], int):
        return range(arguments[0])
    return arguments[0] if arguments else StandIn("tqdm")


def is_stand_in(value: object) -> bool:
    """Whether an object comes from a module that is not there."""
    return issubclass(type(value), StandIn)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last finder: asked only for what nobody else finds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in HARMLESS and not is_stand_in(sys.modules.get(fullname.rpartition(".")[0])):
            return None
        # Libraries ask for optional modules too and know what to do without them.
        if self._session.caller() is None:
            return None
        if fullname in HARMLESS:
            self._session.note(f"The module {fullname} is not installed where scripts are graded; run without it.")
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def install(session: Session) -> None:
    """Offer stand-ins after every other finder has said no."""
    sys.meta_path.append(_Finder(session))
