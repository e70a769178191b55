"""`data_source`: what `fit`, `evaluate` and `predict` were given, as a source of batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.trainers.array_source import ArraySource
from tapeflow.keras.trainers.arrays import are_arrays
from tapeflow.keras.trainers.batch_source import BatchSource
from tapeflow.ops.ragged import RaggedTensor


def data_source(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    steps: int | None = None,
    shuffle: Any = False,
    class_weight: Any = None,
) -> ArraySource | BatchSource:
    """The source for data of any kind; arguments are those of `fit`.

    Raises:
      ValueError: the data is of no kind that is known, or an argument does not fit its kind.
    """
    if are_arrays((x, y, sample_weight)) and x is not None:
        if batch_size is not None and (not hasattr(batch_size, "__index__") or batch_size < 1):
            raise ValueError(
                problem("batch_size must be a whole number of at least 1", given=repr(batch_size))
            )
        return ArraySource(x, y, sample_weight, batch_size, steps, shuffle, class_weight)
    kind = type(x).__name__
    if (
        isinstance(x, (list, tuple, dict, str, bytes))
        or x is None
        or (not hasattr(type(x), "__iter__") and not hasattr(type(x), "__getitem__"))
    ):
        raise ValueError(
            problem(
                f"Unrecognized data type: x={x!r:.200} (of type {type(x)})",
                expected="arrays, or something that gives batches: a data set, a generator, a "
                "PyDataset, a data loader",
                fix="np.array(x), if x is a list of numbers"
                if isinstance(x, (list, tuple))
                else None,
            )
        )
    if isinstance(x, RaggedTensor):
        raise NotImplementedError(
            problem(
                "rows of different lengths can't be arrays of samples",
                given=f"x of type RaggedTensor, shape {x.shape}",
                fix="x.to_tensor(), which pads, with Embedding(mask_zero=True) or Masking; or a "
                "data set of tensors that are padded, ds.padded_batch(n)",
            )
        )
    for name, value, what in (
        ("y", y, "the targets"),
        ("sample_weights", sample_weight, "the sample weights"),
    ):
        if value is not None:
            raise ValueError(
                f"When providing `x` as a {kind}, `{name}` should not be passed. Instead, {what} "
                f"should be included as part of the {kind}."
            )
    if isinstance(x, Iterator) and not hasattr(type(x), "__getitem__"):
        if class_weight is not None:
            raise ValueError(
                "Argument `class_weight` is not supported for Python generator inputs. Received: "
                f"class_weight={class_weight}"
            )
        return BatchSource(checked(x))
    return BatchSource(x, shuffle, class_weight, steps)


def checked(generator: Iterator) -> Iterator:
    """The generator, looked at: it must give tuples, and at least one.

    Raises:
      ValueError: it does not.
    """
    first = next(generator, None)
    if first is None:
        raise ValueError(
            "When passing a Python generator to a Keras model, the generator must yield at least "
            "one batch. Received an empty generator."
        )
    if not isinstance(first, (tuple, list)):
        raise ValueError(
            problem(
                "When passing a Python generator to a Keras model, the generator must return a "
                "tuple, either (input,) or (inputs, targets) or (inputs, targets, sample_weights).",
                given=f"{type(first).__name__}: {first!r:.100}",
            )
        )
    return _again(first, generator)


def _again(first: Any, generator: Iterator) -> Iterator:
    yield first
    del first
    yield from generator
