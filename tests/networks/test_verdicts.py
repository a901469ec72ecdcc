"""What may pass and what may not: the checks that rest on numbers, and findings that are told once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import bench
import numpy as np
import pytest
from bench import FILE, Report, codes, examine, faults, subject_of
from planted import (
    BASELINE,
    COUNT,
    EQUIVALENTS,
    LENET5,
    NUMBERS,
    OUTPUT,
    SHAPES,
    TRAINING,
    added,
    both,
    changed,
    instead,
    swap,
)

from cnncheck.findings import Where
from cnncheck.inside.wire import Array, Facts, FitCall, Forward, Outputs, Problem, Question
from cnncheck.networks.comparison import HIGHEST_LINE, LINE, WALKED_LINE
from cnncheck.networks.constancy import BESIDE
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.subject import UnreadVariable
from cnncheck.sandbox import StudentProblem, WorkerFailure
from reference.evaluation import evaluate
from reference.graph import Graph, Node
from reference.networks import baseline, lenet5
from reference.operations import (
    Activation,
    AveragePooling2D,
    Dense,
    Dropout,
    Input,
    MaxPooling2D,
    Opaque,
    Operation,
    ZeroPadding2D,
)


def passed(report: Report, check: str) -> bool:
    findings = report[check]
    return not isinstance(findings, str) and not any(one.severity == "fault" for one in findings)


class Answering:
    """A worker that answers every question with one output, or stops."""

    def __init__(
        self, output: np.ndarray | None, said: str = "InvalidArgumentError: 3200 values, but the shape has 400"
    ) -> None:
        self.output = output
        self.said = said

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        del kind, timeout
        assert isinstance(question, Forward)
        if self.output is None:
            raise StudentProblem(Problem("raises", self.said))
        return Outputs(Array.of(self.output))


def answered(subject: NetworkSubject, output: np.ndarray | None) -> NetworkSubject:
    return NetworkSubject(replace(subject.handed, worker=Answering(output)), subject.task, subject.traced)


EDITS = [
    *(pytest.param(lenet5, one.edit, one.traced, id=f"lenet5: {one}") for one in LENET5),
    *(pytest.param(baseline, one.edit, one.traced, id=f"baseline: {one}") for one in BASELINE),
    *(pytest.param(make, edit, {}, id=what) for what, (make, edit) in EQUIVALENTS.items()),
]


@pytest.mark.parametrize(("make", "edit", "traced"), EDITS)
def test_the_numbers_pass_only_where_they_were_shown_to_agree(make: Any, edit: Any, traced: Any) -> None:  # noqa: ANN401
    graph = make()
    subject = subject_of(graph, edit(graph), **traced)
    report = examine(subject)
    assert passed(report, NUMBERS) == (subject.comparison.is_equivalent and not subject.traced.always_trains)


def opaque(shape: tuple[int, ...], name: str = "Erf") -> Operation:
    return Opaque(name, shape)


UNKNOWN = [
    pytest.param(lenet5, added("softmax", "erf", opaque((10,))), added("softmax", "erf", Activation("tanh")), id="end"),
    pytest.param(
        lenet5,
        added("image", "erf", opaque((32, 32, 3))),
        added("image", "erf", Activation("tanh")),
        id="beginning",
    ),
    pytest.param(
        baseline,
        instead("a1", opaque((32, 32, 6), "LeakyReLU(0.3)")),
        instead("a1", Activation("elu")),
        id="activation",
    ),
    pytest.param(
        baseline,
        both(instead("a1", opaque((32, 32, 6))), instead("p1", AveragePooling2D(padding="same"))),
        both(instead("a1", Activation("elu")), instead("p1", AveragePooling2D(padding="same"))),
        id="two",
    ),
]


@pytest.mark.parametrize(("make", "shown", "real"), UNKNOWN)
def test_what_nobody_can_compute_never_passes_the_numbers(make: Any, shown: Any, real: Any) -> None:  # noqa: ANN401
    graph = make()
    report = examine(subject_of(graph, shown(graph), truth=real(graph)))
    assert not passed(report, NUMBERS)
    assert report[SHAPES] == []
    assert codes(report)
    assert all(check == NUMBERS for check, _ in faults(report))


def test_another_spelling_that_nobody_can_compute_passes_when_the_numbers_agree() -> None:
    graph = lenet5()
    shown = both(
        instead("p1", opaque((14, 14, 6), "Max")), added("a1", "reshape", opaque((14, 2, 14, 2, 6), "Reshape"))
    )
    real = both(instead("p1", MaxPooling2D()), added("a1", "reshape", Activation("linear")))
    report = examine(subject_of(graph, shown(graph), truth=real(graph)))
    assert all(findings == [] for findings in report.values()), report


def nothing_read() -> Graph:
    shape = lenet5().input_shape
    return Graph("Net", (Node("image", Input(shape)), Node("beside", Opaque(BESIDE, (10,)), ("image",))))


@pytest.mark.parametrize(("value", "code"), [(0.1, "value"), (np.nan, "not-finite")])
def test_an_output_without_the_image_is_one_finding_and_nothing_else_passes(value: float, code: str) -> None:
    subject = answered(subject_of(lenet5(), nothing_read()), np.full((8, 10), value, np.float32))
    report = examine(subject)
    [(check, finding)] = faults(report)
    assert (check, finding.code) == (OUTPUT, code)
    assert finding.message.startswith("The output does not depend on the image")
    assert {report[other] for other in (SHAPES, COUNT, NUMBERS, TRAINING)} == {OUTPUT}


def test_values_that_are_no_numbers_are_said_to_be_none() -> None:
    graph = lenet5()
    report = examine(answered(subject_of(graph, graph), np.full((8, 10), np.inf, np.float32)))
    assert [(check, finding.code) for check, finding in faults(report)] == [(NUMBERS, "not-finite")]


def test_a_network_that_stops_on_a_batch_is_told_once() -> None:
    graph = lenet5()
    report = examine(answered(subject_of(graph, graph), None))
    [(check, finding)] = faults(report)
    assert (check, finding.code) == (OUTPUT, "raises")
    assert "8 images at once: InvalidArgumentError" in finding.message
    assert {report[other] for other in (SHAPES, COUNT, NUMBERS, TRAINING)} == {OUTPUT}


def test_a_reshaping_to_another_number_of_values_is_told_in_values_of_one_image() -> None:
    said = (
        "InvalidArgumentError: Input to reshape is a tensor with 3200 values, but the requested shape requires a "
        "multiple of 576"
    )
    subject = subject_of(lenet5(), lenet5())
    handed = replace(subject.handed, worker=Answering(None, said))
    [(_, finding)] = faults(examine(NetworkSubject(handed, subject.task, subject.traced)))
    assert finding.message == "A reshaping wants 576 values for each image, and 400 are there."
    assert (finding.expected, finding.received) == ("400 values for each image", "576 values")


class TooLarge(Answering):
    """A worker that cannot be sent the network's weights."""

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        del question, kind, timeout
        raise WorkerFailure("memory-limit", "its values take more than 256 MiB, which is more than is graded")


