"""The starter of a function: its documented signature, what it takes and returns, what is checked, an example.

All of it comes from the specification and from the docstring of the textbook's function; formulas stay in the book.
"""

import ast
import builtins
import doctest
import inspect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from cnncheck.functions.specification import Specification
from cnncheck.functions.task import FunctionTask
from cnncheck.starter.source import docstring, filled, listed, stub
from reference.arguments import IntOrPair

ROLE = re.compile(r":\w+:(`[^`]+`)")
"""A cross-reference of the textbook, ":func:`conv2d`"."""

PAIRS = (IntOrPair, IntOrPair | None)
"""Annotations of what may be a pair."""

BOOK = re.compile(r"[;,] see :mod:`[^`]+`")
"""A pointer to another page of the textbook, which is not at hand here."""

IMPORTS = {False: "import numpy as np", True: "import tensorflow as tf"}
"""What a file begins with, by whether its functions take tensors."""

TENSORS = "The arguments are tensors, and functions of TensorFlow may be used."

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`0\"])")


def functions_file(title: str, tasks: Sequence[FunctionTask]) -> str:
    """One file with all functions, the rules that most of them share at its head."""
    shared = _shared_titles(tasks)
    head = [f"{title}."]
    if shared:
        head.append(listed("For every function, where it applies:", shared, ""))
    stubs = (function_stub(task, shared) for task in tasks)
    tensors = {task.specification.takes_tensors for task in tasks}
    imports = [line for kind, line in IMPORTS.items() if kind in tensors]
    return "\n\n".join([docstring(head, ""), "\n".join(imports) + "\n", *stubs])


def function_stub(task: FunctionTask, shared: Sequence[str] = ()) -> str:
    """The function, unwritten."""
    specification = task.specification
    reference = _paragraphs(specification)
    titles = [check.title for check in task.checks if check.title not in shared]
    described = (part for part in reference[1:] if _describes(part, specification))
    parts = [filled(reference[0]), *(part if "\n" in part else filled(part) for part in described)]
    if options := _options(specification):
        parts.append(filled(options))
    if specification.takes_tensors:
        parts.append(TENSORS)
    if titles:
        parts.append(listed("What is checked:", titles))
    examples = "\n".join(_examples(specification))
    if examples and not specification.takes_tensors:  # tensors print differently
        parts.append(examples)
    definition = f"def {specification.signature}{_returns(specification)}:"
    return stub(definition, docstring(parts))


def _shared_titles(tasks: Sequence[FunctionTask]) -> list[str]:
    """What is checked of most functions, in the order of the checks."""
    count = Counter(title for task in tasks for title in dict.fromkeys(check.title for check in task.checks))
    return [title for title, number in count.items() if number > max(1, len(tasks) / 2)]


def _paragraphs(specification: Specification) -> list[str]:
    """The prose of the textbook; formulas, errors, source and examples are left out, and what students do without."""
    text = inspect.getdoc(specification.reference) or ""
    left_out = set(inspect.signature(specification.reference).parameters) - set(specification.parameters)
    return [said for paragraph in text.split("\n\n") if (said := _prose(paragraph, left_out))]


def _prose(paragraph: str, left_out: set[str]) -> str:
    if paragraph.startswith((" ", ">>>", "Raises:", "Source:")):
        return ""
    if paragraph.startswith("Args:"):  # a list, to be left as it is
        return paragraph
    for name in left_out:  # "channels / groups" of a kernel's shape
        paragraph = paragraph.replace(f" / {name}", "")
    sentences = SENTENCE.split(" ".join(paragraph.split()))
    kept = (
        BOOK.sub("", item)
        for item in sentences
        if not item.startswith("See :mod:") and not any(re.search(rf"\b{name}\b", item) for name in left_out)
    )
    said = ROLE.sub(r"\1", " ".join(kept)).replace("``", "`")
    return said.replace("Arguments and errors as for", "Arguments as for")  # the errors are left out


def _describes(paragraph: str, specification: Specification) -> bool:
    """Whether a paragraph says what is taken and returned, or what a parameter means."""
    if paragraph.startswith(("Arguments", "Args", "Returns")):
        return True
    return any(f"`{name}`" in paragraph for name in specification.parameters)


def _options(specification: Specification) -> str:
    """What the options may be: a pair where the textbook takes one, and the two words for padding."""
    known = inspect.signature(specification.reference).parameters
    pairs = [f"`{name}`" for name in specification.parameters if known[name].annotation in PAIRS]
    said = []
    if pairs:
        are = "are each" if len(pairs) > 1 else "is"
        said.append(f"{' and '.join(pairs)} {are} a whole number or a pair (height, width).")
    if "padding" in specification.parameters:
        said.append('`padding` is "same" or "valid".')
    return " ".join(said)


def _returns(specification: Specification) -> str:
    """The annotation of the result where it is Python's own; arrays are described in words."""
    result = inspect.signature(specification.reference).return_annotation
    text = inspect.formatannotation(result)
    return f" -> {text}" if re.fullmatch(r"[a-z]+(\[[a-z, ]+\])?", text) else ""


def _examples(specification: Specification) -> Iterator[str]:
    """The first worked examples of the textbook, as far as they call nothing but this function and NumPy."""
    known, shown = {"np", specification.name}, False
    for part in doctest.DocTestParser().parse(inspect.getdoc(specification.reference) or ""):
        if isinstance(part, str):
            if shown and part.strip():  # what follows is about something else
                return
            continue
        tree = ast.parse(part.source)
        stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - stored
        calls = [node for node in ast.walk(tree) if _calls(node, specification.name)]
        foreign = {word.arg for call in calls for word in call.keywords} - set(specification.parameters)
        if used - known - set(vars(builtins)) or foreign or part.exc_msg or isinstance(tree.body[0], ast.Import):
            continue
        known |= stored
        shown = shown or bool(part.want)
        yield _typed(part)


def _typed(example: doctest.Example) -> str:
    """An example as it stands in a docstring."""
    first, *rest = example.source.rstrip("\n").split("\n")
    return "\n".join([f">>> {first}", *(f"... {line}" for line in rest), *example.want.splitlines()])


def _calls(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
