"""`convolve`: a channels-last convolution on arrays, in the formulation that is fastest on the CPU.

XLA's own convolution is good for ordinary shapes and poor for others; which is which was measured
(benchmarks/formulations.py), and is decided here and nowhere else. Gradients have formulations of
their own, chosen apart from the forward pass.
"""

from __future__ import annotations

import functools
import itertools
import math

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.ops.linalg.contract import contract, rows
from tapeflow.ops.linalg.stored import stored
from tapeflow.ops.linalg.sum_rows import sum_rows
from tapeflow.ops.nn.side_by_side import count_side_by_side, side_by_side
from tapeflow.ops.nn.window import Axis, padded, tap
from tapeflow.ops.nn.winograd import winograd, winograd_applies

# Below this many products per output, gathering the columns and one matrix product is faster.
_FEW_PRODUCTS = 32
_MOST_TAPS = 121
_MOST_GROUPS = 16


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def convolve(
    window: tuple[Axis, ...], groups: int, inputs: jax.Array, kernel: jax.Array
) -> jax.Array:
    """Cross-correlation of channels-last arrays.

    Args:
      window: how the kernel slides.
      groups: into how many groups the channels are split; 1 for an ordinary convolution.
      inputs: `[batch, ..., channels]`.
      kernel: `[..., channels / groups, filters]`.

    Returns:
      `[batch, ..., filters]`.
    """
    if groups > 1:
        if _by_taps(window, groups, inputs):
            return _depthwise(window, inputs, kernel)
        if groups <= _MOST_GROUPS and _on_cpu():
            return _split(window, groups, inputs, kernel)
        return _library(window, groups, inputs, kernel)
    if not inputs.size or not kernel.size or not _on_cpu():
        return _library(window, groups, inputs, kernel)
    if all(axis.window == 1 for axis in window):
        return _pointwise(window, inputs, kernel)
    return _ordinary(window, inputs, kernel)


def _ordinary(window, inputs, kernel):
    """Without groups, of more than one pixel, on the CPU."""
    if (count := count_side_by_side(window, inputs, kernel)) > 1:
        return side_by_side(count, window, inputs, kernel)
    if winograd_applies(window, inputs, kernel):
        return winograd(window, inputs, kernel)
    if inputs.shape[-1] * math.prod(axis.window for axis in window) <= _FEW_PRODUCTS:
        return _columns(window, inputs, kernel)
    return _library(window, 1, inputs, kernel)


def _forward(window, groups, inputs, kernel):
    return convolve(window, groups, inputs, kernel), (inputs, kernel)


def kept(window: tuple[Axis, ...], groups: int, inputs: jax.Array) -> jax.Array:
    """The inputs as the forward pass and the gradients should read them.

    What XLA fuses into a transposition (`_kernel_gradient_by_convolution`), such as the batch
    normalization before, it computes in the order of what comes out: 2 to 6 ms for 64x32x32x16
    elements, of which 0.8 are left if those lie in memory. That has to be said before the forward
    pass reads them, too: alone, the transposition would have them in its loop again. And once only.
    """
    pointwise = all(axis.window == 1 for axis in window)
    return stored(inputs) if groups == 1 and not pointwise else inputs


def _backward(window, groups, saved, cotangent):
    inputs, kernel = saved
    return (
        input_gradient(window, groups, inputs, kernel, cotangent),
        kernel_gradient(window, groups, inputs, kernel, cotangent),
    )


convolve.defvjp(_forward, _backward)


def kernel_gradient(window, groups, inputs, kernel, cotangent):
    """The kernel's cotangent from that of the outputs."""
    if groups > 1:
        if _by_taps(window, groups, inputs):
            return _depthwise_kernel_gradient(window, inputs, kernel, cotangent)
        forward = _split if groups <= _MOST_GROUPS and _on_cpu() else _library
    elif all(axis.window == 1 for axis in window) and _on_cpu():
        return _pointwise_kernel_gradient(window, inputs, kernel, cotangent)
    elif _on_cpu():
        return _kernel_gradient_by_convolution(window, inputs, cotangent)
    else:
        forward = _library
    return jax.vjp(lambda k: _call(forward, window, groups, inputs, k), kernel)[1](cotangent)[0]