def test_a_network_too_large_to_be_run_is_not_told_of_its_batch() -> None:
    subject = subject_of(lenet5(), lenet5())
    handed = replace(subject.handed, worker=TooLarge(None))
    [(_, finding)] = faults(examine(NetworkSubject(handed, subject.task, subject.traced)))
    assert (finding.code, finding.hint) == (
        "memory-limit",
        "Is every pooling there? The dense layer behind a large map has very many weights.",
    )


def test_weights_without_effect_are_told_although_an_earlier_check_found_something() -> None:
    graph = lenet5()
    student = graph.replaced("f3", Dense(100))
    spare = UnreadVariable("spare/kernel", (7, 7), trainable=True, place=Where(FILE, 31, layer="spare"))
    report = examine(subject_of(graph, student, unread_variables=(spare,)))
    assert [(check, finding.code) for check, finding in faults(report)] == [
        (OUTPUT, "output-classes"),
        (COUNT, "unused-layer"),
    ]
    assert report[NUMBERS] == OUTPUT


def discarded(graph: Graph, name: str, line: int) -> tuple[UnreadVariable, ...]:
    place = Where(FILE, line, layer=name)
    weights = graph.weights_of(graph[name])
    return tuple(UnreadVariable(f"{name}/{one.name}", one.shape, one.trainable, place) for one in weights)


