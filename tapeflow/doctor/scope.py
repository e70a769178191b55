"""`Scope`: recorded nodes with the values they start from, carried out one by one when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.doctor.place import NOWHERE, Place, place_of
from tapeflow.engine.inspection import carried_out
from tapeflow.engine.site import Site


class Scope:
    """A trace, or the body of a function.

    Args:
      nodes: `(signature, references)` pairs; see `engine.trace.Trace`.
      sites: for each node where it was made.
      leaves: the leaves' arrays; None for one that is not known.
      variables: for each leaf the variable it is, or None.
      describe: takes a leaf's number and says what it is, if it is no variable.

    Attributes:
      starts: for each node the number of its first result.
    """

    def __init__(
        self,
        nodes: Sequence,
        sites: Sequence[Site],
        leaves: Sequence[Any],
        variables: Sequence[Any],
        describe: Callable[[int], str] | None = None,
    ):
        self.nodes, self.sites = tuple(nodes), tuple(sites)
        self.leaves, self.variables = list(leaves), list(variables)
        self._describe = describe
        self.starts: list[int] = []
        self._producers: list[int] = []
        for position, (signature, _) in enumerate(self.nodes):
            self.starts.append(len(self._producers))
            self._producers.extend([position] * len(signature.out_specs))
        self._values: dict[int, Any] = {}

    def producer(self, reference: int) -> tuple[int, int]:
        """The node that makes a value, and which of its results it is."""
        position = self._producers[reference]
        return position, reference - self.starts[position]

    def op(self, reference: int) -> str:
        """The name of the op that makes a value; "" for a leaf."""
        return "" if reference < 0 else self.nodes[self._producers[reference]][0].op.name

    def spec(self, reference: int) -> Any:
        """A value's spec; that of a leaf is known by its array alone."""
        position, i = self.producer(reference)
        return self.nodes[position][0].out_specs[i]

    def value(self, reference: int) -> Any:
        """A value, computed if it was not yet; without recursion, since a trace may be long."""
        if reference < 0:
            return self.leaves[~reference]
        pending = [reference]
        while pending:
            top = pending[-1]
            if top in self._values:
                pending.pop()
                continue
            position, _ = self.producer(top)
            signature, references = self.nodes[position]
            missing = [r for r in references if r >= 0 and r not in self._values]
            if missing:
                pending.extend(missing)
                continue
            arrays = [self._values[r] if r >= 0 else self.leaves[~r] for r in references]
            for i, array in enumerate(carried_out(signature, arrays)):
                self._values[self.starts[position] + i] = array
        return self._values[reference]

    def operands(self, position: int) -> list[Any]:
        """The arrays that a node takes."""
        return [self.value(reference) for reference in self.nodes[position][1]]

    def place(self, position: int) -> Place:
        """Where a node was made."""
        return place_of(self.sites[position]) if position < len(self.sites) else NOWHERE

    def name(self, reference: int) -> str:
        """What a value is to the user."""
        if reference >= 0:
            return f"the result of {public_name(self.op(reference))}"
        name = variable_name(self.variables[~reference])
        if name:
            return name
        return self._describe(~reference) if self._describe is not None else "an input"


def variable_name(variable: Any) -> str:
    """A variable's name, of which a weak reference or a name will do; "" if it is none."""
    if variable is None or isinstance(variable, str):
        return variable or ""
    variable = variable() if callable(variable) else variable
    return "" if variable is None else str(getattr(variable, "path", None) or variable.name)


def public_name(op: str) -> str:
    """What users call an op: `tf.math.log`, `Dense`."""
    if op in LAYERS:
        return LAYERS[op]
    if op.startswith("keras.ops."):
        return op.removeprefix("keras.ops.")
    if op == "gradient":
        return "tape.gradient"
    if op == "optimizer.update":
        return "the optimizer's update"
    return f"tf.{op}"


LAYERS = {
    "nn.dense": "the matrix product of a Dense layer",
    "nn.convolution": "a convolution",
    "nn.batch_norm_train": "batch normalization",
}


def as_numpy(array: Any) -> np.ndarray:
    """An array on the host, half precisions as float32."""
    found = np.asarray(array)
    return found.astype(np.float32) if found.dtype.name in ("bfloat16", "float16") else found


def is_float(array: Any) -> bool:
    """Whether it is an array of floats."""
    return array is not None and np.asarray(array).dtype.kind in "fcV"


def has_nan(array: Any) -> bool:
    """Whether there is a NaN in it."""
    return is_float(array) and bool(np.isnan(as_numpy(array)).any())


def is_finite(array: Any) -> bool:
    """Whether there is neither NaN nor infinity in it."""
    return not is_float(array) or bool(np.isfinite(as_numpy(array)).all())
