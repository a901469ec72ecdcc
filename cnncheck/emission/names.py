"""Names in a program: those of the graph's nodes, as far as Python and Keras let one use them."""

import keyword
import re
from dataclasses import replace

from cnncheck.emission.parts import (
    Block,
    Choice,
    Fork,
    Layer,
    Part,
    Run,
    Series,
    Tangle,
    Use,
    Wire,
    blocks,
    layers,
    walk,
)
from cnncheck.emission.variation import NotWritableError
from reference.operations import Add

CLASSES = {
    "alexnet8": "AlexNet8",
    "augmented_cifar10": "AugmentedCIFAR10",
    "densenet121": "DenseNet121",
    "lenet5": "LeNet5",
    "lenet5_classical": "LeNet5Classical",
    "lenet5_mnist": "LeNet5MNIST",
    "dense_mnist": "DenseMNIST",
    "mobilenet": "MobileNet",
    "mobilenet_v2": "MobileNetV2",
    "mobilenetv2": "MobileNetV2",
    "resnet18": "ResNet18",
    "resnet34": "ResNet34",
    "resnet50": "ResNet50",
    "vgg16": "VGG16",
    "vgg19": "VGG19",
}
"""How the classes of well-known networks are spelt; others are capitalised word by word."""

RESERVED = frozenset({
    "build", "built", "call", "compute_mask", "dilation_rate", "dtype", "extended", "fit", "get_weights", "input",
    "inputs", "layers", "loss", "losses", "metrics", "name", "name_scope", "non_trainable_variables", "optimizer",
    "output", "outputs", "padded", "padding", "path", "pool_size", "predict", "projected", "rate", "self", "shortcut",
    "stop_training", "strides", "submodules", "summary", "super", "supports_masking", "tf", "trainable",
    "trainable_variables", "trainable_weights", "training", "variables", "weights", "widened", "with_name_scope", "x",
    "y",
})  # fmt: skip
"""What a Keras model, a `tf.Module` or the program itself uses already."""

PROGRAM = frozenset(
    {"BatchNorm", "Input", "L2", "Layer", "Model", "ReLU", "Sequential", "Softmax", "glorot", "range", "tf"}
)
"""What programs define, import or call beside layers and blocks."""


def class_name(name: str) -> str:
    """The name of a network's class.

    >>> class_name("lenet5"), class_name("tiny_network")
    ('LeNet5', 'TinyNetwork')
    """
    return CLASSES.get(name, "".join(word[:1].upper() + word[1:] for word in re.split(r"\W|_", name)))


def identifier(name: str) -> str:
    """A name as Python takes it.

    >>> identifier("group1.block2.c1"), identifier("input"), identifier("3x3")
    ('group1_block2_c1', 'input_', '_3x3')
    """
    plain = re.sub(r"\W", "_", name)
    if plain[:1].isdigit():
        plain = f"_{plain}"
    return f"{plain}_" if plain in RESERVED or keyword.iskeyword(plain) else plain