def test_a_layer_whose_result_is_thrown_away_is_named_at_its_line_and_nothing_else_is() -> None:
    graph = baseline()
    student = graph.without("f1").without("a2")
    report = examine(subject_of(graph, student, unread_variables=discarded(graph, "f1", 31)))
    [(_, finding)] = faults(report)
    assert (finding.code, finding.where.line) == ("unused-layer", 31)
    assert finding.message.startswith("f1 is called, but its result is not used: the first dense layer is missing")


def test_a_dropout_behind_a_dense_layer_that_is_missing_is_not_at_the_wrong_place() -> None:
    graph = baseline()
    report = examine(subject_of(graph, graph.without("f1").without("a2")))
    assert codes(report) == ["layer-missing"]
    assert isinstance(graph["d2"].operation, Dropout)


STAND_INS = [
    pytest.param("b1", opaque((32, 32, 6), "LayerNormalization"), "batch-norm-missing", COUNT, id="normalisation"),
    pytest.param("a1", opaque((32, 32, 6), "LeakyReLU(0.3)"), "activation", NUMBERS, id="activation"),
    pytest.param("d1", opaque((16, 16, 6), "GaussianDropout"), "dropout-missing", TRAINING, id="dropout"),
    pytest.param("softmax", opaque((10,), "softmax over axis 0"), "output-activation", NUMBERS, id="softmax"),
    pytest.param("c1", opaque((32, 32, 6), "SeparableConv2D"), "layer-missing", COUNT, id="convolution"),
]
REAL = {"b1": Activation("linear"), "a1": Activation("elu"), "d1": Activation("linear"), "softmax": Activation("tanh")}


@pytest.mark.parametrize(("name", "operation", "code", "check"), STAND_INS)
def test_what_stands_in_place_of_something_is_one_finding(name: str, operation: Opaque, code: str, check: str) -> None:
    graph = baseline()
    truth = graph.replaced(name, REAL.get(name, graph[name].operation))
    report = examine(subject_of(graph, graph.replaced(name, operation), truth=truth))
    [(where, finding)] = faults(report)
    assert (where, finding.code, finding.where.layer) == (check, code, name)
    assert f"{name}, an operation {operation.name}, stands where a" in finding.message
    assert finding.received == operation.name


def test_what_leads_to_a_stand_in_belongs_to_it() -> None:
    graph = baseline()
    edits = both(instead("a1", opaque((32, 32, 6), "Maximum")), added("b1", "scaled", opaque((32, 32, 6), "Rescaling")))
    real = both(instead("a1", Activation("elu")), added("b1", "scaled", Activation("linear")))
    [(check, finding)] = faults(examine(subject_of(graph, edits(graph), truth=real(graph))))
    assert (check, finding.code, finding.where.layer) == (NUMBERS, "activation", "a1")


def test_a_border_that_is_no_zeros_is_one_finding_with_the_padding_it_stands_for() -> None:
    graph = baseline()
    edit = both(changed("c1", padding="valid"), added("image", "mirror", opaque((36, 36, 3), "MirrorPad")))
    real = both(changed("c1", padding="valid"), added("image", "mirror", ZeroPadding2D(((4, 0), (4, 0)))))
    [(_, finding)] = faults(examine(subject_of(graph, edit(graph), truth=real(graph))))
    assert (finding.code, finding.where.layer) == ("padding", "mirror")


def test_axes_that_are_exchanged_before_the_first_layer_are_the_layout_of_the_image() -> None:
    graph = baseline()
    student = added("image", "turned", opaque((3, 32, 32), "Transpose"))(graph)
    report = examine(answered(subject_of(graph, student), np.full((8, 10), 0.1, np.float32)))
    [(check, finding)] = faults(report)
    assert (check, finding.code) == (SHAPES, "input-layout")
    assert report[NUMBERS] == SHAPES
    assert finding.message == "turned makes an image of 3x32x32 from one of 32x32x3 before any layer sees it."


