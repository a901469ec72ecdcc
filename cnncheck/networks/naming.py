"""How the nodes of a student's network are called in sentences: by the student's own names."""

from dataclasses import dataclass

from cnncheck.networks.differences import Correspondence
from cnncheck.networks.wording import phrase, rank
from reference.operations import Operation


@dataclass(frozen=True, slots=True)
class Names:
    """What the nodes of a correspondence are called in sentences."""

    correspondence: Correspondence

    def own(self, name: str) -> str | None:
        """The student's name for a node, None where there is no partner."""
        return self.correspondence.own_names.get(name)

    def rank(self, name: str) -> str:
        """A node by its place in the reference, or in the student's network if it has no partner."""
        ours = name in self.correspondence.alignment.pairs or name not in self.correspondence.own_names
        return rank(self.correspondence.reference if ours else self.correspondence.translated, name)

    def full(self, name: str) -> str:
        """A node as the student knows it: "c1, the first convolution"."""
        own = self.own(name)
        return self.rank(name) if own is None or own.endswith("_flatten") else f"{own}, {self.rank(name)}"

    def seen(self, name: str) -> str:
        """A node by what the student's network has there: "p1, the average pooling"."""
        own, graph = self.own(name), self.correspondence.translated
        if own is None or own.endswith("_flatten"):
            return self.rank(name)
        same = type(graph[name].operation) is type(self._specified(name))
        return self.full(name) if same else f"{own}, the {phrase(graph[name].operation)}"

    def _specified(self, name: str) -> Operation:
        pairs = self.correspondence.alignment.pairs
        graph = self.correspondence.reference if name in pairs else self.correspondence.translated
        return graph[name].operation
