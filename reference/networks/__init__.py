"""The networks of the course, one file each: the graph, where it comes from and its figures."""

from reference.networks.baseline import baseline
from reference.networks.lenet5 import lenet5

__all__ = ["baseline", "lenet5"]
