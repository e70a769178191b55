"""`tf.train.ExponentialMovingAverage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tapeflow.engine import Variable, convert_to_tensor
from tapeflow.ops.math import cast, minimum


class ExponentialMovingAverage:
    """Means of variables that forget: `mean = decay * mean + (1 - decay) * variable`.

    Args:
      decay: close to 1, such as 0.999.
      num_updates: a number or variable of updates so far, n: the decay is then at most
        `(1 + n) / (10 + n)`.
      zero_debias: of tensors of TensorFlow 1's graphs: means of variables start at their values.
      name: its name.

    >>> import tapeflow as tf
    >>> x = tf.Variable(1.0)
    >>> average = tf.train.ExponentialMovingAverage(0.5)
    >>> average.apply([x])
    >>> _ = x.assign(3.0)
    >>> average.apply([x])
    >>> average.average(x).numpy()
    np.float32(2.0)
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ):
        self._decay, self._num_updates = decay, num_updates
        self._name = name
        self._averages: dict[int, tuple[Variable, Variable]] = {}

    @property
    def name(self) -> str:
        return self._name

    def apply(self, var_list: Sequence[Variable] | None = None) -> None:
        """Updates the means of variables.

        Args:
          var_list: the variables; all that it was called with before, by default.

        Raises:
          TypeError: one is not of a float type.
        """
        if var_list is None:
            var_list = [variable for variable, _ in self._averages.values()]
        for variable in var_list:
            if not variable.dtype.is_floating:
                raise TypeError(f"The variables must be half, float, or double: {variable.name}")
            if id(variable) not in self._averages:
                self._start(variable)
            self._update(variable)

    def average(self, var: Variable) -> Variable | None:
        """The variable that holds the mean of another one; None if there is none."""
        found = self._averages.get(id(var))
        return None if found is None else found[1]

    def average_name(self, var: Variable) -> str:
        """The name of that variable."""
        return f"{var.name.partition(':')[0]}/{self._name}"

    def variables_to_restore(self, moving_avg_variables: Any = None) -> dict[str, Variable]:
        """Means and other variables by the names they are saved under.

        Args:
          moving_avg_variables: those to take means of; all that have one, by default.
        """
        chosen = moving_avg_variables or [variable for variable, _ in self._averages.values()]
        return {
            self.average_name(v): v if self.average(v) is None else self.average(v) for v in chosen
        }

    def _start(self, variable: Variable) -> None:
        name = self.average_name(variable)
        average = Variable(variable.read_value(), trainable=False, name=name)
        self._averages[id(variable)] = (variable, average)

    def _update(self, variable: Variable) -> None:
        decay = convert_to_tensor(self._decay, variable.dtype)
        if self._num_updates is not None:
            count = cast(self._num_updates, variable.dtype)
            decay = minimum(decay, (1 + count) / (10 + count))
        average = self._averages[id(variable)][1]
        average.assign_sub((average - variable) * (1 - decay))
