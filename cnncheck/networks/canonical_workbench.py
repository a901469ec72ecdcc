"""Where a trace is turned into steps: what each node means so far, and the steps made from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cnncheck.inside.wire import TraceNode
from cnncheck.networks.canonical_affine import affine_step, completed
from cnncheck.networks.canonical_defaults import DEFAULTS
from cnncheck.networks.canonical_expressions import Atom, Expression, Key, atom, constant
from cnncheck.networks.canonical_steps import Constant, Data, Meaning, Parameter, Step, Unknown, fitted, without_batch
from cnncheck.networks.canonical_views import Views
from reference.operations import Dropout, Opaque, Operation, Shape


@dataclass(slots=True)
class Workbench:
    """The state of one translation.

    Attributes:
        variables: shape of every variable, and of what the code makes of some before a layer uses them.
        dialect: whose defaults hold.
        nodes: the trace nodes by number.
        image: the step of the input.
        meanings: what each node means.
        steps: what was made.
    """

    variables: Views
    dialect: str
    nodes: dict[int, TraceNode] = field(default_factory=dict)
    image: Key = (-1, 0)
    meanings: dict[int, Meaning] = field(default_factory=dict)
    steps: dict[Key, Step] = field(default_factory=dict)

    def inputs(self, node: TraceNode) -> list[Meaning]:
        """What a node reads."""
        return [self.meanings[each] for each in node.inputs]

    def shape(self, key: Key) -> Shape:
        """Shape of a step's output."""
        return self.steps[key].shape

    def key(self, data: Data) -> Key:
        """The step that computes a value, made if it is not there yet."""
        if data.plain:
            return data.base
        made = (data.node.id, 0)
        if made not in self.steps:
            shape = without_batch(data.node)
            step = completed(data, self.steps[data.base], shape) or affine_step(
                data, shape, DEFAULTS.get(self.dialect, DEFAULTS["keras3"]).momentum
            )
            if isinstance(step.operation, Dropout) and not self._drops_each(data, shape):
                step = replace(step, operation=Opaque("Dropout with a noise_shape", shape))
            self._add(step)
        return made

    def _drops_each(self, data: Data, shape: Shape) -> bool:
        """Whether a mask decides about every value by itself, and not about whole channels, images or batches."""
        masks = {each.of[0] for factors in data.scale.terms for each in factors if each.kind == "mask"}
        told = [self.nodes[each].shape for each in masks]
        return all(each is None or None in each[1:] or each == (None, *shape) for each in told)

    def make(
        self,
        node: TraceNode,
        operation: Operation,
        inputs: tuple[Key, ...],
        *,
        weights: Mapping[str, int] | None = None,
        constants: tuple[str, ...] = (),
        training: bool | None = None,
        part: int = 0,
        shape: Shape | None = None,
        place: TraceNode | None = None,
    ) -> Data:
        """Make a step of a node; `place` is another node that tells where it stands in the code."""
        shape = without_batch(node) if shape is None else shape
        key = (node.id, part)
        self._add(Step(key, operation, inputs, shape, place or node, weights or {}, constants, training))
        return Data(key, node)

    def opaque(self, node: TraceNode, name: str | None = None) -> Meaning:
        """A step that nobody has a word for; a value beside the network where it does not depend on the image."""
        data = tuple(self.key(each) for each in self.inputs(node) if isinstance(each, Data))
        if not data:
            return Unknown()
        return self.make(node, Opaque((name or node.op)[:60], without_batch(node)), data)

    def _add(self, step: Step) -> None:
        self.steps[step.key] = fitted(step, tuple(self.shape(each) for each in step.inputs), self.variables)

    def seen_in(self, key: Key, node: TraceNode) -> None:
        """Remember a node whose tensor is a step that has none of its own."""
        step = self.steps[key]
        if step.tensor is None and step.shape == without_batch(node):
            self.steps[key] = replace(step, tensor=node.id)

    def expression(self, meaning: Meaning, node: int) -> Expression | None:
        """What is multiplied or added, as an expression; `node` is its number. None where there is none."""
        if isinstance(meaning, Parameter):
            return meaning.expression
        if isinstance(meaning, Constant) and meaning.array.size and meaning.array.dtype.kind in "iuf":
            first = float(meaning.array.flat[0])
            if abs(first) < float("inf") and bool((meaning.array == meaning.array.flat[0]).all()):
                return constant(first)
            return atom(Atom("constant", (node, 0)))
        return None
