"""Wrong versions of networks, made by looking at the graph: what diagnoses are tried on and graders measured by.

Those of functions, made by looking at the source, are in `cnncheck.mutation.sources`.
"""

from cnncheck.mutation.mutant import Mutant, Operator, Pair, Trait
from cnncheck.mutation.operators import OPERATORS, mutants
from cnncheck.mutation.sampling import pairs, sample

__all__ = ["OPERATORS", "Mutant", "Operator", "Pair", "Trait", "mutants", "pairs", "sample"]
