"""Puts together extra operations that are one thing to a student."""

from reference.graph import Graph
from reference.operations import Activation, Opaque, Operation, ZeroPadding2D

Block = tuple[str, ...]


def together(student: Graph, blocks: list[Block]) -> list[Block]:
    """Blocks of extra nodes; what follows one another without a word, and what surrounds a softmax, is one block."""
    done: list[Block] = []
    for block in blocks:
        fitting = next((place for place, other in enumerate(done) if _belongs(student, other, block)), None)
        if fitting is None:
            done.append(block)
        else:
            done[fitting] = (*done[fitting], *block)
    return done


def _belongs(student: Graph, first: Block, second: Block) -> bool:
    if not all(isinstance(student[name].operation, Opaque) for name in (*first, *second)):
        return False
    reads = student[second[0]].inputs
    return any(read in first for read in reads) or turns_softmax(student, first[-1], second[0])


def turns_softmax(student: Graph, first: str, second: str) -> bool:
    """Whether a softmax stands between two operations that exchange the axes: then it runs over the images."""
    return any(
        student[read].operation == Activation("softmax")
        and first in student[read].inputs
        and is_transpose(student, first)
        and is_transpose(student, second)
        for read in student[second].inputs
    )


def is_border(operation: Operation) -> bool:
    """Whether something is put around the map: zeros, or its mirror image."""
    mirrored = isinstance(operation, Opaque) and operation.name.startswith("MirrorPad")
    return mirrored or isinstance(operation, ZeroPadding2D)


def is_transpose(graph: Graph, name: str) -> bool:
    """Whether a node exchanges axes."""
    operation = graph[name].operation
    return isinstance(operation, Opaque) and operation.name.lower().startswith(("transpose", "permute"))
