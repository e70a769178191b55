"""The methods of `tf.data.Dataset` that say which elements come, in which order, and when."""

from __future__ import annotations

from typing import Any

from tapeflow.data.paths import path_of
from tapeflow.data.plans import order
from tapeflow.data.plans.cache import Cache, FileCache
from tapeflow.data.plans.function import whole_number
from tapeflow.data.plans.prefetch import Prefetch
from tapeflow.data.plans.select import IgnoreErrors, Unique
from tapeflow.data.plans.shuffle import Shuffle
from tapeflow.data.plans.sources import Count
from tapeflow.data.plans.stored import save
from tapeflow.data.plans.zip import Zip
from tapeflow.engine import problem
from tapeflow.ops.host import get_logger


class Ordering:
    """Part of `tf.data.Dataset`."""

    _plan: Any
    _then: Any

    def shuffle(
        self,
        buffer_size: Any,
        seed: Any = None,
        reshuffle_each_iteration: bool | None = True,
        name: str | None = None,
    ) -> Any:
        """The elements in random order, TensorFlow's for the same seeds.

        Args:
          buffer_size: each element is drawn from so many that come next; from all of them if this
            is at least the data set's size, or `tf.data.UNKNOWN_CARDINALITY`.
          seed: an op seed; see `tf.random.set_seed`.
          reshuffle_each_iteration: whether every iteration has an order of its own.
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: `buffer_size` is below 1.

        >>> import tapeflow as tf
        >>> tf.random.set_seed(1)
        >>> [int(n) for n in tf.data.Dataset.range(10).shuffle(4)]
        [2, 0, 1, 6, 3, 5, 9, 8, 7, 4]
        """
        size = whole_number(buffer_size, "Dataset.shuffle: buffer_size")
        return self._then(Shuffle(self._plan, size, seed, reshuffle_each_iteration is not False))

    def repeat(self, count: Any = None, name: str | None = None) -> Any:
        """The elements `count` times over.

        Args:
          count: how often; None or -1 for ever.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(3).repeat(2)]
        [0, 1, 2, 0, 1, 2]
        """
        count = -1 if count is None else whole_number(count, "Dataset.repeat: count")
        return self._then(order.Repeat(self._plan, count))

    def take(self, count: Any, name: str | None = None) -> Any:
        """The first `count` elements; all of them if it is -1.

        Args:
          count: how many, at most.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(10).take(3)]
        [0, 1, 2]
        """
        return self._then(order.Take(self._plan, whole_number(count, "Dataset.take: count")))

    def skip(self, count: Any, name: str | None = None) -> Any:
        """All but the first `count` elements; none if it is -1.

        Args:
          count: how many to leave out.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(5).skip(3)]
        [3, 4]
        """
        return self._then(order.Skip(self._plan, whole_number(count, "Dataset.skip: count")))

    def shard(self, num_shards: Any, index: Any, name: str | None = None) -> Any:
        """Every `num_shards`-th element, beginning with number `index`.

        Args:
          num_shards: how many parts there are.
          index: which part this is, from 0.
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: there is no such part.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(7).shard(3, 1)]
        [1, 4]
        """
        shards = whole_number(num_shards, "Dataset.shard: num_shards")
        return self._then(
            order.Shard(self._plan, shards, whole_number(index, "Dataset.shard: index"))
        )

    def concatenate(self, dataset: Any, name: str | None = None) -> Any:
        """The elements of this data set, then those of another.

        Args:
          dataset: one with elements of the same structure and dtypes.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: the elements don't fit together.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(2).concatenate(tf.data.Dataset.range(8, 10))]
        [0, 1, 8, 9]
        """
        return self._then(order.Concatenate(self._plan, dataset._plan))

    def prefetch(self, buffer_size: Any, name: str | None = None) -> Any:
        """Makes elements ahead of their use, in a thread.

        Args:
          buffer_size: how many at most; `tf.data.AUTOTUNE` for a good number.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(3).prefetch(2)]
        [0, 1, 2]
        """
        size = whole_number(buffer_size, "Dataset.prefetch: buffer_size")
        return self._then(Prefetch(self._plan, size))

    def cache(self, filename: Any = "", name: str | None = None) -> Any:
        """Keeps the elements of the first complete pass, and gives them from then on.

        Args:
          filename: where to keep them, the beginning of two files' names; in memory by default.
            Files that are complete are used, also by another process.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> numbers = tf.data.Dataset.range(3).cache()
        >>> [int(n) for n in numbers], [int(n) for n in numbers]
        ([0, 1, 2], [0, 1, 2])
        """
        path = path_of(filename)
        return self._then(FileCache(self._plan, path) if path else Cache(self._plan))

    def snapshot(
        self,
        path: Any,
        compression: str | None = "AUTO",
        reader_func: Any = None,
        shard_func: Any = None,
        name: str | None = None,
    ) -> Any:
        """Keeps the elements of the first complete pass in a folder, for this and later programs.

        Args:
          path: the folder.
          compression: accepted for compatibility: the files are not compressed.
          reader_func: not supported.
          shard_func: not supported.
          name: accepted for compatibility, not used.

        Raises:
          NotImplementedError: `reader_func` or `shard_func` is given.
        """
        if reader_func is not None or shard_func is not None:
            raise NotImplementedError(
                problem(
                    "Dataset.snapshot: reader_func and shard_func are not built",
                    fix="shuffle or shard after snapshot",
                )
            )
        return self._then(FileCache(self._plan, f"{path_of(path)}/snapshot"))

    def save(
        self,
        path: Any,
        compression: str | None = None,
        shard_func: Any = None,
        checkpoint_args: Any = None,
    ) -> None:
        """Writes the elements to a folder, for `tf.data.Dataset.load`.

        Args:
          path: the folder.
          compression: accepted for compatibility: the files are not compressed.
          shard_func: not supported.
          checkpoint_args: not supported.

        Raises:
          NotImplementedError: `shard_func` or `checkpoint_args` is given.
        """
        if shard_func is not None or checkpoint_args is not None:
            raise NotImplementedError(
                problem("Dataset.save: shard_func and checkpoint_args are not built")
            )
        save(self._plan, path_of(path))

    def unique(self, name: str | None = None) -> Any:
        """The elements that are not equal to an earlier one.

        Args:
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: an element has several components.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.from_tensor_slices([1, 37, 2, 37, 2, 1]).unique()]
        [1, 37, 2]
        """
        return self._then(Unique(self._plan))

    def enumerate(self, start: Any = 0, name: str | None = None) -> Any:
        """Pairs of the elements' numbers, int64, and the elements.

        Args:
          start: the first number.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> letters = tf.data.Dataset.from_tensor_slices(["a", "b"])
        >>> [(int(i), x.numpy()) for i, x in letters.enumerate(start=5)]
        [(5, b'a'), (6, b'b')]
        """
        first = whole_number(start, "Dataset.enumerate: start")
        return self._then(Zip((Count(first, None, 1), self._plan)))

    def ignore_errors(self, log_warning: bool = False, name: str | None = None) -> Any:
        """The elements that can be computed; those that raise are left out.

        Args:
          log_warning: whether to write a line to standard error for each error.
          name: accepted for compatibility, not used.
        """
        return self._then(IgnoreErrors(self._plan, _log if log_warning else None))


def _log(error: Exception) -> None:
    get_logger().warning("tf.data: an element is left out: %s", error)
