"""`cnncheck explain`: a word alone is a finding code or a network; conv, pool and field calculate.

Each calculator is a command with options of its own, so that `--help` shows them and another's are refused. Whatever
is none of them goes to the command that explains words.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from cnncheck.explain.windows import Channels

USAGE = 2
"""Exit status: what was asked cannot be answered."""

WORD = "WORD"
"""Command that takes any other word; in capitals, as arguments are in a usage line, which nobody types."""

T = TypeVar("T")


class Words(TyperGroup):
    """Commands, and one of them for every word that is not a command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's own classes are not public
        """The command of that name, else the one that explains words."""
        known = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else [WORD, *args])


app = typer.Typer(cls=Words, no_args_is_help=True, subcommand_metavar="WORD|conv|pool|field ...")

Svg = Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw it into this file too.")]
Padding = Annotated[str, typer.Option(help="same or valid.")]


@app.callback()
def explain() -> None:
    """Explain a finding code or a network, or calculate with the working shown.

    cnncheck explain padding    what a finding means

    cnncheck explain lenet5 --svg lenet5.svg    a network layer by layer

    cnncheck explain conv --size 32 --kernel-size 5 --padding same
    """


@app.command(WORD)
def word_command(
    word: Annotated[str, typer.Argument(help="The code of a finding, such as padding, or a network, such as lenet5.")],
    svg: Svg = None,
) -> None:
    """Explain the code of a finding, or a network: its paper, its layers, their costs and receptive fields."""
    from cnncheck.explain.words import UnknownWord, network_named, word_text  # noqa: PLC0415 - --help stays fast

    try:
        text = word_text(word)
    except UnknownWord as error:
        raise _refused(str(error)) from error
    if svg is not None:
        name = network_named(word)
        if name is None:
            raise _refused(f"--svg draws networks and receptive fields; {word} is the code of a finding.")
        from cnncheck.explain.network import networks  # noqa: PLC0415
        from cnncheck.pictures import network_drawing  # noqa: PLC0415

        _write(svg, network_drawing(networks()[name]()))
    typer.echo(text)


@app.command("conv")
def conv_command(
    size: Annotated[int, typer.Option(help="Side of the square image.")],
    kernel_size: Annotated[int, typer.Option(help="Side of the square kernel.")],
    strides: Annotated[int, typer.Option(help="Pixels the kernel moves at a time.")] = 1,
    padding: Padding = "valid",
    dilation_rate: Annotated[int, typer.Option(help="Pixels from one cell of the kernel to the next.")] = 1,
    in_channels: Annotated[int | None, typer.Option(help="With --filters: count parameters too.")] = None,
    filters: Annotated[int | None, typer.Option(help="With --in-channels: count parameters too.")] = None,
    use_bias: Annotated[bool, typer.Option(help="Each filter has a bias.")] = True,  # noqa: FBT002 - an option
) -> None:
    """Calculate a convolution: output size, padding amounts, parameters, multiplications."""
    from cnncheck.explain.windows import Window, convolution  # noqa: PLC0415

    channels = _channels(in_channels, filters, use_bias=use_bias)
    window = Window("kernel_size", kernel_size, size, strides, padding.lower(), dilation_rate)
    typer.echo(_answered(lambda: convolution(window, channels).text()))


@app.command("pool")
def pool_command(
    size: Annotated[int, typer.Option(help="Side of the square map.")],
    pool_size: Annotated[int, typer.Option(help="Side of the square window.")] = 2,
    strides: Annotated[int | None, typer.Option(help="Pixels the window moves; by default the pool size.")] = None,
    padding: Padding = "valid",
) -> None:
    """Calculate a pooling layer: output size and padding amounts."""
    from cnncheck.explain.windows import Window, pooling  # noqa: PLC0415

    window = Window("pool_size", pool_size, size, pool_size if strides is None else strides, padding.lower())
    typer.echo(_answered(lambda: pooling(window).text()))


@app.command("field")
def field_command(
    layers: Annotated[
        str, typer.Option(help='KERNEL/STRIDES or KERNEL/STRIDES/DILATION, first layer first: "3/1 3/1 2/2".')
    ],
    svg: Svg = None,
) -> None:
    """Calculate how the receptive field of a chain of layers grows."""
    from cnncheck.explain.field import field_text, parse_layers  # noqa: PLC0415

    chain = _answered(lambda: parse_layers(layers))
    if svg is not None:
        from cnncheck.pictures import field_drawing  # noqa: PLC0415

        _write(svg, field_drawing([layer.numbers for layer in chain]))
    typer.echo(field_text(chain))


def _channels(in_channels: int | None, filters: int | None, *, use_bias: bool) -> "Channels | None":
    from cnncheck.explain.windows import Channels  # noqa: PLC0415

    if in_channels is None and filters is None:
        return None
    if in_channels is None or filters is None:
        raise _refused("Parameters need both --in-channels and --filters.")
    return Channels(in_channels, filters, use_bias)


def _answered(calculate: Callable[[], T]) -> T:
    """The result, or the sentence that the textbook refuses it with."""
    try:
        return calculate()
    except ValueError as error:
        raise _refused(str(error)) from error


def _write(path: Path, document: bytes) -> None:
    try:
        path.write_bytes(document)
    except OSError as error:
        raise _refused(f"{path} cannot be written: {error.strerror}.") from error
    typer.echo(f"Drawn in {path}.", err=True)


def _refused(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(USAGE)
