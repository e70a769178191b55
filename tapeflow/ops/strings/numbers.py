"""Numbers of strings, strings of numbers, and templates."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid
from tapeflow.engine.dtypes import DType, bool_, float32, string
from tapeflow.engine.nest import flatten
from tapeflow.ops.host.summary import summary
from tapeflow.ops.strings.host import each, elementwise, strings


@elementwise
def to_number(input: Any, out_type: Any = float32, name: str | None = None) -> Tensor:
    """The number that each string writes.

    Args:
      input: strings.
      out_type: float32 by default; float64, int32, int64, uint32 or uint64.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: a string is no number, or out of range.

    >>> import tapeflow as tf
    >>> tf.strings.to_number(["1.5", "-2"]).numpy()
    array([ 1.5, -2. ], dtype=float32)
    """
    dtype = as_dtype(out_type)
    return each(lambda item: parsed(item, dtype), input, dtype)


def parsed(item: bytes, dtype: DType) -> Any:
    """The number of one string.

    Raises:
      InvalidArgumentError: it is none of that dtype.
    """
    try:
        if dtype.is_integer:
            number: Any = int(item)
            if not np.iinfo(dtype.np).min <= number <= np.iinfo(dtype.np).max:
                raise ValueError
            return number
        text = item.strip().lower()
        if b"_" in text:
            raise ValueError
        return float.fromhex(text.decode()) if b"0x" in text else float(text)
    except ValueError:
        raise invalid(
            f"StringToNumberOp could not correctly convert string: {item.decode(errors='replace')}",
            expected=f"a number of dtype {dtype.name}",
        ) from None


@elementwise
def as_string(
    input: Any,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Tensor:
    """Each number as a string.

    Args:
      input: numbers, bools or strings.
      precision: digits after the point; 6 by default.
      scientific: whether to write an exponent always.
      shortest: whether to write an exponent where that is shorter.
      width: how wide each is at least.
      fill: what it is filled with from the left, " " or "0"; " " by default.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.strings.as_string([1.5, 2.0], precision=1).numpy()
    array([b'1.5', b'2.0'], dtype=object)
    """
    if scientific and shortest:
        raise invalid("Cannot select both scientific and shortest notation")
    tensor = convert_to_tensor(input)
    dtype = tensor.dtype
    if dtype is string:
        return tensor
    letter = "e" if scientific else "g" if shortest else "f"
    digits = "" if precision < 0 else f".{precision}"
    pad = ("-" if fill == "-" else "0" if fill == "0" else "") + (str(width) if width > 0 else "")

    def text(number: Any) -> bytes:
        if dtype is bool_:
            return (b"true" if number else b"false").rjust(max(width, 0))
        if dtype.is_complex:
            return f"({number.real:{digits}{letter}},{number.imag:{digits}{letter}})".encode()
        if dtype.is_integer:
            return f"%{pad}d".encode() % number
        return f"%{pad}{digits}{letter}".encode() % number

    array = np.asarray(tensor.numpy())
    results = np.empty(array.size, object)
    results[:] = [text(number) for number in array.ravel().tolist()]
    return strings(results.reshape(array.shape))


def string_format(
    template: str, inputs: Any, placeholder: str = "{}", summarize: int = 3, name: str | None = None
) -> Tensor:
    """A template with tensors written where its placeholders are.

    Args:
      template: the text.
      inputs: a tensor, or a list of as many as there are placeholders.
      placeholder: what is replaced.
      summarize: how many entries at either end of an axis are written; -1 for all.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: the numbers of placeholders and tensors differ.

    >>> import tapeflow as tf
    >>> tf.strings.format("x: {}", tf.constant([1, 2])).numpy()
    b'x: [1 2]'
    """
    tensors = flatten(inputs)
    pieces = template.split(placeholder)
    if len(pieces) - 1 != len(tensors):
        raise ValueError(
            f"The template expects {len(pieces) - 1} tensors, but the inputs only has "
            f"{len(tensors)}. Please ensure the number of placeholders in template matches "
            "inputs length."
        )
    text = pieces[0]
    for tensor, piece in zip(tensors, pieces[1:], strict=True):
        text += summary(convert_to_tensor(tensor).numpy(), summarize) + piece
    return convert_to_tensor(text)
