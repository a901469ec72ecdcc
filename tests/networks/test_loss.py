"""Whether the softmax of a network is in its loss."""

from dataclasses import replace

import pytest
from bench import traced

from cnncheck.inside.wire import Facts, FitCall
from cnncheck.networks.loss import takes_logits, without_its_softmax
from reference.networks import lenet5, lenet5_mnist

SAYS = {
    "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=z)": True,
    "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z)": True,
    "loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)": True,
    "loss = categorical_crossentropy(y, z, from_logits=True)": True,
    "loss = SparseCategoricalCrossentropy()": False,
    "loss = SparseCategoricalCrossentropy(from_logits=False)": False,
    "a = CategoricalCrossentropy(from_logits=True)\nb = CategoricalCrossentropy()": False,
    "p = tf.nn.softmax(z, axis=0)": False,
    "no python at all": False,
}


@pytest.mark.parametrize("source", SAYS)
def test_what_a_file_says_of_its_loss(source: str) -> None:
    assert takes_logits(source) is SAYS[source]


LOGITS = lenet5().without(lenet5().output)
WITH = ["loss = SparseCategoricalCrossentropy(from_logits=True)"]


def test_the_reference_ends_before_the_softmax_that_the_loss_has() -> None:
    student = traced(LOGITS)
    assert without_its_softmax(lenet5(), student, Facts(), WITH) == LOGITS
    assert without_its_softmax(lenet5(), student, Facts((FitCall("Net", from_logits=True),)), []) == LOGITS
    assert without_its_softmax(lenet5(), replace(student, from_logits=True), Facts(), []) == LOGITS


def test_what_compile_says_counts_before_what_stands_in_the_file() -> None:
    student = traced(LOGITS)
    assert without_its_softmax(lenet5(), student, Facts((FitCall("Net", from_logits=False),)), WITH) is None
    assert without_its_softmax(lenet5(), replace(student, from_logits=False), Facts(), WITH) is None


def test_nothing_is_taken_off_where_no_softmax_is_missing_or_specified() -> None:
    assert without_its_softmax(lenet5(), traced(lenet5()), Facts(), WITH) is None
    assert without_its_softmax(lenet5_mnist(), traced(lenet5_mnist()), Facts(), WITH) is None
