"""`Discretization`: numbers as the bins they fall into."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import constant, problem
from tapeflow.keras.layers.preprocessing.adapting import batches
from tapeflow.keras.layers.preprocessing.encode import check_mode, encode, encoded_shape
from tapeflow.keras.layers.preprocessing.host_layer import HostLayer
from tapeflow.keras.symbolic import KerasTensor
from tapeflow.ops.array import reshape, searchsorted
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.math import cast


class Discretization(HostLayer):
    """The bin of each number: bin `i` holds those from boundary `i - 1` on, up to boundary `i`.

    Args:
      bin_boundaries: ascending numbers, if they are known.
      num_bins: how many bins `adapt` makes, each with about as many of the data.
      epsilon: how exact the boundaries that `adapt` finds are, as a part of the data.
      output_mode: "int", "one_hot", "multi_hot" or "count"; see `CategoryEncoding`.
      sparse: whether a `SparseTensor` is given (not with "int").
      dtype: of the results but those of "int", which are int32.
      name: see `Layer`.

    Raises:
      ValueError: both or neither of `bin_boundaries` and `num_bins`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.Discretization(bin_boundaries=[0.0, 1.0, 2.0])
    >>> layer([[-1.5, 1.0, 3.4, 0.5]]).numpy().tolist()
    [[0, 2, 3, 1]]
    """

    def __init__(
        self,
        bin_boundaries: Any = None,
        num_bins: int | None = None,
        epsilon: float = 0.01,
        output_mode: str = "int",
        sparse: bool = False,
        dtype: Any = None,
        name: str | None = None,
    ):
        super().__init__(name=name, dtype=dtype)
        self.output_mode = check_mode(
            "Discretization", output_mode, ("int", "one_hot", "multi_hot", "count")
        )
        if num_bins is not None and num_bins < 0:
            raise ValueError(problem("`num_bins` must be greater than or equal to 0", num_bins))
        if (num_bins is None) == (bin_boundaries is None):
            raise ValueError(
                problem(
                    "You need to set either `num_bins` or `bin_boundaries`, not both",
                    given=f"num_bins={num_bins}, bin_boundaries={bin_boundaries}",
                )
            )
        self.bin_boundaries = None if bin_boundaries is None else list(bin_boundaries)
        self.num_bins, self.epsilon, self.sparse = num_bins, epsilon, sparse
        self.reset_state()

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Finds boundaries between which about as many numbers of the data lie."""
        if self.num_bins is None:
            raise ValueError(
                problem("Cannot adapt a Discretization layer that was given `bin_boundaries`",
                        fix="num_bins=... in their place")
            )  # fmt: skip
        self.reset_state()
        for batch in batches(data, steps):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Sums up a batch."""
        new = _summary(np.asarray(data).astype(np.float32), self.epsilon)
        merged = np.concatenate((self._summed, new), axis=1)
        merged = merged[:, np.argsort(merged[0])]
        self.__dict__["_summed"] = _compressed(merged, self.epsilon)

    def finalize_state(self) -> None:
        """Makes the boundaries of what was summed up."""
        bins = _compressed(self._summed, 1.0 / self.num_bins)[0, :-1]
        self.bin_boundaries = bins.tolist()

    def reset_state(self) -> None:
        """Forgets what was summed up."""
        self.__dict__["_summed"] = np.zeros((2, 0), np.float32)

    def call(self, inputs):
        if self.bin_boundaries is None:
            raise ValueError(
                problem(
                    "You need to either pass the `bin_boundaries` argument at construction time or "
                    "call `adapt(dataset)` before you can start using the `Discretization` layer."
                )
            )
        if isinstance(inputs, RaggedTensor):
            bins = inputs.with_flat_values(self._bins(inputs.flat_values))
        elif isinstance(inputs, SparseTensor):
            bins = inputs.with_values(self._bins(inputs.values))
        else:
            bins = self._bins(inputs)
        return encode(
            bins, self.output_mode, len(self.bin_boundaries) + 1, self._output_dtype(), self.sparse
        )

    def _bins(self, inputs):
        flat = reshape(cast(inputs, "float32"), (-1,))
        bins = searchsorted(constant(self.bin_boundaries, "float32"), flat, side="right")
        return reshape(bins, tuple(inputs.shape))

    def _output_dtype(self) -> str:
        return "int32" if self.output_mode == "int" else self.compute_dtype

    def compute_output_shape(self, input_shape):
        depth = self.num_bins if self.bin_boundaries is None else len(self.bin_boundaries) + 1
        return encoded_shape(input_shape, self.output_mode, depth)

    def compute_output_spec(self, inputs):
        return KerasTensor(self.compute_output_shape(inputs.shape), self._output_dtype())

    def get_config(self):
        config = super().get_config()
        names = ("bin_boundaries", "num_bins", "epsilon", "output_mode", "sparse", "name")
        return {**{name: config[name] for name in names}, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        learned = config.get("num_bins") is not None and config.pop("bin_boundaries", None)
        layer = cls(**config)
        if learned:
            layer.bin_boundaries = learned
        return layer


# A summary is a pair of rows: numbers in ascending order, and how many of the data each stands for.


def _summary(values: np.ndarray, epsilon: float) -> np.ndarray:
    values = np.sort(values.ravel())
    step = max(values.size * epsilon, 1)
    chosen = values[int(step - 1) :: int(step)]
    return np.stack([chosen, np.full_like(chosen, step)])


def _compressed(summary: np.ndarray, epsilon: float) -> np.ndarray:
    """A shorter summary, as exact as `epsilon` wants."""
    if summary.shape[1] * epsilon < 1:
        return summary
    parts = epsilon + np.arange(0.0, 1.0, epsilon)
    reached = summary[1].cumsum()
    numbers = np.interp(parts, reached / reached[-1], summary[0])
    counts = np.interp(parts, reached / reached[-1], reached)
    return np.stack([numbers, np.diff(counts, prepend=0)]).astype(np.float32)
