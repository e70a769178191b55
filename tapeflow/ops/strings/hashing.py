"""Hash buckets of strings, with TensorFlow's hash functions."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, invalid
from tapeflow.engine.dtypes import int64
from tapeflow.ops.strings.farmhash import fingerprint64
from tapeflow.ops.strings.host import each, elementwise
from tapeflow.ops.strings.hash64 import hash64
from tapeflow.ops.strings.siphash import siphash


@elementwise
def to_hash_bucket(input: Any, num_buckets: Any, name: str | None = None) -> Tensor:
    """The bucket of each string, int64, in `[0, num_buckets)`.

    >>> import tapeflow as tf
    >>> tf.strings.to_hash_bucket(["a", "b"], 10).numpy()
    array([8, 0])
    """
    return each(lambda item: hash64(item) % _count(num_buckets), input, int64)


@elementwise
def to_hash_bucket_fast(input: Any, num_buckets: Any, name: str | None = None) -> Tensor:
    """The bucket of each string, int64, by FarmHash's fingerprint.

    >>> import tapeflow as tf
    >>> tf.strings.to_hash_bucket_fast(["a", "b"], 1000).numpy()
    array([939, 822])
    """
    return each(lambda item: fingerprint64(item) % _count(num_buckets), input, int64)


@elementwise
def to_hash_bucket_strong(
    input: Any, num_buckets: Any, key: Any, name: str | None = None
) -> Tensor:
    """The bucket of each string, int64, by SipHash with a key of two numbers.

    >>> import tapeflow as tf
    >>> tf.strings.to_hash_bucket_strong(["a", "b"], 1000, key=[1, 2]).numpy()
    array([646, 184])
    """
    first, second = (int(part) for part in key)
    return each(lambda item: siphash(item, first, second) % _count(num_buckets), input, int64)


def _count(num_buckets: Any) -> int:
    count = int(num_buckets)
    if count < 1:
        raise invalid("num_buckets must be at least 1", given=count)
    return count
