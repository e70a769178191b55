"""Tables that give values for keys, on the host."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, TensorShape, as_dtype, convert_to_tensor, invalid
from tapeflow.engine.dtypes import int64, string
from tapeflow.ops.lookup.initializers import TableInitializerBase
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.strings.farmhash import fingerprint64


class _Table:
    """What all tables share: looking up tensors, ragged and sparse tensors."""

    def __init__(self, key_dtype: Any, value_dtype: Any, name: str | None):
        self._key_dtype, self._value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)
        self._name = name or type(self).__name__

    @property
    def key_dtype(self) -> DType:
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        return self._value_dtype

    @property
    def name(self) -> str:
        return self._name

    @property
    def resource_handle(self) -> Any:
        return self

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of keys; the default where there is none.

        Args:
          keys: a tensor, ragged tensor or sparse tensor of the table's key dtype.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: another dtype.
        """
        if isinstance(keys, RaggedTensor):
            return keys.with_flat_values(self.lookup(keys.flat_values))
        if isinstance(keys, SparseTensor):
            return keys.with_values(self.lookup(keys.values))
        array = self._keys_of(keys)
        found = [self._value_of(key) for key in array.ravel().tolist()]
        return self._tensor(found, array.shape)

    def __getitem__(self, keys: Any) -> Any:
        return self.lookup(keys)

    def _value_of(self, key: Any) -> Any:
        raise NotImplementedError

    def _keys_of(self, keys: Any) -> np.ndarray:
        tensor = convert_to_tensor(keys, None if hasattr(keys, "dtype") else self._key_dtype)
        if tensor.dtype is not self._key_dtype:
            raise TypeError(
                f"Signature mismatch. Keys must be dtype {self._key_dtype!r}, got {tensor.dtype!r}"
            )
        return np.asarray(tensor.numpy())

    def _tensor(self, values: list, shape: tuple[int, ...]) -> Tensor:
        array = np.empty(len(values), self._value_dtype.np)
        array[:] = values
        return convert_to_tensor(array.reshape(shape), self._value_dtype)


