"""What `cnncheck explain` can be asked for."""

from itertools import combinations

import pytest

from cnncheck.concepts import CONCEPTS
from cnncheck.explain.commands import WORD, app
from cnncheck.explain.network import networks
from cnncheck.explain.words import CALCULATORS, UnknownWord, network_named, word_text


def test_no_word_has_two_meanings() -> None:
    for one, other in combinations((set(CONCEPTS), set(CALCULATORS), set(networks())), 2):
        assert not one & other


def test_what_two_rooms_of_the_textbook_have_is_told_apart() -> None:
    made = networks()
    assert made["vgg16"]().input_shape == (32, 32, 3)
    assert made["vgg16_imagenet"]().input_shape == (224, 224, 3)
    assert network_named("VGG16-ImageNet") == "vgg16_imagenet"


def test_calculators_are_the_commands() -> None:
    assert {command.name for command in app.registered_commands} == {*CALCULATORS, WORD}


@pytest.mark.parametrize("word", ["lenet5", "LeNet5", "LeNet-5", "lenet_5", "LENET5"])
def test_a_network_is_found_as_people_write_it(word: str) -> None:
    assert network_named(word) == "lenet5"


def test_a_code_stays_a_code() -> None:
    assert word_text("padding").startswith("Padding of a convolution (padding)\n")
    assert network_named("padding") is None


@pytest.mark.parametrize(
    ("word", "offer"),
    [
        ("vgg16_imagnet", "vgg16_imagenet"),
        ("pading", "Did you mean padding,"),
        ("resnet", "resnet18"),
        ("fields", "field"),
        ("ResNet19", "resnet18"),
        ("qqqq", "Networks: alexnet8, "),
        ("", "Networks: alexnet8, "),
    ],
)
def test_an_unknown_word_is_answered_with_near_ones_of_every_kind(word: str, offer: str) -> None:
    with pytest.raises(UnknownWord) as caught:
        word_text(word)
    assert offer in str(caught.value)
