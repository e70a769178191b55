"""Buckets of elements of similar length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.data.plans.padded import shape_leaves
from tapeflow.data.structure import flatten, pack_like
from tapeflow.engine import convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import int64
from tapeflow.ops import math


class Buckets:
    """Which bucket an element belongs to, and how many make a batch of it.

    Args:
      boundaries: the lengths at which a next bucket begins, ascending.
      batch_sizes: a batch's size in each bucket.
      length: an element's length.
    """

    def __init__(self, boundaries: Sequence[int], batch_sizes: Sequence[int], length: Callable):
        if len(batch_sizes) != len(boundaries) + 1:
            raise ValueError(
                problem(
                    "`len(bucket_batch_sizes)` must equal `len(bucket_boundaries) + 1`",
                    given=f"{len(batch_sizes)} sizes for {len(boundaries)} boundaries",
                )
            )
        self.boundaries, self.batch_sizes, self.length = list(boundaries), batch_sizes, length
        self._bounds = convert_to_tensor(np.array(self.boundaries, np.int64))

    def key(self, *element: Any) -> Any:
        """The number of the element's bucket, int64."""
        length = math.cast(self.length(*element), int64)
        return math.reduce_sum(math.cast(math.greater_equal(length, self._bounds), int64))

    def size(self, key: Any) -> int:
        """A batch's size in the bucket."""
        return self.batch_sizes[int(key)]

    def filled_shapes(self, bucket: int, shapes: Any, element_spec: Any) -> Any:
        """Padded shapes with the bucket's longest length where a size is not known.

        Raises:
          InvalidArgumentError: the bucket has no longest.
        """
        if bucket == len(self.boundaries):
            raise invalid(
                "When pad_to_bucket_boundary=True, elements must have length < "
                "max(bucket_boundaries).",
                given=f"an element of length {self.boundaries[-1]} or more",
            )
        longest = self.boundaries[bucket] - 1
        if shapes is None:
            leaves = [spec.shape for spec in flatten(element_spec)]
        else:
            leaves = shape_leaves(element_spec, shapes)
        return pack_like(
            element_spec, [[longest if n is None else n for n in shape] for shape in leaves]
        )
