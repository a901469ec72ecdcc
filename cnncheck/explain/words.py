"""What `cnncheck explain` can be asked for: codes of findings, calculators, networks; no two have the same name."""

import difflib

from cnncheck.concepts import CONCEPTS
from cnncheck.explain.network import network_text, networks
from cnncheck.report.finding import concept_text

CALCULATORS = ("conv", "pool", "field")
"""Words that take numbers of their own."""


class UnknownWord(Exception):  # noqa: N818 - a state the user is told about
    """There is no such word; the message offers those that are near."""


def network_named(word: str) -> str | None:
    """The network of that name, without regard to case and separators, unless it is the code of a finding.

    >>> network_named("LeNet-5"), network_named("lenet"), network_named("padding")
    ('lenet5', None, None)
    """
    if word in CONCEPTS:
        return None
    return next((name for name in networks() if _folded(name) == _folded(word)), None)


def word_text(word: str) -> str:
    """The explanation of a finding code or of a network.

    Raises:
        UnknownWord: it is neither.
    """
    if word in CONCEPTS:
        return concept_text(CONCEPTS[word])
    if name := network_named(word):
        return network_text(name)
    near = difflib.get_close_matches(word.lower(), (*CONCEPTS, *CALCULATORS, *networks()), 3, 0.5)
    offer = f"Did you mean {', '.join(near)}?" if near else f"Networks: {', '.join(networks())}."
    raise UnknownWord(f"There is no finding code, calculator or network {word!r}. {offer}")


def _folded(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
