"""`tf.slice` and `tf.strided_slice`: indexing by numbers rather than by brackets."""

from __future__ import annotations

from typing import Any

import builtins

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.engine.op import static
from tapeflow.ops.array.getitem import getitem


def slice(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """The block of `size` that starts at `begin`.

    Args:
      input_: a tensor.
      begin: for each axis where it starts.
      size: for each axis how long it is; -1 means to the end.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: it does not lie inside the tensor.

    >>> import tapeflow as tf
    >>> tf.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, 2]).numpy()
    array([[2, 3],
           [5, 6]], dtype=int32)
    """
    tensor = convert_to_tensor(input_)
    starts, lengths = static("begin", begin), static("size", size)
    starts = starts if isinstance(starts, tuple) else (starts,)
    lengths = lengths if isinstance(lengths, tuple) else (lengths,)
    if not len(starts) == len(lengths) == tensor.ndim:
        raise invalid(
            f"tf.slice: Expected begin and size arguments to be 1-D tensors of size {tensor.ndim}",
            given=f"begin {starts}, size {lengths}, shape {tensor.shape}",
        )
    key = []
    for axis, (start, length, whole) in enumerate(
        zip(starts, lengths, tensor._spec.shape, strict=True)
    ):
        stop = whole if length == -1 else start + length
        if not 0 <= start <= whole or not start <= stop <= whole:
            raise invalid(
                f"tf.slice: Expected begin[{axis}] in [0, {whole}] and size[{axis}] in "
                f"[0, {whole - start}]",
                given=f"begin {starts}, size {lengths}, shape {tensor.shape}",
            )
        key.append(builtins.slice(None if not start and stop == whole else start, stop))
    return getitem(tensor, tuple(key))


def strided_slice(
    input_: Any,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """What `input_[begin[0]:end[0]:strides[0], ...]` gives.

    In each mask bit i is about the i-th entry: the start or end is left out, the entry is `...`, a
    new axis, or the index `begin[i]`.

    Args:
      input_: a tensor.
      begin: the starts.
      end: the ends.
      strides: the steps, 1 by default.
      begin_mask: which starts are left out.
      end_mask: which ends are left out.
      ellipsis_mask: which entry is `...`.
      new_axis_mask: which entries are new axes.
      shrink_axis_mask: which entries are indices.
      var: only None; assigning to slices is not supported.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.strided_slice([1, 2, 3, 4, 5], [1], [5], [2]).numpy()
    array([2, 4], dtype=int32)
    """
    if var is not None:
        raise NotImplementedError(
            "tf.strided_slice: var is not supported; use "
            "var.assign(tf.tensor_scatter_nd_update(...))"
        )
    starts, stops = static("begin", begin), static("end", end)
    steps = (1,) * len(starts) if strides is None else static("strides", strides)
    key: list[Any] = []
    for i, (start, stop, step) in enumerate(zip(starts, stops, steps, strict=True)):
        bit = 1 << i
        if ellipsis_mask & bit:
            key.append(Ellipsis)
        elif new_axis_mask & bit:
            key.append(None)
        elif shrink_axis_mask & bit:
            key.append(start)
        else:
            key.append(
                builtins.slice(
                    None if begin_mask & bit else start, None if end_mask & bit else stop, step
                )
            )
    return getitem(input_, tuple(key))
