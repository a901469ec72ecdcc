"""Small networks from no course, with everything that the course's networks leave out."""

from reference.graph import Graph, Node
from reference.networks.builder import IMAGE, GraphBuilder
from reference.networks.chain import chain
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Input,
    MaxPooling2D,
    Operation,
    Reshape,
    ZeroPadding2D,
)

SHAPE = (8, 8, 3)
SMALL = {"flatten": Flatten(), "f1": Dense(5)}


def options() -> Graph:
    """Options that are seldom given."""
    return chain(
        "options",
        (12, 10, 4),
        {
            "pad": ZeroPadding2D(((1, 2), (0, 1))),
            "c1": Conv2D(8, (3, 2), (2, 1), groups=2, use_bias=False),
            "b1": BatchNormalization(0.9, 1e-5, center=False),
            "a1": Activation("elu"),
            "c2": Conv2D(6, (3, 3), padding="same", dilation_rate=(2, 2), regularizer=0.001),
            "b2": BatchNormalization(scale=False),
            "a2": Activation("tanh"),
            "p1": AveragePooling2D((3, 2), (2, 2), "same"),
            "d1": Dropout(0.25),
            "c3": Conv2D(5, (1, 1), (1, 1)),
            "a3": Activation("silu"),
            "pool": GlobalMaxPooling2D(),
            "f1": Dense(7, use_bias=False, regularizer=0.01),
            "b3": BatchNormalization(),
            "a4": Activation("softplus"),
            "f2": Dense(3),
        },
    )


def other_axis() -> Graph:
    """Statistics for each row, and a dense layer at each pixel."""
    layers: dict[str, Operation] = {
        "b1": BatchNormalization(axis=1),
        "f0": Dense(4),
        "a1": Activation("relu"),
        "reshape": Reshape((4, 16, 4)),
        "c1": Conv2D(2, (3, 3)),
    }
    return chain("other_axis", SHAPE, layers | SMALL)


def shared() -> Graph:
    """Weights that are used twice."""
    net = GraphBuilder("shared", SHAPE)
    x = net.chain(
        IMAGE, {"c1": Conv2D(3, (3, 3), padding="same"), "b1": BatchNormalization(), "a1": Activation("relu")}
    )
    nodes = [
        *net.graph(),
        Node("c2", Conv2D(3, (3, 3), padding="same"), (x,), shares="c1"),
        Node("b2", BatchNormalization(), ("c2",), shares="b1"),
        Node("a2", Activation("relu"), ("b2",)),
        Node("flatten", Flatten(), ("a2",)),
        Node("f1", Dense(5), ("flatten",)),
    ]
    return Graph("shared", tuple(nodes))


def tangled() -> Graph:
    """Ways that cross: no branches side by side."""
    same = Conv2D(3, (3, 3), padding="same")
    nodes = (
        Node("image", Input(SHAPE)),
        Node("input", same, ("image",)),
        Node("y", same, ("input",)),
        Node("output", BatchNormalization(), ("y",)),
        Node("c3", same, ("input",), shares="y"),
        Node("both", Add(), ("output", "c3")),
        Node("a1", Activation("relu"), ("both",)),
        Node("beside", Concatenate(), ("a1", "c3")),
        Node("flatten", Flatten(), ("beside",)),
        Node("f1", Dense(5), ("flatten",)),
    )
    return Graph("tangled", nodes)


def nested() -> Graph:
    """Forks in forks, three summands, a value added to itself, and maps one above the other."""
    net = GraphBuilder("nested", SHAPE)
    left = net.chain(IMAGE, {"c1": Conv2D(3, (1, 1)), "a1": Activation("relu")})
    inner = net.chain(left, {"c2": Conv2D(3, (3, 3), padding="same")})
    right = net.chain(IMAGE, {"c3": Conv2D(3, (3, 3), padding="same")})
    x = net.join("sum3", Add(), net.join("inner", Add(), inner, left), right, IMAGE)
    x = net.join("twice", Add(), x, x)
    above = net.chain(x, {"p1": MaxPooling2D((2, 2), (1, 1), "same")})
    x = net.join("stacked", Concatenate(1), x, above)
    net.chain(x, SMALL)
    return net.graph()


def deep() -> Graph:
    """Forks in forks in forks, each of which still needs what it began with."""
    net = GraphBuilder("deep", SHAPE)
    same = Conv2D(3, (3, 3), padding="same")

    def way(x: str, within: str, depth: int) -> str:
        start = net.chain(x, {"c1": same, "a1": Activation("relu")}, within)
        middle = way(start, f"{within}_in", depth - 1) if depth else net.chain(start, {"c2": same}, within)
        end = net.chain(middle, {"c3": same}, within)
        past = net.chain(x, {"c4": Conv2D(3, (1, 1))}, within) if depth % 2 else x
        return net.join(f"{within}.add", Add(), end, past)

    net.chain(way(IMAGE, "out", 3), SMALL)
    return net.graph()


