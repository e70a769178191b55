"""Tables of pandas and tensors of PyTorch as arrays; neither library need be there."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import as_dtype, problem
from tapeflow.keras import backend


def is_torch(leaf: Any) -> bool:
    """Whether it is a tensor of PyTorch."""
    return hasattr(leaf, "detach") and hasattr(leaf, "cpu")


def torch_samples(tensor: Any) -> np.ndarray:
    """Its values on the host; bfloat16, which NumPy lacks, as float32."""
    tensor = tensor.detach().cpu()
    return (tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor).numpy()


def is_table(leaf: Any) -> bool:
    """Whether it is a `DataFrame` of pandas."""
    return hasattr(leaf, "iloc") and hasattr(leaf, "columns") and hasattr(leaf, "dtypes")


def table_samples(table: Any) -> np.ndarray:
    """The rows as samples, `[rows, columns]`; missing numbers are NaN, and text columns stay text.

    Raises:
      ValueError: some columns are text and others not, or are dates or of another kind.
    """
    dtypes = list(table.dtypes)
    if all(isinstance(dtype, np.dtype) and dtype.kind in "iufb" for dtype in dtypes):
        return np.stack([np.asarray(table.iloc[:, i]) for i in range(len(dtypes))], axis=1)
    columns = [_numbers(table.iloc[:, i]) for i in range(len(dtypes))]
    wrong = [
        f"{name!r} ({dtype})"
        for name, dtype, column in zip(table.columns, dtypes, columns, strict=True)
        if column is None
    ]
    if not wrong:
        return np.stack(columns, axis=1)
    values = np.asarray(table, object)
    if all(isinstance(value, str) for value in values.flat):
        return values
    raise ValueError(
        problem(
            "a table has columns that are no numbers",
            given=", ".join(wrong),
            expected="numbers or bools in all columns",
            fix="table[c].astype('category').cat.codes, pandas.get_dummies(table), or a model with "
            "an input for each column and a StringLookup behind it, given dict(table)",
        )
    )


def _numbers(column: Any) -> np.ndarray | None:
    """A column's numbers, or None if it has others."""
    dtype = column.dtype
    if getattr(dtype, "kind", "O") in "iufb":
        if isinstance(dtype, np.dtype) or not column.isna().any():
            return column.to_numpy(dtype if isinstance(dtype, np.dtype) else dtype.numpy_dtype)
        return column.to_numpy(as_dtype(backend.floatx()).np, na_value=np.nan)
    values = np.asarray(column)
    if values.dtype == object and all(isinstance(v, (int, float, np.number)) for v in values):
        return values.astype(as_dtype(backend.floatx()).np)
    return None
