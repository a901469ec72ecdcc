"""What kept the graded code in, as a sentence."""

from cnncheck.report.plain import plain

_SENTENCES = {
    "namespaces": "The code ran in its own namespaces, without network and without sight of other files.",
    "shared": "The code ran without network and without sight of other files.",
    "landlock": "The code ran without network and could not open other files.",
    "uid": "The code ran as another user; files that everybody may read were readable to it.",
    "limits": "The code ran with limits on time and memory only: cheating is not prevented.",
}


def protection_text(level: str) -> str:
    """The level of protection and what it means.

    >>> protection_text("limits")
    'Protection: limits. The code ran with limits on time and memory only: cheating is not prevented.'
    """
    return f"Protection: {plain(level)}. {_SENTENCES.get(level, '')}".rstrip()
