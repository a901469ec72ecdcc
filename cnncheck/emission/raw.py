"""The raw style: TensorFlow's own operations on variables that a `tf.Module` or a Keras model holds."""

from collections.abc import Iterable

from cnncheck.emission.classes import ClassBody
from cnncheck.emission.decomposition import Transposition
from cnncheck.emission.holders import Holder, KerasHolder, ModuleHolder
from cnncheck.emission.keras_layers import KerasLayers
from cnncheck.emission.lines import Imports, call, module
from cnncheck.emission.marks import marked
from cnncheck.emission.normalization import Normalizations
from cnncheck.emission.oddities import Oddity
from cnncheck.emission.parts import Layer, Parameter, Series, Value, blocks, layers
from cnncheck.emission.variation import NotWritableError, Variation
from cnncheck.emission.words import activation, word
from reference.graph import Graph
from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Operation,
    Pooling2D,
    Reshape,
    ZeroPadding2D,
)


def raw(graph: Graph, series: Series, name: str, sentence: str, variation: Variation) -> str:
    """A network as a class of variables; blocks are classes that it holds.

    A penalty on weights is Keras's to keep: a network with a regulariser is a Keras model.

    Args:
        graph: the network.
        series: the same in parts; its blocks know what their layers read.
        name: of the class.
        sentence: the file's docstring.
        variation: idioms.
    """
    imports = Imports(variation.qualified)
    definitions = blocks(series)
    everything = [layer for body in (*(block.series for block in definitions), series) for layer in layers(body)]
    penalised = any(getattr(layer.operation, "regularizer", None) is not None for layer in everything)
    untracked = any(Oddity.UNTRACKED in layer.oddities for layer in everything)
    is_model = variation.model or penalised or untracked
    holder = KerasHolder(imports) if is_model else ModuleHolder(imports)
    normalizations = Normalizations.of(everything)
    body = _RawClasses(KerasLayers(imports, variation), holder, normalizations)
    pieces = [*holder.preamble(everything), *normalizations.classes(holder)]
    pieces += [body.block(block, holder.part()) for block in definitions]
    told = f"{name} for images of {'x'.join(map(str, graph.input_shape))}."
    pieces.append(body.written(name, holder.whole(), told, "self", series))
    return module(sentence, imports, pieces)


