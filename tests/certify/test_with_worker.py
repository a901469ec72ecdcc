"""Planted faults graded by the real grader in real workers: each trait, in a style that has words for it."""

from pathlib import Path

import pytest

from cnncheck import catalogue
from cnncheck.certify.command import Certifying, Request
from cnncheck.certify.grading import Desk
from cnncheck.certify.networks import Plan, network_certification
from cnncheck.certify.trial import Author, Trial
from cnncheck.emission import Style
from cnncheck.mutation import mutants
from cnncheck.networks import NetworkTask
from cnncheck.sandbox import Zygote


def task_of(name: str) -> NetworkTask:
    [task] = catalogue.load("cifar10_cnns").only([name]).tasks
    assert isinstance(task, NetworkTask)
    return task


def desk_for(task: str, folder: Path, zygote: Zygote) -> Desk:
    return Desk("cifar10_cnns", task, folder, zygote, 0, 1, lambda _: None)


PLANTED = [
    ("lenet5", "c1: kernel 3x3 instead of 5x5", Style.SEQUENTIAL),
    ("lenet5", "softmax over the batch", Style.SEQUENTIAL),
    ("lenet5", "f2: frozen", Style.FUNCTIONAL),
    ("lenet5", "f2: never called", Style.SUBCLASSED),
    ("lenet5", "f2: untracked", Style.SUBCLASSED),
    ("lenet5", "f2: untracked", Style.RAW),
    ("baseline", "b1: inference only", Style.SUBCLASSED),
    ("baseline", "b1: always training", Style.SUBCLASSED),
    ("baseline", "d2: always training", Style.RAW),
    ("baseline", "d1: missing", Style.SEQUENTIAL),
]


@pytest.mark.parametrize("network", ["lenet5", "baseline"])
def test_planted_faults_are_found_and_named_at_their_layers(network: str, zygote: Zygote, tmp_path: Path) -> None:
    task = task_of(network)
    known = {mutant.what: mutant for mutant in mutants(task.graph)}
    trials: list[Trial] = []
    for number, (_, what, style) in enumerate(each for each in PLANTED if each[0] == network):
        author = Author(task.graph, task.names[0], (style,), seed=0)
        trials += [made for made in author.wrong(known[what], number, once=True) if isinstance(made, Trial)]
    judged = list(desk_for(network, tmp_path, zygote).judged(trials))
    assert len(judged) == sum(each[0] == network for each in PLANTED)
    for one in judged:
        assert one.killed, one.trial
        assert one.code_right, (one.trial, one.verdict.said)
        assert one.layer_right, (one.trial, one.verdict.said)


def test_a_small_certification_says_of_every_kind_something(zygote: Zygote, tmp_path: Path) -> None:
    desk = desk_for("lenet5", tmp_path, zygote)
    run = network_certification(task_of("lenet5"), desk, Plan(styles=(Style.FUNCTIONAL,), sample=2))
    run.run()
    found = run.certificate()
    assert found.total.tried == found.total.killed == 2
    assert (found.accepted, found.rejected) == (2, 0)
    assert found.pairs == found.steady == 2
    assert found.texts == found.planned == 2 + 2 + 2 + 4 * 2
    assert found.errored == ()
    assert found.versions.startswith("tensorflow 2.")
    assert found.seconds > 0


def test_an_interrupted_run_keeps_what_it_has_measured(zygote: Zygote, tmp_path: Path) -> None:
    done: list[str] = []

    def progress(what: str) -> None:
        done.append(what)
        if len(done) == 3:
            raise KeyboardInterrupt

    run = Certifying.of(Request("cifar10_cnns", ("lenet5", "baseline"), sample=4, keep=tmp_path))
    run.run(zygote, lambda _: None, progress)
    found = run.certificate()
    assert found.interrupted
    assert [network.task for network in found.networks] == ["baseline"]
    assert found.networks[0].texts == 2 < found.networks[0].planned