def input_gradient(window, groups, inputs, kernel, cotangent):
    """The inputs' cotangent from that of the outputs; of the inputs only the shape matters."""
    if groups > 1:
        if _by_taps(window, groups, inputs):
            return _depthwise_input_gradient(window, inputs, kernel, cotangent)
        forward = _split if groups <= _MOST_GROUPS and _on_cpu() else _library
    elif all(axis.window == 1 for axis in window) and _on_cpu():
        forward = _pointwise
    elif _turned_applies(window) and _on_cpu() and cotangent.size:
        turned = jnp.flip(kernel, range(len(window))).swapaxes(-1, -2)
        return _ordinary(_turned(window), cotangent, turned)
    elif _phases_apply(window) and _on_cpu():
        return _input_gradient_by_phases(window, inputs, kernel, cotangent)
    elif _on_cpu():
        return _input_gradient_by_convolution(window, kernel, cotangent)
    else:
        forward = _library
    return jax.vjp(lambda x: _call(forward, window, groups, x, kernel), inputs)[1](cotangent)[0]


def _call(forward, window, groups, inputs, kernel):
    if forward is _pointwise:
        return forward(window, inputs, kernel)
    return forward(window, groups, inputs, kernel)


def _on_cpu() -> bool:
    return jax.default_backend() == "cpu"


def _library(window, groups, inputs, kernel):
    """XLA's convolution."""
    return _library_convolution(
        inputs,
        kernel,
        [axis.stride for axis in window],
        [(axis.before, axis.after) for axis in window],
        [axis.dilation for axis in window],
        groups,
    )


def _library_convolution(inputs, kernel, strides, edges, dilations, groups=1, spread=None):
    spatial = "DHW"[3 - len(strides) :]
    return lax.conv_general_dilated(
        inputs,
        kernel,
        strides,
        edges,
        lhs_dilation=spread,
        rhs_dilation=dilations,
        dimension_numbers=(f"N{spatial}C", f"{spatial}IO", f"N{spatial}C"),
        feature_group_count=groups,
    )


def _split(window, groups, inputs, kernel):
    """Each group by itself."""
    parts = [
        convolve(window, 1, part, weights)
        for part, weights in zip(
            jnp.split(inputs, groups, -1), jnp.split(kernel, groups, -1), strict=True
        )
    ]
    return jnp.concatenate(parts, -1)


def _pointwise(window, inputs, kernel):
    """A kernel of size 1: a matrix product of pixels."""
    pixels = tap(padded(inputs, window), window, [0] * len(window))
    product = contract(rows(pixels), kernel.reshape(kernel.shape[-2:]), (((1,), (0,)), ((), ())))
    return product.reshape(*pixels.shape[:-1], kernel.shape[-1])


def _pointwise_kernel_gradient(window, inputs, kernel, cotangent):
    pixels = tap(padded(inputs, window), window, [0] * len(window))
    product = contract(rows(pixels), rows(cotangent), (((0,), (0,)), ((), ())))
    return product.reshape(kernel.shape)


def _columns(window, inputs, kernel):
    """All that each position sees, side by side, times the kernel as one matrix."""
    array = padded(inputs, window)
    seen = jnp.concatenate([tap(array, window, offsets) for offsets in _offsets(window)], -1)
    product = contract(rows(seen), kernel.reshape(-1, kernel.shape[-1]), (((1,), (0,)), ((), ())))
    return product.reshape(*seen.shape[:-1], kernel.shape[-1])


def _offsets(window):
    return itertools.product(*[range(axis.window) for axis in window])


def _by_taps(window, groups, inputs) -> bool:
    few = math.prod(axis.window for axis in window) <= _MOST_TAPS
    return groups == inputs.shape[-1] and few and _on_cpu()


def _depthwise(window, inputs, kernel):
    """One kernel per channel: a sum over the kernel's elements, which XLA makes one loop of."""
    return stored(_sum_of_taps(window, _seen(window, inputs, kernel), kernel))


def _seen(window, inputs, kernel):
    """What the taps are taken of, channels repeated and padded, in one array."""
    multiplier = kernel.shape[-1] // inputs.shape[-1]
    repeated = inputs if multiplier == 1 else jnp.repeat(inputs, multiplier, -1)
    # Without the barrier XLA takes the tap in the middle from the inputs without padding, and has
    # both arrays in memory.
    return lax.optimization_barrier(padded(stored(repeated), window))


def _sum_of_taps(window, array, kernel):
    total = None
    for offsets in _offsets(window):
        term = tap(array, window, offsets) * kernel[(*offsets, 0)]
        total = term if total is None else total + term
    return total


def _depthwise_input_gradient(window, inputs, kernel, cotangent):
    def taps(x):
        return _sum_of_taps(window, _seen(window, x, kernel), kernel)

    return stored(jax.vjp(taps, inputs)[1](stored(cotangent))[0])


