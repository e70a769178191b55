"""The methods of `tf.data.Dataset` that put elements together or take them apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.data.plans.batch import Batch, Rebatch, Unbatch
from tapeflow.data.plans.bucket import Buckets
from tapeflow.data.plans.function import whole_number
from tapeflow.data.plans.padded import PaddedBatch
from tapeflow.data.plans.window import GroupByWindow, Window
from tapeflow.data.structure import is_dense
from tapeflow.engine.dtypes import int64


class Grouping:
    """Part of `tf.data.Dataset`."""

    _plan: Any
    _then: Any
    element_spec: Any

    def batch(
        self,
        batch_size: Any,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Any:
        """`batch_size` elements at a time, stacked along a new first axis.

        Args:
          batch_size: how many; the last batch may have fewer.
          drop_remainder: whether a last batch with fewer is left out.
          num_parallel_calls: not needed: batches of arrays are gathered at once.
          deterministic: the order is always that of the input.
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: `batch_size` is below 1; or, in the iteration, the shapes of a
            batch's elements differ.

        >>> import tapeflow as tf
        >>> [batch.numpy().tolist() for batch in tf.data.Dataset.range(5).batch(2)]
        [[0, 1], [2, 3], [4]]
        """
        size = whole_number(batch_size, "Dataset.batch: batch_size")
        kind = Batch if self._is_dense() else _composite().CompositeBatch
        return self._then(kind(self._plan, size, bool(drop_remainder)))

    def unbatch(self, name: str | None = None) -> Any:
        """The rows of every element, one by one.

        Args:
          name: accepted for compatibility, not used.

        Raises:
          ValueError: an element has a scalar in it.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(5).batch(2).unbatch()]
        [0, 1, 2, 3, 4]
        """
        kind = Unbatch if self._is_dense() else _composite().CompositeUnbatch
        return self._then(kind(self._plan))

    def rebatch(
        self, batch_size: Any, drop_remainder: bool = False, name: str | None = None
    ) -> Any:
        """The same rows in batches of another size.

        Args:
          batch_size: rows in a batch, or a list of sizes that come in turns.
          drop_remainder: whether a last batch with fewer is left out.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> batches = tf.data.Dataset.range(6).batch(2).rebatch(4)
        >>> [batch.numpy().tolist() for batch in batches]
        [[0, 1, 2, 3], [4, 5]]
        """
        sizes = np.atleast_1d(np.asarray(batch_size)).tolist()
        return self._then(Rebatch(Unbatch(self._plan), sizes, bool(drop_remainder)))

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Any:
        """`batch_size` elements at a time, padded at their ends to one shape.

        Args:
          batch_size: how many; the last batch may have fewer.
          padded_shapes: a structure of shapes; where a size is None, and by default where the
            elements' is, the batch's longest decides.
          padding_values: a structure of scalars, or one for all; 0, False or "" by default.
          drop_remainder: whether a last batch with fewer is left out.
          name: accepted for compatibility, not used.

        Raises:
          DataLossError: in the iteration, an element is larger than its padded shape.
          TypeError: a padding value has another dtype than its component.
          ValueError: a padded shape does not fit its component.

        >>> import tapeflow as tf
        >>> rows = tf.data.Dataset.range(1, 4).map(lambda n: tf.fill([n], n))
        >>> [batch.numpy().tolist() for batch in rows.padded_batch(2)]
        [[[1, 0], [2, 2]], [[3, 3, 3]]]
        """
        size = whole_number(batch_size, "Dataset.padded_batch: batch_size")
        return self._then(
            PaddedBatch(self._plan, size, padded_shapes, padding_values, bool(drop_remainder))
        )

    def window(
        self,
        size: Any,
        shift: Any = None,
        stride: Any = 1,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Any:
        """Structures of data sets of `size` elements each.

        Args:
          size: elements in a window.
          shift: by how many elements the next window begins later; `size` by default.
          stride: the distance of a window's elements.
          drop_remainder: whether the last windows, with fewer elements, are left out.
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: a number is not positive.

        >>> import tapeflow as tf
        >>> for window in tf.data.Dataset.range(5).window(3):
        ...     print([int(n) for n in window])
        [0, 1, 2]
        [3, 4]
        """
        size = whole_number(size, "Dataset.window: size")
        return self._then(
            Window(
                self._plan,
                size,
                size if shift is None else whole_number(shift, "Dataset.window: shift"),
                whole_number(stride, "Dataset.window: stride"),
                bool(drop_remainder),
                self._then,
            )
        )

    def group_by_window(
        self,
        key_func: Callable,
        reduce_func: Callable,
        window_size: Any = None,
        window_size_func: Callable | None = None,
        name: str | None = None,
    ) -> Any:
        """The elements of what `reduce_func` makes of windows of elements with the same key.

        Args:
          key_func: takes an element (of a tuple, its parts), gives an int64 scalar.
          reduce_func: takes a key and a data set of a window's elements, gives a data set.
          window_size: how many elements make a window.
          window_size_func: takes a key, gives that number.
          name: accepted for compatibility, not used.

        Raises:
          ValueError: not exactly one of `window_size` and `window_size_func` is given.

        >>> import tapeflow as tf
        >>> groups = tf.data.Dataset.range(6).group_by_window(
        ...     lambda n: n % 2, lambda key, window: window.batch(3), window_size=3)
        >>> [group.numpy().tolist() for group in groups]
        [[0, 2, 4], [1, 3, 5]]
        """
        if (window_size is None) == (window_size_func is None):
            raise ValueError("Must pass either `window_size` or `window_size_func`, not both.")
        if window_size_func is None:
            size = whole_number(window_size, "Dataset.group_by_window: window_size")
            window_size_func = lambda key: size  # noqa: E731 - a default for an argument
        return self._then(
            GroupByWindow(self._plan, key_func, reduce_func, window_size_func, self._then)
        )

    def bucket_by_sequence_length(
        self,
        element_length_func: Callable,
        bucket_boundaries: Sequence[int],
        bucket_batch_sizes: Sequence[int],
        padded_shapes: Any = None,
        padding_values: Any = None,
        pad_to_bucket_boundary: bool = False,
        no_padding: bool = False,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Any:
        """Padded batches of elements of similar length.

        Args:
          element_length_func: takes an element (of a tuple, its parts), gives its length, int32.
          bucket_boundaries: the lengths at which a next bucket begins.
          bucket_batch_sizes: a batch's size in each bucket, one more than there are boundaries.
          padded_shapes: see `padded_batch`.
          padding_values: see `padded_batch`.
          pad_to_bucket_boundary: whether unknown sizes are padded to the bucket's longest rather
            than to the batch's; then no element may be in the last bucket.
          no_padding: whether elements of a batch have one shape already.
          drop_remainder: whether batches with fewer elements are left out.
          name: accepted for compatibility, not used.

        Raises:
          ValueError: the numbers of boundaries and sizes do not fit.

        >>> import tapeflow as tf
        >>> rows = tf.data.Dataset.range(1, 5).map(lambda n: tf.fill([n], n))
        >>> buckets = rows.bucket_by_sequence_length(lambda row: tf.shape(row)[0], [3], [2, 2])
        >>> [batch.shape.as_list() for batch in buckets]
        [[2, 2], [2, 4]]
        """
        buckets = Buckets(bucket_boundaries, bucket_batch_sizes, element_length_func)

        def batch(key: Any, window: Any) -> Any:
            size = bucket_batch_sizes[int(key)]
            if no_padding:
                return window.batch(size, drop_remainder)
            shapes = padded_shapes
            if pad_to_bucket_boundary:
                shapes = buckets.filled_shapes(int(key), shapes, window.element_spec)
            return window.padded_batch(size, shapes, padding_values, drop_remainder)

        return self.group_by_window(buckets.key, batch, window_size_func=buckets.size)

    def ragged_batch(
        self,
        batch_size: Any,
        drop_remainder: bool = False,
        row_splits_dtype: Any = None,
        name: str | None = None,
    ) -> Any:
        """`batch_size` elements at a time: ragged tensors, where the sizes of elements differ.

        Args:
          batch_size: how many; the last batch may have fewer.
          drop_remainder: whether a last batch with fewer is left out.
          row_splits_dtype: int64, which is the default, or int32.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> numbers = tf.data.Dataset.range(1, 4).map(lambda n: tf.range(n))
        >>> next(iter(numbers.ragged_batch(3)))
        <tf.RaggedTensor [[0], [0, 1], [0, 1, 2]]>
        """
        size = whole_number(batch_size, "Dataset.ragged_batch: batch_size")
        composite = _composite()
        specs = composite.ragged_specs(self._plan, row_splits_dtype or int64)
        return self._then(composite.CompositeBatch(self._plan, size, bool(drop_remainder), specs))

    def sparse_batch(self, batch_size: Any, row_shape: Any, name: str | None = None) -> Any:
        """`batch_size` tensors at a time, as a sparse tensor of shape `[batch, *row_shape]`.

        Args:
          batch_size: how many; the last batch may have fewer.
          row_shape: at least as large as each element; None for the largest of a batch.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: the elements are no single tensors.
          InvalidArgumentError: in the iteration, if an element is larger.

        >>> import tapeflow as tf
        >>> numbers = tf.data.Dataset.range(1, 3).map(lambda n: tf.range(n) + 1)
        >>> batch = next(iter(numbers.sparse_batch(2, [3])))
        >>> tf.sparse.to_dense(batch).numpy().tolist()
        [[1, 0, 0], [1, 2, 0]]
        """
        size = whole_number(batch_size, "Dataset.sparse_batch: batch_size")
        composite = _composite()
        specs = composite.sparse_specs(self.element_spec, row_shape)
        return self._then(composite.CompositeBatch(self._plan, size, False, specs))

    def _is_dense(self) -> bool:
        """Whether no ragged or sparse tensors are known to be among the elements."""
        return not self._plan.known or is_dense(self.element_spec)


def _composite() -> Any:
    from tapeflow.data.plans import composite  # loads what few data sets need

    return composite
