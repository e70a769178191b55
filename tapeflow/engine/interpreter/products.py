"""Rules for matrix products and convolutions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tapeflow.engine.interpreter.elementwise import HALF
from tapeflow.engine.interpreter.rules import RULES, rule


@rule("dot_general")
def _dot_general(dimension_numbers: Any, preferred_element_type: Any = None, **_: Any):
    (left_summed, right_summed), (left_batch, right_batch) = dimension_numbers

    def product(left: Any, right: Any) -> Any:
        wanted = np.dtype(preferred_element_type or left.dtype)
        left_free = _others(left.ndim, left_summed, left_batch)
        right_free = _others(right.ndim, right_summed, right_batch)
        batch = [left.shape[axis] for axis in left_batch]
        shape = (
            *batch,
            *[left.shape[axis] for axis in left_free],
            *[right.shape[axis] for axis in right_free],
        )
        summed = math.prod([left.shape[axis] for axis in left_summed])
        rows = math.prod([left.shape[axis] for axis in left_free])
        columns = math.prod([right.shape[axis] for axis in right_free])
        a = left.transpose((*left_batch, *left_free, *left_summed)).reshape(*batch, rows, summed)
        b = right.transpose((*right_batch, *right_summed, *right_free))
        b = b.reshape(*batch, summed, columns)
        found = np.matmul(_fast(a, wanted), _fast(b, wanted))
        return found.astype(wanted, copy=False).reshape(shape)

    return product


def _others(ndim: int, *taken: Any) -> list[int]:
    return [axis for axis in range(ndim) if not any(axis in axes for axes in taken)]


def _fast(x: Any, wanted: np.dtype) -> Any:
    """Laid out as BLAS takes it, which is asked with rows or columns side by side."""
    x = _summable(x, wanted)
    return x if x.itemsize in x.strides[-2:] else np.ascontiguousarray(x)


def _summable(x: Any, wanted: np.dtype) -> Any:
    """In a dtype in which NumPy multiplies matrices fast and adds up as exactly as XLA does."""
    if x.dtype in HALF or x.dtype.itemsize == 1:
        return x.astype(np.float32 if x.dtype.kind not in "biu" else wanted)
    return x.astype(wanted, copy=False) if wanted not in HALF else x.astype(np.float32, copy=False)


@rule("conv_general_dilated")
def _convolution(
    window_strides: Any,
    padding: Any,
    lhs_dilation: Any,
    rhs_dilation: Any,
    dimension_numbers: Any,
    feature_group_count: int,
    batch_group_count: int,
    preferred_element_type: Any = None,
    **_: Any,
):
    left_axes, right_axes, result_axes = dimension_numbers
    order = np.argsort(result_axes)

    def convolve(left: Any, right: Any) -> Any:
        wanted = np.dtype(preferred_element_type or left.dtype)
        # [batch, features, *space] and [results, features, *space]
        x = _summable(left.transpose(left_axes), wanted)
        kernel = _summable(right.transpose(right_axes), wanted)
        x = _dilated(x, padding, lhs_dilation)
        groups = max(feature_group_count, batch_group_count)
        if groups == 1:
            found = _correlate(x, kernel, window_strides, rhs_dilation)
        else:
            axis = 1 if feature_group_count > 1 else 0
            found = np.concatenate(
                [
                    _correlate(part, weights, window_strides, rhs_dilation)
                    for part, weights in zip(
                        np.split(x, groups, axis), np.split(kernel, groups), strict=True
                    )
                ],
                1,
            )
        return found.astype(wanted, copy=False).transpose(order)

    return convolve


def _dilated(x: Any, padding: Any, dilation: Any) -> Any:
    """With zeros around and between the elements of its space."""
    edges = ((0, 0, 0), (0, 0, 0))
    edges += tuple((*pair, n - 1) for pair, n in zip(padding, dilation, strict=True))
    if not any(n for edge in edges for n in edge):
        return x
    return RULES["pad"](padding_config=edges)(x, np.zeros((), x.dtype))


def _correlate(x: Any, kernel: Any, strides: Any, dilation: Any) -> Any:
    spans = [(n - 1) * d + 1 for n, d in zip(kernel.shape[2:], dilation, strict=True)]
    space = range(2, x.ndim)
    windows = np.lib.stride_tricks.sliding_window_view(x, spans, axis=tuple(space))
    steps = [slice(None, None, step) for step in (*strides, *dilation)]
    windows = windows[(slice(None), slice(None), *steps)]
    taps = range(windows.ndim - len(spans), windows.ndim)
    found = np.tensordot(windows, kernel, axes=((1, *taps), range(1, kernel.ndim)))
    return np.moveaxis(found, -1, 1)
