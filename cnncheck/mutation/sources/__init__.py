"""Functions as text: a function of ours as a file that could be handed in, right versions of it, and wrong ones."""

from cnncheck.mutation.sources.found import SourceError
from cnncheck.mutation.sources.mutants import Mutant, mutants
from cnncheck.mutation.sources.program import Program, program_of
from cnncheck.mutation.sources.right import AS_IT_IS, RightVersion, right_versions
from cnncheck.mutation.sources.simplified import simplified

__all__ = [
    "AS_IT_IS",
    "Mutant",
    "Program",
    "RightVersion",
    "SourceError",
    "mutants",
    "program_of",
    "right_versions",
    "simplified",
]