def checked(name: str, series: Series) -> str:
    """A name that a caller wants for a network.

    Raises:
        NotWritableError: Python does not take it, or the program uses it for something else.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise NotWritableError(f"a network cannot be called {name!r} in Python")
    if name in taken(series):
        raise NotWritableError(f"a network cannot be called {name!r}: its program uses the name for something else")
    return name


def taken(series: Series) -> set[str]:
    """Names that a program uses for something else than the network."""
    found = {*PROGRAM, *(type(layer.operation).__name__ for layer in layers(series))}
    for block in blocks(series):
        found |= {block.name, block.function, *(type(layer.operation).__name__ for layer in layers(block.series))}
    return found


def named(series: Series) -> Series:
    """A series whose layers, runs and blocks have names that are told apart, each definition with names of its own."""
    return _Namer(series, {}).series(series)


class _Namer:
    """Hands out names within one class."""

    def __init__(self, series: Series, known: dict[str, Block]) -> None:
        self.taken: set[str] = set()
        self.blocks = known
        self.renamed: dict[str, str] = {}
        self.single = _short_names(series)
        runs: list[str | None] = [part.attribute for part in series if isinstance(part, Run)]
        inside = {id(use) for part in walk(series) if isinstance(part, Run) for use in part.uses}
        alone = [part.block.attribute for part in walk(series) if isinstance(part, Use) and id(part) not in inside]
        self.only = {each for each in runs if runs.count(each) == 1 and each not in alone}
        self.only |= {each for each in alone if alone.count(each) == 1 and each not in runs}
        self.numbers: dict[str, int] = {}

    def series(self, series: Series) -> Series:
        return tuple(self._part(part) for part in series)

    def _part(self, part: Part) -> Part:
        match part:
            case Layer():
                return self._layer(part)
            case Fork():
                return self._fork(part)
            case Choice():
                return replace(part, series=self.series(part.series))
            case Tangle():
                source = self.renamed.get(part.source, part.source)
                return Tangle(source, tuple(map(self._wire, part.wires)))
            case Use() | Run():
                return self._blocks(part)
            case _:
                return part

    def _blocks(self, part: Use | Run) -> Use | Run:
        if isinstance(part, Use):
            return replace(part, name=self._block_name(part.name, part.block, ""), block=self._block(part.block))
        uses = tuple(replace(use, block=self._block(use.block)) for use in part.uses)
        return Run(self._block_name(part.name, uses[0].block, "s"), uses)

    def _layer(self, layer: Layer) -> Layer:
        return replace(layer, name=self._name(layer.name), shares=layer.shares and self.renamed[layer.shares])

    def _fork(self, fork: Fork) -> Fork:
        branches = tuple(self.series(branch) for branch in fork.branches)
        return replace(fork, name=self._name(fork.name), branches=branches)

    def _wire(self, wire: Wire) -> Wire:
        part = self._layer(wire.part) if isinstance(wire.part, Layer) else self._fork(wire.part)
        return Wire(part, tuple(self.renamed.get(name, name) for name in wire.inputs))

    def _block(self, block: Block) -> Block:
        if block.name not in self.blocks:
            inner = _Namer(block.series, self.blocks)
            self.blocks[block.name] = replace(block, series=inner.series(block.series))
        return self.blocks[block.name]

    def _block_name(self, name: str, block: Block, plural: str) -> str:
        attribute = block.attribute
        if attribute is None:
            return self._name(name)
        if attribute in self.only:
            return self._name(attribute + plural)
        number = self.numbers[attribute] = self.numbers.get(attribute, 0) + 1
        return self._name(f"{attribute}{plural}{number}")

    def _name(self, name: str) -> str:
        short = name.rsplit(".", 1)[-1]
        wanted = identifier(short if short in self.single else name)
        given, number = wanted, 2
        while given in self.taken:
            given, number = f"{wanted}_{number}", number + 1
        self.taken.add(given)
        self.renamed[name] = given
        return given


def _short_names(series: Series) -> set[str]:
    """Last words of dotted names that stand for one part only: "c1" of "group1.block1.c1" within a block."""
    by_layer = [
        part
        for part in walk(series)
        if isinstance(part, Layer | Fork) or (isinstance(part, Use) and part.block.attribute is None)
    ]
    words = [part.name.rsplit(".", 1)[-1] for part in by_layer]
    return {word for word in words if words.count(word) == 1}


def branch_names(fork: Fork, depth: int) -> tuple[str, ...]:
    """What the values of a fork's branches are called: y, and shortcut for what goes past it, else numbered.

    Args:
        fork: the fork.
        depth: 1, or 2 for a fork within a branch of another: what the outer branches hold is still needed.
    """
    sizes = [len(branch) for branch in fork.branches]
    names = tuple(f"branch{number}" for number in range(1, len(sizes) + 1))
    if len(sizes) == 2 and (isinstance(fork.join, Add) or not min(sizes)):  # noqa: PLR2004 - a way and one past it
        names = ("shortcut", "y") if sizes[0] < sizes[1] else ("y", "shortcut")
    return names if depth == 1 else tuple(f"{name}_{depth}" for name in names)
