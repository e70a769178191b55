"""A large batch goes through several layers some samples at a time.

The results in between of a batch of a thousand pictures are hundreds of megabytes. Single arrays
above what stays with the process (`freed_memory`) cost page faults at every run, and none of them
finds the last one's results in a cache: the tutorial's convolutional network took 165 ms for 1024
pictures rather than 145. So nodes of ops that work sample by sample (`op(..., samplewise=True)`),
each on the result of the one before, become one that loops over parts of the batch. Like a loop's
(`rolled`), it gives the values of all of them, and those in between are None.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine.freed_memory import KEPT_BLOCK_BYTES
from tapeflow.engine.rolled import NOTHING, Node
from tapeflow.engine.signature import CallSignature

# The largest result in between, of a part of the batch.
_PART_BYTES = 16 << 20


def in_chunks(nodes: tuple, live: Collection[int]) -> tuple:
    """The nodes, with those that a large batch goes through as one.

    Args:
      nodes: of a trace; see `trace.Trace`. If there are gradients among them nothing is changed.
      live: the values that somebody holds.
    """
    if jax.default_backend() != "cpu" or not any(map(_is_large, nodes)):
        return nodes
    if any(signature.swept_by_gradient for signature, _ in nodes):
        return nodes
    firsts = [0]  # the number of each node's first value
    for signature, _ in nodes:
        firsts.append(firsts[-1] + len(signature.out_specs))
    uses = [reference for _, references in nodes for reference in references]
    found = list(nodes)
    start = 0
    while start < len(nodes):
        stop = start + 1
        while stop < len(nodes) and _follows(nodes, firsts, stop, live, uses):
            stop += 1
        if stop - start > 1 and any(map(_is_large, nodes[start : stop - 1])):
            found[start] = _as_one(nodes[start:stop], firsts[start])
            found[start + 1 : stop] = [(NOTHING, ())] * (stop - start - 1)
        start = stop
    return tuple(found)


def _is_large(node: tuple) -> bool:
    signature, _ = node
    return signature.op.samplewise and signature.out_specs[0].nbytes > KEPT_BLOCK_BYTES


def _follows(nodes, firsts, position, live, uses) -> bool:
    """Whether a node alone works on what the one before gave, sample by sample."""
    (before, _), (signature, references) = nodes[position - 1], nodes[position]
    value = firsts[position - 1]
    return (
        before.op.samplewise
        and signature.op.samplewise
        and references[0] == value
        and uses.count(value) == 1
        and value not in live
    )


def _as_one(nodes: Sequence[tuple], first: int) -> tuple:
    """The node in their place: `first` is the number of their first value."""
    references: list[int] = []
    segment = []
    for position, (signature, operands) in enumerate(nodes):
        sources = []
        for reference in operands:
            if position and reference == first + position - 1:
                sources.append(("own", position - 1))
            else:
                sources.append(("same", len(references)))
                references.append(reference)
        segment.append(Node(signature, tuple(sources)))
    signatures = [signature for signature, _ in nodes]
    in_specs = [
        signature.in_specs[i]
        for (signature, _), node in zip(nodes, segment, strict=True)
        for i, (kind, _) in enumerate(node.sources)
        if kind == "same"
    ]
    out_specs = [signature.out_specs[0] for signature in signatures]
    batch = in_specs[0].shape[0]
    parts = -(-max(spec.nbytes for spec in out_specs) // _PART_BYTES)
    call = functools.partial(_loop, tuple(segment), -(-batch // parts))
    weight = sum(signature.weight for signature in signatures)
    return CallSignature("chunks", call, in_specs, out_specs, weight), tuple(references)


def _loop(segment: tuple[Node, ...], size: int, *operands: jax.Array) -> tuple:
    inputs = operands[0]
    batch = inputs.shape[0]

    def part(start):
        values: list = []
        own = (lax.dynamic_slice_in_dim(inputs, start, size), *operands[1:])
        for signature, sources in segment:
            arrays = [values[i] if kind == "own" else own[i] for kind, i in sources]
            values.extend(signature.call(*arrays))
        return values[-1]

    def turn(i, outputs):
        # The last part begins early enough to be as large as the others.
        start = jnp.minimum(i * size, batch - size)
        return lax.dynamic_update_slice_in_dim(outputs, part(start), start, 0)

    shape = jax.eval_shape(part, 0)
    empty = jnp.zeros((batch, *shape.shape[1:]), shape.dtype)
    outputs = lax.fori_loop(0, -(-batch // size), turn, empty)
    return (*[None] * (len(segment) - 1), outputs)


__all__ = ["in_chunks"]
