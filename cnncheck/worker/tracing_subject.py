"""Finds the network a question names in what the loaded file left behind, and constructs it where it must be."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from cnncheck.inside.wire import OpenNetwork, Problem
from cnncheck.worker.library import keras, may_train
from cnncheck.worker.packing import unpack
from cnncheck.worker.state import Session, pass_through


@dataclass(frozen=True, slots=True)
class Subject:
    """A network that can be called.

    Attributes:
        model: what is called with the image.
        defined: the class, builder or model of that name.
        make: constructs it afresh, None where the file offers only the one it made.
    """

    model: Any
    defined: Any
    make: Callable[[], Any] | None

    def rebuild(self) -> Any:
        """The same network with fresh weights, as the student's own code would start it."""
        if self.make is not None:
            return self.make()
        if isinstance(self.model, keras.Model):
            return pass_through(keras.models.clone_model, self.model)
        return self.model


def find(session: Session, question: OpenNetwork) -> Subject | Problem:  # noqa: PLR0911 - one for each kind of name
    """The network of that name.

    An instance that the file made of the class stands before a new one: it may be compiled. Exceptions of the
    student's constructor come through.
    """
    if question.name not in session.namespace:
        return Problem("missing-name", f"there is no {question.name} in the file", file=session.file)
    defined = session.namespace[question.name]
    arguments = tuple(unpack(each) for each in question.arguments)
    options = {name: unpack(each) for name, each in question.options.items()}
    if isinstance(defined, type) and not session.owns_module(defined.__module__):
        message = f"{question.name} is the class {defined.__name__} itself: no model was made of it"
        return Problem("wrong-type", message, file=session.file)
    if isinstance(defined, type):
        return _from_class(session, defined, question, arguments, options)
    if isinstance(defined, functools.partial):
        return _from_function(defined, question, arguments, options)
    if isinstance(defined, (keras.layers.Layer, tf.Module)) or not inspect.isroutine(defined):
        if not callable(defined):
            return Problem(
                "wrong-type",
                f"{question.name} is {_article(type(defined).__name__)}, not a model",
                file=session.file,
            )
        return Subject(defined, defined, _remake(session, defined))
    return _from_function(defined, question, arguments, options)


BUILDERS = ("build", "build_model", "create", "create_model", "get_model", "make_model", "model")
"""What a class calls a function that makes its network."""

HOLDERS = ("model", "net", "network")
"""What a class calls the network it holds."""


def _builder(kind: type, shape: tuple[int, ...]) -> Callable[[], Any] | None:
    """A static method or class method that makes the network of a class that is none itself: `LeNet.build(...)`."""
    if issubclass(kind, (keras.layers.Layer, tf.Module)) or "__call__" in vars(kind):
        return None
    known = _usual(shape)
    for name in BUILDERS:
        if isinstance(vars(kind).get(name), (staticmethod, classmethod)):
            function = getattr(kind, name)
            given = {each: known[each] for each in inspect.signature(function).parameters if each in known}
            if _binds(function, (), given):
                return functools.partial(pass_through, function, **given)
    return None


CLASSES = 10
"""Classes of every data set of the course."""


def _usual(shape: tuple[int, ...]) -> dict[str, Any]:
    """What parameters of the usual names stand for: the sides of the image, its shape, the number of classes."""
    height, width, channels = (*shape, 1, 1)[:3]
    known: dict[str, Any] = {"height": height, "width": width, "depth": channels, "channels": channels}
    known |= dict.fromkeys(("input_shape", "image_shape", "img_shape", "in_shape", "shape"), tuple(shape))
    return known | dict.fromkeys(("classes", "num_classes", "n_classes", "nb_classes"), CLASSES)


def _by_name(function: Any, shape: tuple[int, ...], arguments: tuple[Any, ...]) -> dict[str, Any] | None:
    """The arguments of a builder or constructor that begins with the image or the classes; None for any other.

    `ResNet18(input_shape, classes)` is not to be called with what the task gives first, a list of blocks. Defaults
    are the student's own and stay.
    """
    try:
        parameters = tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    known = _usual(shape)
    if not parameters or parameters[0].name not in known:
        return None
    variable = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    needed = [each.name for each in parameters if each.default is each.empty and each.kind not in variable]
    others = zip((name for name in needed if name not in known), arguments, strict=False)
    return {name: known[name] for name in needed if name in known} | dict(others)


def _held(thing: Any) -> str | None:
    """The name under which an object that is no model holds one."""
    names = [name for name, value in getattr(thing, "__dict__", {}).items() if isinstance(value, keras.Model)]
    usual = [name for name in names if name.strip("_") in HOLDERS]
    return next(iter(usual), names[0] if len(names) == 1 else None)