class _RawClasses(ClassBody):
    """Classes that hold variables."""

    def __init__(self, author: KerasLayers, holder: Holder, normalizations: Normalizations) -> None:
        super().__init__(author)
        self.imports, self.holder, self.normalizations = author.imports, holder, normalizations
        self.method, self.no_mode = holder.method, holder.no_mode

    def made(self, layer: Layer) -> list[str]:
        return [marked(line, layer.marks) for line in self._made(layer)]

    def _made(self, layer: Layer) -> list[str]:
        operation, name = layer.operation, layer.name
        match operation:
            case Conv2D():
                width = _times(layer.channels, operation.groups)
                sides = [*self._sides(operation.kernel_size), width, word(operation.filters)]
                return self._weighted(layer, sides, word(operation.filters), operation)
            case DepthwiseConv2D():
                multiplier = operation.depth_multiplier
                sides = [*self._sides(operation.kernel_size), word(layer.channels), str(multiplier)]
                return self._weighted(layer, sides, _widened(layer.channels, multiplier), operation)
            case Dense():
                sides = [word(layer.channels), word(operation.units)]
                return self._weighted(layer, sides, word(operation.units), operation)
            case BatchNormalization():
                if Oddity.FROZEN in layer.oddities:
                    raise NotWritableError(f"{name!r}: all batch normalisations of a raw program are of one class")
                return [f"self.{name} = {self.normalizations.made(layer, operation)}"]
            case Pooling2D() | Dropout() if Oddity.UNUSED in layer.oddities:
                raise NotWritableError(f"{name!r}: there is nothing to create, so nothing is left unused")
            case _:
                return []

    def layer(self, layer: Layer, source: str, target: str) -> list[str]:
        return [marked(line, layer.marks) for line in self._applied(layer, source, target)]

    def _applied(self, layer: Layer, source: str, target: str) -> list[str]:
        operation = layer.operation
        if isinstance(operation, BatchNormalization):
            return [f"{target} = {self.called(f'self.{layer.owner}', source, (layer,))}"]
        if isinstance(operation, Conv2D | DepthwiseConv2D):
            bias = self._tf("nn.bias_add", target, f"self.{layer.owner}_bias")
            return [
                f"{target} = {self._convolved(layer, operation, source)}",
                *([f"{target} = {bias}"] if operation.use_bias else []),
            ]
        return [f"{target} = {self._computed(layer, source)}"]

    def join(self, name: str, operation: Operation, read: Iterable[str]) -> str:
        del name
        values = list(read)
        if isinstance(operation, Add):
            use_function = self.variation.other_joins and len(values) == 2  # noqa: PLR2004 - tf.add takes two
            return self._tf("add", *values) if use_function else " + ".join(values)
        axis = operation.axis if isinstance(operation, Concatenate) else -1
        return self._tf("concat", f"[{', '.join(values)}]", f"axis={axis}")

    def _weighted(
        self, layer: Layer, kernel: list[str], width: str, operation: Conv2D | DepthwiseConv2D | Dense
    ) -> list[str]:
        name, trainable = layer.name, Oddity.FROZEN not in layer.oddities
        penalty = None if isinstance(operation, DepthwiseConv2D) else operation.regularizer
        if Oddity.UNTRACKED in layer.oddities:
            tf = self.imports.tf
            drawn = call(f"{tf('keras.initializers.GlorotUniform')}()", [f"({', '.join(kernel)})"])
            values = (call(tf("Variable"), [drawn]), call(tf("Variable"), [call(tf("zeros"), [width])]))
        else:
            values = (
                self.holder.kernel(f"{name}_kernel", kernel, penalty, trainable=trainable),
                self.holder.vector(f"{name}_bias", width, "zeros", trainable=trainable),
            )
        made = [f"self.{name}_kernel = {values[0]}", f"self.{name}_bias = {values[1]}"]
        return made if operation.use_bias else made[:1]

    def _convolved(self, layer: Layer, operation: Conv2D | DepthwiseConv2D, source: str) -> str:
        strides, rate = self._kept(operation.strides), self._kept(operation.dilation_rate)
        function = "nn.conv2d"
        if isinstance(operation, DepthwiseConv2D):  # which wants to know all four axes, and both of the dilation
            strides = f"[1, {', '.join(self._sides(operation.strides, 'self.'))}, 1]"
            rate = f"[{', '.join(self._sides(operation.dilation_rate, 'self.'))}]"
            function = "nn.depthwise_conv2d"
        options = [f"strides={strides}", f"padding={_padding(operation.padding)}"]
        if operation.dilation_rate != (1, 1):
            options.append(f"dilations={rate}")
        if Oddity.CHANNELS_FIRST in layer.oddities:
            options.append('data_format="NCHW"')
        return self._tf(function, source, f"self.{layer.owner}_kernel", *options)

    def _computed(self, layer: Layer, source: str) -> str:  # noqa: C901, PLR0911 - one return for each operation
        match layer.operation:
            case Dense(use_bias=use_bias):
                product = self._product(layer, source)
                return f"{product} + self.{layer.owner}_bias" if use_bias else product
            case Activation(function):
                if Oddity.OVER_BATCH in layer.oddities:
                    return self._tf("nn.softmax", source, "axis=0")
                return self._tf(activation(function), source)
            case Pooling2D() as pooling:
                return self._pooled(pooling, source)
            case GlobalAveragePooling2D():
                return self._tf("reduce_mean", source, "axis=[1, 2]")
            case GlobalMaxPooling2D():
                return self._tf("reduce_max", source, "axis=[1, 2]")
            case Dropout(rate):
                return self._dropped(layer, rate, source)
            case Flatten() | Reshape():
                return self._tf("reshape", source, f"[-1, {', '.join(map(str, layer.shape))}]")
            case Transposition():
                return self._tf("transpose", source, "[0, 3, 1, 2]")
            case ZeroPadding2D(padding):
                sides = ", ".join(f"[{before}, {after}]" for before, after in ((0, 0), *padding, (0, 0)))
                return self._tf("pad", source, f"[{sides}]")
            case operation:
                raise NotWritableError(f"{layer.name!r}: TensorFlow has no operation for {operation}")

    def _dropped(self, layer: Layer, rate: Value, source: str) -> str:
        dropped = self._tf("nn.dropout", source, f"rate={self._kept(rate)}")
        if Oddity.INFERENCE_ONLY in layer.oddities:
            raise NotWritableError(f"{layer.name!r}: who writes raw code leaves a dropout out that is never on")
        return dropped if Oddity.ALWAYS_TRAINING in layer.oddities else f"{dropped} if training else {source}"

    def _product(self, layer: Layer, source: str) -> str:
        kernel = f"self.{layer.owner}_kernel"
        return (
            self._tf("matmul", source, kernel) if layer.rank == 1 else self._tf("tensordot", source, kernel, "axes=1")
        )

    def _pooled(self, operation: Pooling2D, source: str) -> str:
        return self._tf(
            "nn.max_pool2d" if isinstance(operation, MaxPooling2D) else "nn.avg_pool2d",
            source,
            f"ksize={self._kept(operation.pool_size)}",
            f"strides={self._kept(operation.strides)}",
            f"padding={_padding(operation.padding)}",
        )

    def remembered(self, series: Series) -> list[str]:
        """What windows are told is needed when they are applied."""
        values = [
            getattr(layer.operation, attribute, None)
            for layer in layers(series)
            for attribute in ("strides", "padding", "pool_size", "dilation_rate", "rate")
        ]
        names = dict.fromkeys(value.name for value in values if isinstance(value, Parameter))
        return [f"self.{name} = {name}" for name in names]

    def _kept(self, value: Value) -> str:
        """A value where something is computed: what the block was told, it remembers."""
        return f"self.{value.name}" if isinstance(value, Parameter) else self.author.word(value)

    def _tf(self, path: str, *arguments: str) -> str:
        return call(self.imports.tf(path), arguments)

    def _sides(self, pair: Value, owner: str = "") -> list[str]:
        """Height and width, told or remembered by an owner."""
        if not isinstance(pair, Parameter):
            return [str(side) for side in pair]
        name = f"{owner}{pair.name}"
        return [name, name] if pair.square and not self.variation.pairs else [f"*{name}"]


def _times(channels: Value, groups: int) -> str:
    """Channels that one group reads."""
    if groups == 1:
        return word(channels)
    return f"{word(channels)} // {groups}" if isinstance(channels, Parameter) else str(channels // groups)


def _widened(channels: Value, multiplier: int) -> str:
    """Channels of which each has become several."""
    if multiplier == 1 or isinstance(channels, Parameter):
        return word(channels) if multiplier == 1 else f"{word(channels)} * {multiplier}"
    return str(channels * multiplier)


def _padding(padding: Value) -> str:
    return f"self.{padding.name}.upper()" if isinstance(padding, Parameter) else word(padding.upper())