def blocks_in_blocks() -> Graph:
    """Residual blocks in cells in a network, with windows that are square in some and not in others."""
    net = GraphBuilder("blocks_in_blocks", (12, 12, 3))

    def conv_bn_relu(x: str, within: str, name: str, convolution: Conv2D) -> str:
        layers = {f"c{name}": convolution, f"b{name}": BatchNormalization(), f"a{name}": Activation("relu")}
        return net.chain(x, layers, within)

    def residual(x: str, within: str, filters: int, side: int) -> str:
        way = conv_bn_relu(x, within, "1", Conv2D(filters, (side, side), padding="same"))
        way = net.chain(way, {"c2": Conv2D(filters, (3, 3), padding="same")}, within)
        return net.chain(net.join(f"{within}.add", Add(), way, x), {"a2": Activation("relu")}, within)

    x = conv_bn_relu(IMAGE, "", "1", Conv2D(4, (3, 1), padding="same"))
    for number, (filters, side, strides) in enumerate([(4, 3, 1), (6, 5, 2), (6, 3, 2)], start=1):
        within = f"cell{number}"
        left = conv_bn_relu(x, within, "1", Conv2D(filters, (1, 1), (strides, strides)))
        left = residual(left, f"{within}.left", filters, side)
        left = residual(left, f"{within}.left2", filters, 3)
        right = conv_bn_relu(x, within, "2", Conv2D(4, (side, side), (strides, strides), "same"))
        x = net.join(f"{within}.concat", Concatenate(), left, right)
    net.chain(conv_bn_relu(x, "", "2", Conv2D(5, (1, 3), (2, 1), padding="same")), SMALL)
    return net.graph()


def families() -> Graph:
    """Groups whose names are those of Keras's layers, and two families of one kind."""
    net = GraphBuilder("families", SHAPE)
    x = IMAGE
    for family in ("dense", "layer", "stage", "level"):
        for number in (1, 2):
            layers: dict[str, Operation] = {"c1": Conv2D(3 + number, (3, 3), padding="same"), "a1": Activation("tanh")}
            if family in {"stage", "level"}:
                layers["p1"] = MaxPooling2D((2, 2), (1, 1), "same")
            layers["d1"] = Dropout(0.1 * number)
            x = net.chain(x, layers, f"{family}{number}")
    net.chain(x, SMALL)
    return net.graph()


def named() -> Graph:
    """Names that Python or Keras has other uses for."""
    layers: dict[str, Operation] = {
        "input": Conv2D(3, (3, 3)),
        "class": BatchNormalization(),
        "3x3": Activation("relu"),
        "x": Conv2D(3, (3, 3)),
        "loss": Dropout(0.5),
        "weights": Flatten(),
        "output": Dense(5),
    }
    return chain("named", SHAPE, layers)


def blocks() -> Graph:
    """Blocks that differ in whatever they can be told, two kinds of them with shortcuts."""
    net = GraphBuilder("blocks", (16, 12, 4))
    x = IMAGE
    told = [((3, 3), (1, 1), "same", 0.1, 4), ((1, 3), (1, 1), "same", 0.2, 4), ((3, 1), (2, 1), "same", 0.1, 6)]
    for number, (kernel_size, strides, padding, rate, filters) in enumerate(told, start=1):
        within = f"stage{number}"
        layers: dict[str, Operation] = {
            "c1": Conv2D(filters, kernel_size, strides, padding),
            "d1": Dropout(rate),
            "a1": Activation("sigmoid"),
            "c2": Conv2D(filters, (3, 3), padding="same", dilation_rate=(number, number)),
        }
        way = net.chain(x, layers, within)
        past = net.chain(x, {"c3": Conv2D(filters, (1, 1), strides)}, within) if number == 3 else x
        x = net.chain(net.join(f"{within}.add", Add(), way, past), {"a2": Activation("relu")}, within)
    for number, (pool_size, padding) in enumerate([((2, 2), "same"), ((3, 3), "valid"), ((2, 1), "same")], start=1):
        layers = {
            "c1": Conv2D(2 * number, (1, 1)),
            "p1": MaxPooling2D(pool_size, (1, 1), padding),
            "a1": Activation("tanh"),
        }
        x = net.chain(x, layers, f"pooled{number}")
    net.chain(x, SMALL)
    return net.graph()


def two_shortcuts() -> Graph:
    """Residual blocks whose shortcuts are projected in two ways, and some that are not."""
    net = GraphBuilder("two_shortcuts", SHAPE)
    x = net.chain(IMAGE, {"c0": Conv2D(4, (3, 3), padding="same")})
    shortcuts: tuple[dict[str, Operation], ...] = (
        {},
        {"c3": Conv2D(4, (1, 1))},
        {"c3": Conv2D(4, (1, 1), use_bias=False), "b3": BatchNormalization()},
        {},
        {"c3": Conv2D(4, (1, 1), use_bias=False), "b3": BatchNormalization()},
    )
    for number, shortcut in enumerate(shortcuts, start=1):
        within = f"block{number}"
        same = Conv2D(4, (3, 3), padding="same")
        way = net.chain(x, {"c1": same, "a1": Activation("relu"), "c2": same}, within)
        x = net.join(f"{within}.add", Add(), net.chain(x, shortcut, within), way)
    net.chain(x, {"pool": GlobalAveragePooling2D(), "f1": Dense(5)})
    return net.graph()


def depthwise() -> Graph:
    """Channels on their own, each of which becomes two."""
    return chain(
        "depthwise",
        SHAPE,
        {
            "dw1": DepthwiseConv2D((3, 3), padding="same", depth_multiplier=2),
            "a1": Activation("relu6"),
            "dw2": DepthwiseConv2D((3, 2), (2, 2), use_bias=False),
            "dw3": DepthwiseConv2D((2, 2), dilation_rate=(2, 2)),
            "flatten": Flatten(),
            "f1": Dense(4),
        },
    )


TRACED = (options, other_axis, shared, tangled, nested, deep, blocks_in_blocks, families, named, blocks, two_shortcuts)
"""Networks that the worker's trace has words for."""