def _from_class(
    session: Session, kind: type, question: OpenNetwork, arguments: tuple[Any, ...], options: dict[str, Any]
) -> Subject:
    """An instance of a class, what its builder makes, or the model that an instance holds."""
    builder = _builder(kind, question.input_shape)
    if builder is not None:
        return Subject(builder(), kind, builder)
    make = _constructor(session, kind, question.input_shape, arguments, options)
    made = _instance(session, kind)
    model = made if made is not None else make()
    if not callable(model) and (name := _held(model)) is not None:
        return Subject(getattr(model, name), kind, lambda: getattr(make(), name))
    return Subject(model, kind, make)


def _from_function(
    function: Any, question: OpenNetwork, arguments: tuple[Any, ...], options: dict[str, Any]
) -> Subject:
    """A builder is called; a function that takes the image is the network itself."""
    by_name = _by_name(function, question.input_shape, arguments)
    ways = [((), by_name)] if by_name is not None else []
    for given, named in (*ways, (arguments, options), ((), {})):
        if _binds(function, given, named):

            def make(given: tuple[Any, ...] = given, named: dict[str, Any] = named) -> Any:
                return pass_through(function, *given, **named)

            built = make()
            if isinstance(built, tuple) and built and callable(built[0]):
                return Subject(built[0], function, lambda: make()[0])
            return Subject(built, function, make)
    return Subject(function, function, None)


def _constructor(
    session: Session, kind: type, shape: tuple[int, ...], arguments: tuple[Any, ...], options: dict[str, Any]
) -> Callable[[], Any]:
    """A way to construct a class: as the file did, else as the question says, else without arguments."""
    known = session.constructed.get(kind.__name__, [])
    by_name = _by_name(kind, shape, arguments)
    ways = [
        *known,
        *([((), by_name)] if by_name is not None else []),
        (arguments, options),
        (_fitting(kind, arguments), {}),
        ((), {}),
    ]
    given, named = next((way for way in ways if _binds(kind, *way)), ((), {}))
    return lambda: pass_through(kind, *given, **named)


def _fitting(kind: type, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """As many of the arguments as a constructor must have."""
    try:
        parameters = inspect.signature(kind).parameters.values()
    except (TypeError, ValueError):
        return ()
    needed = [each for each in parameters if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD]
    return arguments[: len(needed)]


def _binds(function: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> bool:
    try:
        inspect.signature(function).bind(*arguments, **options)
    except (TypeError, ValueError):
        return False
    return True


def _instance(session: Session, kind: type) -> Any:
    """The instance the file itself made: the one it trained, else the one it compiled, else the last with a name."""
    trained = [each.model for each in session.fits if type(each.model) is kind]
    named = [each for each in session.namespace.values() if type(each) is kind]
    compiled = [each for each in named if session.compile_options(each) is not None]
    return next((group[-1] for group in (trained, compiled, named) if group), None)


def _remake(session: Session, model: Any) -> Callable[[], Any] | None:
    """A way to construct a model of the student's own class again."""
    kind = type(model)
    if not session.owns_module(kind.__module__):
        return None
    known = session.constructed.get(kind.__name__, [])
    if known:
        arguments, options = known[-1]
        return lambda: pass_through(kind, *arguments, **options)
    return (lambda: pass_through(kind)) if _binds(kind, (), {}) else None


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def takes_training(model: Any) -> bool:
    """Whether Keras's `fit` would pass `training=True`: Keras 3 asks only the signature of the model's own `call`."""
    if isinstance(model, keras.layers.Layer):
        # In Keras 2, `fit` told every model, and the mode went on to the layers whatever their signatures.
        return keras.dialect == "tf_keras" or may_train(model)
    try:
        return "training" in inspect.signature(model).parameters
    except (TypeError, ValueError):
        return False


def training_option(model: Any, *, training: bool) -> dict[str, bool]:
    """The keyword that tells a model its mode, as far as it can be told."""
    # A Keras layer hands its mode on to the layers inside, whether or not its own `call` names it.
    return {"training": training} if isinstance(model, keras.layers.Layer) or takes_training(model) else {}


def surroundings(subject: Subject) -> dict[str, Any]:
    """Where a network that is a function finds its layers and variables."""
    return module_names(subject.model) if inspect.isroutine(subject.model) else {}


def module_names(function: Any) -> dict[str, Any]:
    """The globals of the module a function was defined in, and what it closes over."""
    names = dict(getattr(function, "__globals__", {}))
    code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None)
    if code is not None and cells:
        names.update({name: cell.cell_contents for name, cell in zip(code.co_freevars, cells, strict=False)})
    return names
