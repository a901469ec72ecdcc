"""How figures of a certificate are written."""


def share(part: int, whole: int) -> str:
    """A share with its numbers.

    >>> share(19, 20), share(0, 0)
    ('19 of 20 (95.0 %)', '0 of 0')
    """
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "0 of 0"