def _depthwise_kernel_gradient(window, inputs, kernel, cotangent):
    array, cotangent = _seen(window, inputs, kernel), stored(cotangent)
    sums = [sum_rows(tap(array, window, offsets) * cotangent) for offsets in _offsets(window)]
    return jnp.stack(sums).reshape(kernel.shape)


def _kernel_gradient_by_convolution(window, inputs, cotangent):
    """Inputs convolved with cotangents, the batch summed over.

    XLA's own transposition is this convolution as well, but with its axes named in another order.
    Outside of loops XLA puts them in order; inside (an epoch of `fit`) it does not, and falls back
    to a convolution that takes 30 times as long (jax#12868). Hence the transpositions here.
    """
    rank = len(window)
    spatial = range(1, 1 + rank)
    edges = []
    for axis in window:
        reach = (axis.window - 1) * axis.dilation + (axis.outputs - 1) * axis.stride + 1
        edges.append((axis.before, reach - axis.size - axis.before))
    turned = _library_convolution(
        inputs.transpose(1 + rank, *spatial, 0),
        cotangent.transpose(*spatial, 0, 1 + rank),
        strides=[axis.dilation for axis in window],
        edges=edges,
        dilations=[axis.stride for axis in window],
    )
    return turned.transpose(*spatial, 0, 1 + rank)


def _input_gradient_by_convolution(window, kernel, cotangent):
    """Cotangents, spread by the stride, convolved with the reversed kernel; axes in order, too."""
    edges = []
    for axis in window:
        reach = (axis.window - 1) * axis.dilation
        spread = (axis.outputs - 1) * axis.stride + 1
        low = reach - axis.before
        edges.append((low, axis.size + reach - spread - low))
    return _library_convolution(
        cotangent,
        jnp.flip(kernel, range(len(window))).swapaxes(-1, -2),
        [1] * len(window),
        edges,
        dilations=[axis.dilation for axis in window],
        spread=[axis.stride for axis in window],
    )


def _turned_applies(window) -> bool:
    """Whether the input gradient is an ordinary convolution of the cotangent."""
    return len(window) == 2 and all(
        axis.stride == axis.dilation == 1 and max(axis.before, axis.after) < axis.window
        for axis in window
    )


def _turned(window):
    """How the reversed kernel slides over the cotangents."""
    return tuple(
        Axis(
            size=axis.outputs,
            window=axis.window,
            stride=1,
            dilation=1,
            before=axis.window - 1 - axis.before,
            after=axis.window - 1 - axis.after,
        )
        for axis in window
    )


def _phases_apply(window) -> bool:
    return len(window) == 2 and all(axis.dilation == 1 for axis in window)


def _input_gradient_by_phases(window, inputs, kernel, cotangent):
    """Stride `s`: inputs `s` apart see the same part of the kernel, so each phase is a convolution.

    The results are interleaved. The alternative, spreading the cotangent with zeros in between,
    multiplies with those zeros.
    """
    rows_axis, columns_axis = window
    planes = []
    for r in range(rows_axis.stride):
        line = []
        for c in range(columns_axis.stride):
            line.append(_phase(window, (r, c), kernel, cotangent))
        planes.append(jnp.stack(line, 3))
    joined = jnp.stack(planes, 2)
    batch, tall, s, wide, t, channels = joined.shape
    joined = joined.reshape(batch, tall * s, wide * t, channels)
    return joined[:, : rows_axis.size, : columns_axis.size]


def _phase(window, phases, kernel, cotangent):
    parts = []
    for axis, phase in zip(window, phases, strict=True):
        first = (phase + axis.before) % axis.stride
        count = len(range(first, axis.window, axis.stride))
        length = -(-axis.size // axis.stride)
        low = count - 1 - (phase + axis.before - first) // axis.stride
        parts.append((first, count, length, low, axis))
    shape = (cotangent.shape[0], *(length for _, _, length, _, _ in parts), kernel.shape[-2])
    if not all(count for _, count, _, _, _ in parts):
        return jnp.zeros(shape, cotangent.dtype)
    rows_part, columns_part = parts
    weights = kernel[rows_part[0] :: rows_part[4].stride, columns_part[0] :: columns_part[4].stride]
    return _library_convolution(
        cotangent,
        weights[::-1, ::-1].swapaxes(2, 3),
        (1, 1),
        [(low, length + count - 1 - axis.outputs - low) for _, count, length, low, axis in parts],
        (1, 1),
    )


__all__ = ["convolve", "input_gradient", "kept", "kernel_gradient"]
