"""`CategoryEncoding`: numbers of categories as vectors of zeros and ones."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import convert_to_tensor, host_value, problem
from tapeflow.keras.layers.preprocessing.encode import check_mode, encode, encoded_shape
from tapeflow.keras.layers.preprocessing.host_layer import HostLayer


class CategoryEncoding(HostLayer):
    """Vectors of `num_tokens` numbers for integers of `[0, num_tokens)`.

    Args:
      num_tokens: how many categories there are.
      output_mode: "multi_hot": one vector for each row, with 1 for what is in it; "one_hot": a
        vector for each integer; "count": how often each is in the row.
      sparse: whether the result is a `SparseTensor`.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `num_tokens` is missing or below 1, or an unknown mode; when it is called, an
        integer outside of the range that is known on the host.

    >>> import tapeflow as tf
    >>> tf.keras.layers.CategoryEncoding(4)([[0, 1], [3, 3]]).numpy().tolist()
    [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    """

    _never_written = ("sparse",)

    def __init__(
        self,
        num_tokens: int | None = None,
        output_mode: str = "multi_hot",
        sparse: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.output_mode = check_mode(
            "CategoryEncoding", output_mode, ("count", "one_hot", "multi_hot")
        )
        if num_tokens is None or num_tokens < 1:
            raise ValueError(
                problem(
                    "CategoryEncoding: `num_tokens` must be >= 1",
                    given=f"num_tokens={num_tokens}",
                    fix="IntegerLookup learns the number from data",
                )
            )
        self.num_tokens = num_tokens
        self.sparse = sparse

    def call(self, inputs, count_weights=None):
        if count_weights is not None:
            if self.output_mode != "count":
                raise ValueError(
                    problem(
                        "`count_weights` is not used when `output_mode` is not `'count'`",
                        given=f"output_mode={self.output_mode!r}",
                    )
                )
            count_weights = convert_to_tensor(count_weights, dtype_hint=self.compute_dtype)
        self._check_range(inputs)
        return encode(
            inputs, self.output_mode, self.num_tokens, self.compute_dtype, self.sparse,
            count_weights,
        )  # fmt: skip

    def _check_range(self, inputs: Any) -> None:
        known = host_value(inputs) if hasattr(inputs, "_value") else None
        if known is not None and known.size and (known.min() < 0 or known.max() >= self.num_tokens):
            raise ValueError(
                problem(
                    f"CategoryEncoding '{self.name}': input values must be in the range "
                    f"0 <= values < num_tokens with num_tokens={self.num_tokens}",
                    given=f"values from {known.min()} to {known.max()}",
                )
            )

    def compute_output_shape(self, input_shape):
        return encoded_shape(input_shape, self.output_mode, self.num_tokens)
