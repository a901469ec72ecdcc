"""Findings about what training would do: modes, frozen weights, weights Keras does not know of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cnncheck.findings import Finding, Severity, Where
from cnncheck.networks.hints import hint
from cnncheck.networks.subject import TracedNetwork
from reference.operations import BatchNormalization, Dropout, Operation

MODES: Mapping[type[Operation], tuple[str, str]] = {
    BatchNormalization: ("batch-norm-training", "batch normalisation"),
    Dropout: ("dropout-training", "dropout"),
}

FIX = "def call(self, x, training=None)"


def _of_kind(traced: TracedNetwork, names: Iterable[str], kind: type[Operation]) -> list[str]:
    known = {node.name: node.operation for node in traced.graph}
    return [name for name in names if isinstance(known.get(name), kind)]


def never_trained(traced: TracedNetwork) -> Iterator[Finding]:
    """Layers that stay in inference mode whatever the network is told.

    One finding for all of them, at the first: Keras 3 passes a `training=False` that is written into one call on to
    every layer that is called after it.
    """
    frozen = {node for node, _ in traced.frozen}
    names = [node.name for node in traced.graph if node.name in traced.never_trains and node.name not in frozen]
    kinds = {kind: _of_kind(traced, names[:1], kind) for kind in MODES}
    code = next((MODES[kind][0] for kind, found in kinds.items() if found), None)
    if code is None:
        return
    more = " Keras passes the mode of one call on to the layers called after it." if len(names) > 1 else ""
    yield Finding(
        code=code,
        message=f"{_listed(names)} {'stays' if len(names) == 1 else 'stay'} in inference mode in training.{more}",
        where=_call(traced, names[0]),
        expected="training mode in training",
        received="inference mode always",
        hint=f"{hint(code)} Is training=False written into the call?",
    )


def always_trained(traced: TracedNetwork) -> Iterator[Finding]:
    """Layers that are in training mode when the network is only used."""
    for kind, (code, word) in MODES.items():
        names = _of_kind(traced, traced.always_trains, kind)
        if names:
            yield Finding(
                code=code,
                message=f"{_listed(names)}: {word} is in training mode also when the network is only used.",
                where=_call(traced, names[0]),
                expected="inference mode outside training",
                received="training mode always",
                hint=f"{hint(code)} Is training=True written into the call?",
            )


def fit_without_mode(traced: TracedNetwork) -> Iterator[Finding]:
    """Advice where Keras's `fit` cannot tell the network that it is being trained."""
    if traced.gives_training:
        return
    told = set(traced.never_trains)
    effects = {
        BatchNormalization: "normalises with the statistics it began with, mean 0 and variance 1, and learns none",
        Dropout: "never drops anything",
    }
    for kind, (code, word) in MODES.items():
        names = [name for name in _of_kind(traced, (node.name for node in traced.graph), kind) if name not in told]
        if names:
            yield Finding(
                code=code,
                message=(
                    f"The call method takes no training argument, so Keras's fit does not tell it that it is training: "
                    f"{word} ({_listed(names)}) {effects[kind]}."
                ),
                severity=Severity.ADVICE,
                where=traced.place,
                expected=FIX,
                received="no training argument",
                hint=f"Write {FIX}; Keras 3 passes the mode on to the layers, and you may pass it on yourself.",
            )


def frozen(traced: TracedNetwork) -> Iterator[Finding]:
    """Weights that training should change and cannot."""
    names = list(dict.fromkeys(node for node, _ in traced.frozen))
    if names:
        yield Finding(
            code="frozen-layer",
            message=f"The weights of {_listed(names)} are frozen: training does not change them.",
            where=_place(traced, names[0]),
            expected="trainable weights",
            received="trainable = False",
            hint=hint("frozen-layer"),
        )


def untracked(traced: TracedNetwork) -> Iterator[Finding]:
    """Weights that Keras does not know of, or that are constants."""
    names = list(dict.fromkeys(node for node, _ in (*traced.untracked, *traced.constants)))
    if names:
        how = "a constant" if not traced.untracked else "not tracked"
        yield Finding(
            code="untracked-variable",
            message=f"Keras does not know of the weights of {_listed(names)}: they are never trained and never saved.",
            where=_place(traced, names[0]),
            expected="weights that the model lists",
            received=how,
            hint=hint("untracked-variable"),
        )


def _place(traced: TracedNetwork, name: str) -> Where:
    """Where the layer is created."""
    place = traced.places.get(name, traced.place)
    return replace(place, layer=place.layer or name)


def _call(traced: TracedNetwork, name: str) -> Where:
    """Where the layer is called: there its mode is written."""
    place, call = _place(traced, name), traced.calls.get(name)
    return place if call is None else replace(place, file=call.file, line=call.line, cell=call.cell)


def _listed(names: list[str]) -> str:
    """Join names: "b1", "b1 and b2", "b1, b2 and 5 more"."""
    if len(names) > 3:  # noqa: PLR2004 - a sentence holds no more
        return f"{names[0]}, {names[1]} and {len(names) - 2} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