def test_a_softmax_between_two_exchanges_of_axes_is_one_finding() -> None:
    graph = lenet5()
    turned = both(
        added("f3", "turned", opaque((10,), "Transpose")), added("softmax", "back", opaque((10,), "Transpose_2"))
    )
    real = both(added("f3", "turned", Activation("tanh")), added("softmax", "back", Activation("tanh")))
    [(check, finding)] = faults(examine(subject_of(graph, turned(graph), truth=real(graph))))
    assert (check, finding.code) == (NUMBERS, "output-activation")
    assert "over the images of a batch, not over the classes" in finding.message


@pytest.mark.parametrize(
    ("from_logits", "says"),
    [
        (True, "Your own compile says from_logits=True, which fits the network as it is: change both together."),
        (False, "Your own compile says from_logits=False, which does not fit this network either."),
    ],
)
def test_logits_are_weighed_against_the_files_own_compile(*, from_logits: bool, says: str) -> None:
    graph = lenet5()
    subject = subject_of(graph, graph.without("softmax"))
    facts = Facts((FitCall("Net", from_logits=from_logits),))
    subject = NetworkSubject(replace(subject.handed, facts=facts), subject.task, subject.traced)
    [(_, finding)] = faults(examine(subject))
    assert finding.code == "output-activation"
    assert finding.hint is not None
    assert finding.hint.endswith(says)


def test_an_order_and_a_mode_are_shown_where_they_are_called() -> None:
    graph = baseline()
    wanted = {one.name: one for one in BASELINE}
    calls = {"b1": Where(FILE, 25, layer="b1"), "d2": Where(FILE, 28, layer="d2")}
    report = examine(subject_of(graph, wanted["order BA"].edit(graph), calls=calls, never_trains=("d2",)))
    assert [(finding.code, finding.where.line) for _, finding in faults(report)] == [
        ("layer-order", 25),
        ("dropout-training", 28),
    ]


def test_an_average_that_stands_before_the_activation_is_no_matter_of_sizes() -> None:
    graph = baseline()
    edit = both(swap("a1", "p1"), instead("p1", AveragePooling2D(padding="same")))
    [(check, finding)] = faults(examine(subject_of(graph, edit(graph))))
    assert (check, finding.code) == (NUMBERS, "pool-type")


def test_every_finding_names_the_image_it_was_seen_with() -> None:
    graph = lenet5()
    for one in LENET5:
        for _, finding in faults(examine(subject_of(graph, one.edit(graph), **one.traced))):
            assert finding.example, one


def bfloat16(values: np.ndarray) -> np.ndarray:
    """The values with the last 16 bits left out."""
    return (values.view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


def test_values_of_half_precision_are_told_as_such() -> None:
    graph = lenet5()
    subject = subject_of(graph, graph)
    worker = subject.handed.worker

    class Half:
        def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
            given = worker.ask(question, kind, timeout=timeout)
            arrays = [bfloat16(one.unpack()) for one in (given.output, *given.fetched)]
            return Outputs(Array.of(arrays[0]), tuple(map(Array.of, arrays[1:])))

    report = examine(NetworkSubject(replace(subject.handed, worker=Half()), subject.task, subject.traced))
    [(check, finding)] = faults(report)
    assert (check, finding.code) == (NUMBERS, "value")
    assert "it computes in bfloat16, not in float32." in finding.message


@pytest.mark.parametrize("make", [baseline, lenet5])
def test_what_rounding_makes_of_a_network_is_no_fault_where_every_layer_computes_what_it_says(
    make: Callable[[], Graph], monkeypatch: pytest.MonkeyPatch
) -> None:
    def coarse(operation: Operation, *given: Any, training: bool) -> np.ndarray:  # noqa: ANN401
        output = evaluate(operation, *given, training=training)
        grain = 5e-4 * max(output.std(axis=0).mean(), 1e-12)
        return np.round(output / grain) * grain

    monkeypatch.setattr(bench, "evaluate", coarse)
    graph = make()
    subject = subject_of(graph, graph)
    assert subject.comparison.equals_reference > HIGHEST_LINE
    assert codes(examine(subject)) == []


def test_a_layer_that_computes_something_else_is_a_fault_however_little_it_changes() -> None:
    graph = baseline()
    subject = subject_of(graph, graph, truth=changed("b1", epsilon=0.00099)(graph))
    assert LINE < subject.comparison.equals_reference < WALKED_LINE
    assert codes(examine(subject)) != []
