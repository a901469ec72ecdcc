"""The concepts behind finding codes: what each means, with the course's worked numbers; the standard library only.

>>> CONCEPTS["receptive-field"].worked
'two 3x3 convolutions: 1 + 2 + 2 = 5, as one 5x5; three: 7'
"""

from collections.abc import Mapping
from types import MappingProxyType

from cnncheck.concepts import architecture, blocks, normalization, pipeline, primitives, submission
from cnncheck.concepts.concept import Concept

__all__ = ["CONCEPTS", "Concept"]

_SECTIONS = (
    *architecture.CONCEPTS,
    *normalization.CONCEPTS,
    *blocks.CONCEPTS,
    *pipeline.CONCEPTS,
    *primitives.CONCEPTS,
    *submission.CONCEPTS,
)

CONCEPTS: Mapping[str, Concept] = MappingProxyType({concept.code: concept for concept in _SECTIONS})
"""Every finding code with its concept, in the order of the course."""

if len(CONCEPTS) < len(_SECTIONS):  # two rooms explaining one code would contradict each other sooner or later
    raise RuntimeError("two concepts have the same code")
