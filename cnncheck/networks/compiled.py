"""What a file's own `compile` says about the end of its network."""

from cnncheck.inside.wire import Facts, FitCall
from cnncheck.networks.subject import TracedNetwork
from reference.operations import Activation


def compiled(facts: Facts, traced: TracedNetwork) -> str | None:
    """Whether the loss that the file states fits the last layer it has; None where the file states none."""
    fit = own_fit(facts, traced)
    if fit is None or fit.from_logits is None:
        return None
    last = traced.graph[traced.graph.output].operation
    gives_logits = not isinstance(last, Activation) or last.function not in {"softmax", "sigmoid"}
    said = f"Your own compile says from_logits={fit.from_logits}"
    if fit.from_logits != gives_logits:
        return f"{said}, which does not fit this network either."
    return f"{said}, which fits the network as it is: change both together."


def own_fit(facts: Facts, traced: TracedNetwork) -> FitCall | None:
    """The call for this network, by the model's class; the only one there is where classes do not tell."""
    named = [fit for fit in facts.fits if fit.model == traced.subject]
    if named:
        return named[0]
    return facts.fits[0] if len(facts.fits) == 1 and traced.compiled else None