class StaticHashTable(_Table):
    """A table that never changes.

    Args:
      initializer: what it holds: a `KeyValueTensorInitializer` or `TextFileInitializer`.
      default_value: what keys have that it does not hold.
      name: the table's name.
      experimental_is_anonymous: accepted for compatibility.

    >>> import tapeflow as tf
    >>> pairs = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2])
    >>> tf.lookup.StaticHashTable(pairs, default_value=-1).lookup(tf.constant(["b", "c"])).numpy()
    array([ 2, -1], dtype=int32)
    """

    def __init__(
        self,
        initializer: TableInitializerBase,
        default_value: Any,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ):
        super().__init__(initializer.key_dtype, initializer.value_dtype, name)
        self._default = convert_to_tensor(default_value, self._value_dtype).numpy()
        self._pairs = initializer.pairs()

    def _value_of(self, key: Any) -> Any:
        return self._pairs.get(key, self._default)

    def size(self, name: str | None = None) -> Tensor:
        """How many keys it holds, int64."""
        return convert_to_tensor(np.int64(len(self._pairs)))

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values."""
        keys = np.empty(len(self._pairs), self._key_dtype.np)
        keys[:] = list(self._pairs)
        values = self._tensor(list(self._pairs.values()), (len(self._pairs),))
        return convert_to_tensor(keys, self._key_dtype), values


class StaticVocabularyTable(_Table):
    """Numbers of words; words that are not known share `num_oov_buckets` more numbers, by hashes.

    Args:
      initializer: words (or integers) and their numbers, int64 from 0; or None.
      num_oov_buckets: at least 1.
      lookup_key_dtype: by default that of the initializer; string without one.
      name: the table's name.
      experimental_is_anonymous: accepted for compatibility.

    >>> import tapeflow as tf
    >>> words = tf.lookup.KeyValueTensorInitializer(["a"], tf.constant([0], tf.int64))
    >>> table = tf.lookup.StaticVocabularyTable(words, num_oov_buckets=1)
    >>> table.lookup(tf.constant(["a", "b"])).numpy()
    array([0, 1])
    """

    def __init__(
        self,
        initializer: TableInitializerBase | None,
        num_oov_buckets: int,
        lookup_key_dtype: Any = None,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ):
        if num_oov_buckets <= 0:
            raise ValueError("`num_oov_buckets` must be > 0; use StaticHashTable instead")
        if initializer is not None and initializer.value_dtype is not int64:
            raise TypeError(f"Invalid `value_dtype`, expected int64, got {initializer.value_dtype}")
        own = string if initializer is None else initializer.key_dtype
        super().__init__(lookup_key_dtype or own, int64, name)
        if not (self._key_dtype is string or self._key_dtype.is_integer):
            raise TypeError("Invalid `key_dtype`, expected integer or string")
        self._pairs = {} if initializer is None else initializer.pairs()
        self._buckets = int(num_oov_buckets)

    def _value_of(self, key: Any) -> int:
        found = self._pairs.get(key)
        if found is None:
            text = key if isinstance(key, bytes) else str(key).encode()
            return len(self._pairs) + fingerprint64(text) % self._buckets
        return found

    def size(self, name: str | None = None) -> Tensor:
        """How many numbers there are, those of unknown words included, int64."""
        return convert_to_tensor(np.int64(len(self._pairs) + self._buckets))


class MutableHashTable(_Table):
    """A table that can be changed.

    Args:
      key_dtype: of the keys.
      value_dtype: of the values.
      default_value: what keys have that it does not hold; a number or a vector.
      name: the table's name.
      checkpoint: accepted for compatibility, not used.
      experimental_is_anonymous: accepted for compatibility.

    >>> import tapeflow as tf
    >>> table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, default_value=-1)
    >>> table.insert(["a"], [5])
    >>> table.lookup(["a", "b"]).numpy()
    array([ 5, -1])
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        name: str = "MutableHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ):
        super().__init__(key_dtype, value_dtype, name)
        self._default = np.asarray(convert_to_tensor(default_value, self._value_dtype).numpy())
        self._value_shape = TensorShape(self._default.shape)
        self._pairs: dict = {}

    def lookup(self, keys: Any, dynamic_default_values: Any = None, name: str | None = None) -> Any:
        """The values of keys; where there is none the default, or its entry in the given ones."""
        if isinstance(keys, RaggedTensor):
            return keys.with_flat_values(self.lookup(keys.flat_values))
        array = self._keys_of(keys)
        values = np.empty((array.size, *self._default.shape), self._value_dtype.np)
        others = None
        if dynamic_default_values is not None:
            others = np.asarray(
                convert_to_tensor(dynamic_default_values, self._value_dtype).numpy()
            )
            others = np.broadcast_to(others, (*array.shape, *self._default.shape)).reshape(
                values.shape
            )
        for place, key in enumerate(array.ravel().tolist()):
            default = self._default if others is None else others[place]
            values[place] = self._pairs.get(key, default)
        return convert_to_tensor(
            values.reshape(*array.shape, *self._default.shape), self._value_dtype
        )

    def insert(self, keys: Any, values: Any, name: str | None = None) -> None:
        """Gives keys values, new ones where they have some.

        Raises:
          InvalidArgumentError: the shapes don't fit.
        """
        array = self._keys_of(keys)
        given = np.asarray(convert_to_tensor(values, self._value_dtype).numpy())
        if given.shape != (*array.shape, *self._default.shape):
            raise invalid(
                "Expected shape of values to be that of keys and of the default value",
                given=f"keys {array.shape}, values {given.shape}, default {self._default.shape}",
            )
        rows = given.reshape(array.size, *self._default.shape)
        for key, value in zip(array.ravel().tolist(), rows, strict=True):
            self._pairs[key] = value

    insert_or_assign = insert

    def remove(self, keys: Any, name: str | None = None) -> None:
        """Takes keys out; those that are not there are passed over."""
        for key in self._keys_of(keys).ravel().tolist():
            self._pairs.pop(key, None)

    def size(self, name: str | None = None) -> Tensor:
        """How many keys it holds, int64."""
        return convert_to_tensor(np.int64(len(self._pairs)))

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values."""
        keys = np.empty(len(self._pairs), self._key_dtype.np)
        keys[:] = list(self._pairs)
        values = np.empty((len(self._pairs), *self._default.shape), self._value_dtype.np)
        for place, value in enumerate(self._pairs.values()):
            values[place] = value
        return convert_to_tensor(keys, self._key_dtype), convert_to_tensor(
            values, self._value_dtype
        )


class DenseHashTable(MutableHashTable):
    """A `MutableHashTable` with two keys of which it makes no use itself.

    Args:
      key_dtype: of the keys.
      value_dtype: of the values.
      default_value: what keys have that it does not hold.
      empty_key: a key that may not be used.
      deleted_key: another one.
      initial_num_buckets: accepted for compatibility, not used.
      name: the table's name.
      checkpoint: accepted for compatibility, not used.
      experimental_is_anonymous: accepted for compatibility.
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        empty_key: Any,
        deleted_key: Any,
        initial_num_buckets: int | None = None,
        name: str = "MutableDenseHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ):
        super().__init__(key_dtype, value_dtype, default_value, name)
        self._reserved = {self._keys_of(key).item() for key in (empty_key, deleted_key)}

    def insert(self, keys: Any, values: Any, name: str | None = None) -> None:
        if self._reserved & set(self._keys_of(keys).ravel().tolist()):
            raise invalid("Using the empty_key or deleted_key as a table key is not allowed")
        super().insert(keys, values)

    erase = MutableHashTable.remove

    insert_or_assign = insert
