"""What counts as an array of samples, and how it becomes one of NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype, convert_to_tensor, problem
from tapeflow.engine.nest import flatten, map_structure
from tapeflow.keras import backend
from tapeflow.keras.trainers.tables import is_table, is_torch, table_samples, torch_samples
from tapeflow.ops.sparse import SparseTensor, to_dense


def are_arrays(structure: Any) -> bool:
    """Whether all leaves (there is at least one) are arrays, or None."""
    leaves = flatten(structure)
    return bool(leaves) and all(_is_array(leaf) for leaf in leaves)


def _is_array(leaf: Any) -> bool:
    if leaf is None or isinstance(leaf, (np.ndarray, Tensor, Variable)):
        return True
    if isinstance(leaf, SparseTensor):
        return True
    return (hasattr(leaf, "__array__") and hasattr(leaf, "shape")) or hasattr(leaf, "toarray")


def as_samples(leaf: Any) -> Any:
    """An array as NumPy, floats in Keras's `floatx`; strings as a tensor; None as it is.

    What is sparse (of SciPy, or a `tf.SparseTensor`) is filled up with zeros.
    """
    if isinstance(leaf, SparseTensor):
        leaf = to_dense(leaf)
    elif is_table(leaf):
        leaf = table_samples(leaf)
    elif is_torch(leaf):
        leaf = torch_samples(leaf)
    if leaf is None or (isinstance(leaf, Tensor) and leaf.dtype.name == "string"):
        return leaf
    if isinstance(leaf, (Tensor, Variable)):
        tensor = convert_to_tensor(leaf)
        array = np.asarray(tensor.value(), tensor.dtype.np)
    else:
        array = np.asarray(leaf.toarray() if hasattr(leaf, "toarray") else leaf)
    if array.dtype.kind in "OSU":
        numbers = _numbers(array)
        if numbers is None:
            return convert_to_tensor(array)
        array = numbers
    floatx = as_dtype(backend.floatx()).np
    is_float = array.dtype.kind == "f" or array.dtype.name == "bfloat16"
    return array.astype(floatx) if is_float and array.dtype != floatx else array


def _numbers(array: np.ndarray) -> np.ndarray | None:
    """Objects (a data frame of several dtypes) as floats, if they are numbers."""
    try:
        return array.astype(backend.floatx()) if array.dtype.kind == "O" else None
    except (TypeError, ValueError):
        return None


def check_lengths(x: Any, y: Any, sample_weight: Any) -> int:
    """The number of samples.

    Raises:
      ValueError: arrays differ in it, or there are none.
    """
    named = {"x": x, "y": y, "sample_weight": sample_weight}
    shapes = {
        name: [np.shape(leaf) for leaf in flatten(value) if leaf is not None]
        for name, value in named.items()
    }
    every = [shape for group in shapes.values() for shape in group]
    given = "; ".join(
        f"{name} {', '.join(map(str, group))}" for name, group in shapes.items() if group
    )
    if any(not shape for shape in every):
        raise ValueError(
            problem("a number is no array of samples", given=given, expected="[samples, ...]")
        )
    lengths = {shape[0] for shape in every}
    if len(lengths) > 1:
        raise ValueError(
            problem(
                "Data cardinality is ambiguous. Make sure all arrays contain the same number of "
                "samples.",
                given=given,
                expected="one size of the first axis",
            )
        )
    if not lengths or 0 in lengths:
        raise ValueError(
            problem("there are no samples", given=given or "nothing", expected="at least one")
        )
    return lengths.pop()


def train_validation_split(arrays: Any, validation_split: float) -> tuple[Any, Any]:
    """The first part of all arrays, and the last, which is `validation_split` of the samples.

    Raises:
      ValueError: something is no array, or a part would be empty.
    """
    wrong = [type(leaf).__name__ for leaf in flatten(arrays) if not _is_array(leaf)]
    if wrong:
        raise ValueError(
            problem(
                "Argument `validation_split` is only supported for tensors or NumPy arrays.",
                given=", ".join(wrong),
                fix="validation_data, another data set or generator",
            )
        )
    arrays = map_structure(as_samples, arrays)
    samples = check_lengths(*arrays)
    split = int(np.floor(samples * (1.0 - validation_split)))
    if split in (0, samples):
        raise ValueError(
            problem(
                f"Training data contains {samples} samples, which is not sufficient to split it "
                "into a validation and training set",
                given=f"validation_split={validation_split}",
                fix="more data, or another validation_split",
            )
        )
    return tuple(
        map_structure(lambda leaf, part=part: None if leaf is None else leaf[part], arrays)
        for part in (slice(split), slice(split, samples))
    )  # type: ignore[return-value]
