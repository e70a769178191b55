"""`tf.TensorArray`: a list of tensors that a loop can carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tapeflow.engine import (
    Tensor,
    TensorShape,
    as_dtype,
    convert_to_tensor,
    invalid,
    is_known,
    problem,
    recording,
)
from tapeflow.engine.errors import OutOfRangeError
from tapeflow.ops.array import (
    concat,
    gather,
    split,
    stack,
    tensor_scatter_nd_update,
    unstack,
    zeros,
)
from tapeflow.ops.control_flow.state import COMPOSITES, needs_python


class TensorArray:
    """Tensors of one dtype under the indices 0, 1, ...

    Methods that write return the array to go on with. Outside of functions they change this array
    as well; inside, only what they return has the new value, so write `array = array.write(i, x)`.

    Args:
      dtype: of the elements.
      size: how many there are.
      dynamic_size: whether writing beyond the end makes it longer.
      clear_after_read: accepted for compatibility: an element can be read any number of times.
      tensor_array_name: accepted for compatibility, not used.
      handle: of TensorFlow 1; only None.
      flow: of TensorFlow 1; only None.
      infer_shape: whether all elements must have the shape of the first.
      element_shape: their shape, if it is known beforehand.
      colocate_with_first_write_call: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> array = tf.TensorArray(tf.float32, size=2)
    >>> array = array.write(0, 1.0).write(1, 2.0)
    >>> array.stack()
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>
    """

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ):
        if handle is not None or flow is not None:
            raise NotImplementedError("tf.TensorArray: handle and flow are TensorFlow 1's")
        self._dtype = as_dtype(dtype)
        self._dynamic_size = bool(dynamic_size)
        self._infer_shape = infer_shape
        self._element_shape = TensorShape(element_shape)
        # Either elements one by one, or, once a loop wrote to it, all in one tensor.
        self._items: list[Tensor | None] = [None] * (0 if size is None else int(size))
        self._buffer: Tensor | None = None

    @property
    def dtype(self) -> Any:
        return self._dtype

    @property
    def dynamic_size(self) -> bool:
        return self._dynamic_size

    @property
    def element_shape(self) -> TensorShape:
        return self._element_shape

    @property
    def handle(self) -> None:
        return None

    @property
    def flow(self) -> Tensor:
        return convert_to_tensor(0.0)

    def identity(self) -> TensorArray:
        """An array with the same elements."""
        return self._next(list(self._items), self._buffer)

    def size(self, name: str | None = None) -> Tensor:
        """The number of elements, an int32 scalar."""
        return convert_to_tensor(self._length())

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """The element at `index`."""
        if self._buffer is not None or not is_known(index):
            return gather(self._stacked(), index)
        place = self._place(index, len(self._items))
        item = self._items[place]
        if item is None:
            if not self._element_shape.is_fully_defined():
                raise invalid(
                    f"TensorArray: Could not read index {place} twice because it was cleared after "
                    "a previous read, or it was never written"
                )
            item = zeros(self._element_shape, self._dtype)
        return item

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with `value` at `index`."""
        value = self._element(value)
        if self._buffer is None and is_known(index):
            place = self._place(index, None if self._dynamic_size else len(self._items))
            items = [*self._items, *[None] * (place + 1 - len(self._items))]
            items[place] = value
            return self._next(items, None, value)
        if self._dynamic_size and not is_known(index):
            raise needs_python("a TensorArray that may grow")
        buffer = self._long_enough(self._stacked(value), index)
        index = convert_to_tensor(index)
        return self._next(
            [], tensor_scatter_nd_update(buffer, index[None, None], value[None]), value
        )

    def stack(self, name: str | None = None) -> Tensor:
        """All elements in one tensor."""
        return self._stacked()

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """The elements at `indices` in one tensor."""
        return gather(self._stacked(), indices)

    def concat(self, name: str | None = None) -> Tensor:
        """The elements side by side along their first axis."""
        return concat(unstack(self._buffer) if self._buffer is not None else self._whole(), 0)

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """An array of the rows of `value`."""
        value = convert_to_tensor(value, self._dtype)
        if not value.ndim:
            raise ValueError("TensorArray.unstack: value must have at least one axis")
        if recording():
            return self._next([], value, value[0] if value.shape[0] else None)
        return self._next(list(unstack(value)), None)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with the rows of `value` at `indices`."""
        array = self
        rows = unstack(convert_to_tensor(value, self._dtype))
        for index, row in zip(unstack(convert_to_tensor(indices)), rows, strict=True):
            array = array.write(index, row)
        return array

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """An array of parts of `value`, of the given lengths along its first axis."""
        return self._next(list(split(convert_to_tensor(value, self._dtype), lengths)), None)

    def close(self, name: str | None = None) -> None:
        """Forgets the elements."""
        self._items, self._buffer = [], None

    def grad(self, source: Any, flow: Any = None, name: str | None = None) -> Any:
        """Of TensorFlow 1.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError("tf.TensorArray.grad: use tf.GradientTape")

    def started_like(self, other: Any, specs: Sequence) -> TensorArray:
        """This array, to which nothing was written yet, for a loop that writes such elements."""
        if not isinstance(other, TensorArray) or len(specs) != 1:
            raise needs_python("a TensorArray that is replaced in a loop")
        buffer = specs[0]
        if self._buffer is None and not any(item is not None for item in self._items):
            if len(self._items) != buffer.shape[0]:
                raise needs_python("a TensorArray that grows in a loop")
            return self._next([], zeros(buffer.shape, self._dtype))
        raise needs_python("a TensorArray that grows in a loop")

    def _length(self) -> int:
        return len(self._items) if self._buffer is None else self._buffer._spec.shape[0]

    def _next(self, items: list, buffer: Tensor | None, value: Tensor | None = None) -> TensorArray:
        """The array with other elements: this one itself too, where nothing is being recorded."""
        array = self
        if recording():
            array = object.__new__(TensorArray)
            array.__dict__.update(self.__dict__)
        array._items, array._buffer = items, buffer
        if value is not None and self._infer_shape and not array._element_shape.rank:
            array._element_shape = value.shape
        return array

    def _element(self, value: Any) -> Tensor:
        value = convert_to_tensor(value, None if isinstance(value, Tensor) else self._dtype)
        if value.dtype is not self._dtype:
            raise invalid(
                f"TensorArray dtype is {self._dtype.name} but Op is trying to write dtype "
                f"{value.dtype.name}",
                fix=f"tf.cast(x, tf.{self._dtype.name})",
            )
        if not self._element_shape.is_compatible_with(value.shape):
            raise ValueError(
                f"Incompatible shape for value ({value.shape}), expected ({self._element_shape})"
            )
        return value

    def _place(self, index: Any, count: int | None) -> int:
        place = int(index.numpy() if hasattr(index, "numpy") else index)
        if place < 0 or (count is not None and place >= count):
            raise OutOfRangeError(
                None,
                None,
                problem(
                    f"Tried to access index {place} but array size is {self._length()}",
                    fix="dynamic_size=True lets writing make it longer",
                ),
            )
        return place

    def _long_enough(self, buffer: Tensor, index: Any) -> Tensor:
        """The buffer, with zeros behind it if `index` is known to lie beyond the end."""
        if not is_known(index):
            return buffer
        length = buffer._spec.shape[0]
        missing = self._place(index, None if self._dynamic_size else length) + 1 - length
        if missing <= 0:
            return buffer
        return concat([buffer, zeros([missing, *buffer.shape[1:]], self._dtype)], 0)

    def _whole(self) -> list[Tensor]:
        """The elements, zeros where nothing was written."""
        shapes = [item.shape for item in self._items if item is not None]
        shape = shapes[0] if shapes else self._element_shape
        if not shapes and not shape.is_fully_defined():
            if not self._items:
                return []
            raise invalid("TensorArray: nothing was written, and element_shape is not known")
        return [zeros(shape, self._dtype) if item is None else item for item in self._items]

    def _stacked(self, like: Tensor | None = None) -> Tensor:
        if self._buffer is not None:
            return self._buffer
        if like is not None and all(item is None for item in self._items):
            if not self._items:
                raise needs_python("a TensorArray that grows in a loop")
            return zeros([len(self._items), *like.shape], self._dtype)
        whole = self._whole()
        if not whole:
            known = self._element_shape.is_fully_defined()
            return zeros([0, *(self._element_shape if known else ())], self._dtype)
        return stack(whole)


def _taken_apart(array: TensorArray) -> tuple[list[Tensor], Any]:
    def make(tensors: Sequence[Tensor]) -> TensorArray:
        made = object.__new__(TensorArray)
        made.__dict__.update(array.__dict__)
        if tensors:
            made._items, made._buffer = [], tensors[0]
        return made

    blank = array._buffer is None and all(item is None for item in array._items)
    if blank and not (array._items and array._element_shape.is_fully_defined()):
        return [], make
    return [array._stacked()], make


COMPOSITES[TensorArray] = _taken_apart
