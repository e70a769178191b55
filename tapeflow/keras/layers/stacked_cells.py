"""`StackedRNNCells`: several cells as one; and what any cell is asked for."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras.layers.layer import Layer
from tapeflow.ops.array import zeros


class StackedRNNCells(Layer):
    """Several cells as one: each gets the outputs of the one before.

    Args:
      cells: a list of cells.
      **kwargs: see `Layer`.
    """

    def __init__(self, cells: Any, **kwargs: Any):
        super().__init__(**kwargs)
        for cell in cells:
            check_cell(cell)
        self.cells = list(cells)

    @property
    def state_size(self) -> list:
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> Any:
        return getattr(self.cells[-1], "output_size", self.cells[-1].state_size)

    def get_initial_state(
        self, batch_size: Any = None, inputs: Any = None, dtype: Any = None
    ) -> list:
        """A list of the cells' initial states."""
        batch_size = batch_size if inputs is None else inputs.shape[0]
        return [initial_state(cell, batch_size, dtype or self.compute_dtype) for cell in self.cells]

    def build(self, input_shape):
        shape = tuple(input_shape)
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                cell.build(shape)
            shape = (*shape[:-1], getattr(cell, "output_size", _first_size(cell)))

    def call(self, inputs, states, training=False, **kwargs):
        new = []
        for cell, state in zip(self.cells, states, strict=True):
            inputs, after = step_of(cell, inputs, state, training)
            new.append(after)
        return inputs, new

    def compute_output_shape(self, input_shape, states_shape=None):
        return (input_shape[0], self.output_size), states_shape


def check_cell(cell: Any) -> None:
    """Refuses what can't be a cell.

    Raises:
      ValueError: it has no `call`, or no `state_size`.
    """
    for needed in ("call", "state_size"):
        if not hasattr(cell, needed):
            raise ValueError(
                problem(
                    f"Argument `cell` should have a `{needed}`: RNN",
                    given=f"cell={cell!r}",
                    expected="a layer with call(inputs, states) and state_size, such as "
                    "LSTMCell(units)",
                )
            )


def initial_state(cell: Any, batch_size: int, dtype: Any) -> Any:
    """A cell's first states: its own, or zeros."""
    if hasattr(cell, "get_initial_state"):
        return cell.get_initial_state(batch_size=batch_size)
    sizes = cell.state_size if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]
    return [zeros((batch_size, size), dtype) for size in sizes]


def step_of(cell: Any, inputs: Tensor, state: Any, training: Any) -> tuple[Any, Any]:
    """One step of any cell; `training` is handed on if it is told."""
    if training is None or not getattr(cell, "_takes_training", False):
        return cell(inputs, state)
    return cell(inputs, state, training=training)


def _first_size(cell: Any) -> int:
    size = cell.state_size
    return size[0] if isinstance(size, (list, tuple)) else size
