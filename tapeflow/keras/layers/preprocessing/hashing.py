"""`Hashing` and `HashedCrossing`: categories as numbers of bins, without a vocabulary."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.engine.dtypes import string
from tapeflow.keras.layers.preprocessing.encode import check_mode, encode, encoded_shape
from tapeflow.keras.layers.preprocessing.host_layer import HostLayer, as_host_inputs
from tapeflow.ops.array import ones_like, where, zeros_like
from tapeflow.ops.math import cast, equal
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.strings import as_string, cross_hashed, to_hash_bucket_fast, to_hash_bucket_strong


class Hashing(HostLayer):
    """The bin, of `num_bins`, that a string or integer is hashed to.

    FarmHash64 without a salt, SipHash64 with one: the same bins as Keras's.

    Args:
      num_bins: the number of bins.
      mask_value: this value, and no other, goes to bin 0.
      salt: an integer, or two.
      output_mode: "int", "one_hot", "multi_hot" or "count"; see `CategoryEncoding`.
      sparse: whether a `SparseTensor` is given (not with "int").
      **kwargs: see `Layer`.

    Raises:
      ValueError: `num_bins` below 1, or an unknown mode.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Hashing(3)([["A"], ["B"], ["C"], ["D"], ["E"]]).numpy().ravel().tolist()
    [1, 0, 1, 1, 2]
    """

    def __init__(
        self,
        num_bins: int,
        mask_value: Any = None,
        salt: Any = None,
        output_mode: str = "int",
        sparse: bool = False,
        **kwargs: Any,
    ):
        if kwargs.get("dtype") is None and output_mode == "int":
            kwargs["dtype"] = "int64"
        super().__init__(**kwargs)
        if num_bins is None or num_bins <= 0:
            raise ValueError(
                problem("The `num_bins` for `Hashing` cannot be `None` or non-positive values",
                        given=f"num_bins={num_bins}")
            )  # fmt: skip
        self.num_bins, self.mask_value, self.sparse = num_bins, mask_value, sparse
        self.output_mode = check_mode(
            "Hashing", output_mode, ("int", "one_hot", "multi_hot", "count")
        )
        self.salt = [salt, salt] if isinstance(salt, int) else None if salt is None else list(salt)
        if self.salt is not None and len(self.salt) != 2:
            raise ValueError(
                problem("The `salt` argument for `Hashing` can only be a tuple of size 2 integers, "
                        "or a single integer", given=f"salt={salt}")
            )  # fmt: skip

    def call(self, inputs):
        if isinstance(inputs, SparseTensor):
            bins: Any = SparseTensor(inputs.indices, self._bins(inputs.values), inputs.dense_shape)
        elif isinstance(inputs, RaggedTensor):
            bins = inputs.with_flat_values(self._bins(inputs.flat_values))
        else:
            bins = self._bins(inputs)
        return encode(bins, self.output_mode, self.num_bins, self.dtype, self.sparse)

    def _bins(self, values: Any) -> Any:
        count = self.num_bins
        mask = None
        if self.mask_value is not None and count > 1:
            count -= 1
            mask = equal(values, self.mask_value)
        if values.dtype is not string:
            values = as_string(cast(values, "int64") if values.dtype.is_floating else values)
        if self.salt is None:
            bins = to_hash_bucket_fast(values, count)
        else:
            bins = to_hash_bucket_strong(values, count, self.salt)
        return bins if mask is None else where(mask, zeros_like(bins), bins + ones_like(bins))

    def compute_output_shape(self, input_shape):
        if self.output_mode == "int":
            return tuple(input_shape)
        return encoded_shape(input_shape, self.output_mode, self.num_bins)


class HashedCrossing(HostLayer):
    """The bin that several features are hashed to together.

    Args:
      num_bins: the number of bins.
      output_mode: "int" or "one_hot".
      sparse: whether a `SparseTensor` is given (not with "int").
      name: see `Layer`.
      dtype: of the results; int64 for "int".
      **kwargs: see `Layer`.

    Call: a list of two or more string or integer tensors, `[batch]`, `[batch, 1]` or scalars.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.HashedCrossing(num_bins=5)
    >>> layer((["A", "B", "A", "B", "A"], [101, 101, 101, 102, 102])).numpy().tolist()
    [1, 4, 1, 1, 3]
    """

    def __init__(
        self,
        num_bins: int,
        output_mode: str = "int",
        sparse: bool = False,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        if output_mode == "int" and dtype is None:
            dtype = "int64"
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.num_bins, self.sparse = num_bins, sparse
        self.output_mode = check_mode("HashedCrossing", output_mode, ("int", "one_hot"))

    def _converted(self, args, kwargs):
        if args and isinstance(args[0], (list, tuple)):  # one tensor for each column
            args = ([as_host_inputs(column) for column in args[0]], *args[1:])
        return args, kwargs

    def call(self, inputs):
        if not isinstance(inputs, (list, tuple)) or len(inputs) < 2:
            raise ValueError(
                problem("`HashedCrossing` should be called on at least two inputs", repr(inputs))
            )
        shape = tuple(inputs[0].shape)
        if len(shape) > 2 or (len(shape) == 2 and shape[-1] != 1):
            raise ValueError(
                problem(
                    "All `HashedCrossing` inputs should have shape `()`, `(batch_size)` or "
                    "`(batch_size, 1)`",
                    given=str(shape),
                )
            )
        if any(tuple(each.shape) != shape for each in inputs):
            raise ValueError(
                problem(
                    "All `HashedCrossing` inputs should have equal shape",
                    given=", ".join(str(tuple(each.shape)) for each in inputs),
                )
            )
        crossed = cross_hashed(inputs, self.num_bins)
        return encode(crossed, self.output_mode, self.num_bins, self.compute_dtype, self.sparse)

    def compute_output_shape(self, input_shape):
        return encoded_shape(input_shape[0], self.output_mode, self.num_bins)
