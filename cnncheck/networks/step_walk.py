"""Where a network in training mode first computes something else than its trace says."""

import numpy as np

from cnncheck.networks.comparison import LINE, UNCOMPUTABLE, Place, deviation
from cnncheck.networks.stepping import Steps
from reference.operations import Dropout
from reference.run import evaluate, node_weights


def first_departure(steps: Steps, seed: int) -> Place | None:
    """The first node that makes something else of the student's own input to it than its operation does in training.

    What dropouts return is taken as it is: what they drop was measured.

    Raises:
        As `Steps.measured`.
    """
    traced, names = steps.traced, steps.comparison.correspondence.names
    measured, seen = steps.measured(seed), steps.seen_in_training(seed)
    graph = traced.training
    known = {graph.nodes[0].name: measured.setting.images.astype(np.float64)}
    for node in graph.nodes[1:]:
        received = seen.get(node.name)
        if isinstance(node.operation, Dropout) and received is not None:
            known[node.name] = received.astype(np.float64)
            continue
        try:
            weights = {
                (own, weight): measured.setting.weights[names[own], weight].reshape(spec.shape)
                for (own, weight), spec in graph.weights.items()
                if own in {node.name, node.shares}
            }
            inputs, own = [known[name] for name in node.inputs], node_weights(graph, node, weights)
            outputs = evaluate(node.operation, inputs, own, training=node.name not in traced.never_trains)
        except UNCOMPUTABLE:
            if received is None:
                return None
            outputs = received
        received = outputs if received is None else received
        if (sigmas := deviation(outputs, received)) > LINE:
            return Place(node.name, sigmas, received)
        known[node.name] = received.astype(np.float64)
    return None
