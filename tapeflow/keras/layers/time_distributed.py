"""`TimeDistributed`: a layer for each step of sequences."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.call_signature import call_signature
from tapeflow.keras.layers.config import is_built_in
from tapeflow.keras.layers.normalization import BatchNormalization
from tapeflow.keras.layers.wrapper import Wrapper
from tapeflow.ops.array import reshape, stack
from tapeflow.ops.function.scan_steps import scan_steps


class TimeDistributed(Wrapper):
    """Applies a layer to each step of `[batch, steps, ...]`.

    All steps are computed at once, as one larger batch, where that gives the same: of layers of the
    user's own, and of batch normalization while training, each step is computed by itself.

    Args:
      layer: what is applied to `[batch, ...]`.
      **kwargs: see `Layer`.

    Call: `mask`, bool `[batch, steps, ...]`, is handed to a layer that takes one, step by step.

    Raises:
      ValueError: inputs of fewer than three axes.

    >>> import tapeflow as tf
    >>> tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(3))(tf.ones([2, 5, 4])).shape
    TensorShape([2, 5, 3])
    """

    supports_masking = True

    def __init__(self, layer: Any, **kwargs: Any):
        super().__init__(layer, **kwargs)

    def build(self, input_shape):
        super().build(self._inner_shape(input_shape))

    def call(self, inputs, training=None, mask=None):
        shape = inputs._spec.shape
        if mask is not None and (mask.ndim < 2 or mask._spec.shape[:2] != shape[:2]):
            raise ValueError(
                problem(
                    f"TimeDistributed '{self.name}': the mask must begin with the batch and steps "
                    "of the inputs.",
                    given=f"inputs {shape}, mask {mask.shape}",
                    expected=f"a mask {shape[:2]} or {shape[:2]} and more axes",
                )
            )
        signature = call_signature(type(self.layer).call)
        options = {"training": training} if signature.takes_training else {}
        takes_mask = mask is not None and signature.takes_mask
        if self._at_once(training):
            if takes_mask:
                options["mask"] = reshape(mask, (-1, *mask._spec.shape[2:]))
            flat = reshape(inputs, (shape[0] * shape[1], *shape[2:]))
            outputs = self.layer.call(flat, **options)
            return reshape(outputs, (shape[0], shape[1], *outputs._spec.shape[1:]))
        return self._step_by_step(inputs, mask if takes_mask else None, options)

    def _step_by_step(self, inputs: Any, mask: Any, options: dict[str, Any]) -> Any:
        def step(given: list, _: list) -> tuple[list, list]:
            more = {"mask": given[1]} if len(given) > 1 else {}
            return [self.layer.call(given[0], **options, **more)], []

        sequences = [inputs] if mask is None else [inputs, mask]
        found = scan_steps(step, sequences, [])
        if found is not None:
            return found[0][0]
        outputs = []
        for time in range(inputs._spec.shape[1]):
            outputs += step([value[:, time] for value in sequences], [])[0]
        return stack(outputs, 1)

    def _at_once(self, training: Any) -> bool:
        layers = self.layer._flatten_layers()
        if not all(is_built_in(type(layer)) for layer in layers):
            return False
        return not training or not any(isinstance(layer, BatchNormalization) for layer in layers)

    def _inner_shape(self, shape: Any) -> tuple:
        if not isinstance(shape, (tuple, list)) or len(shape) < 3:
            raise ValueError(
                problem(
                    f"TimeDistributed '{self.name}': `TimeDistributed` Layer should be passed an "
                    "`input_shape` with at least 3 dimensions",
                    given=f"{shape}",
                )
            )
        return (shape[0], *shape[2:])

    def compute_output_shape(self, input_shape):
        inner = self.layer.compute_output_shape(self._inner_shape(input_shape))
        return (inner[0], input_shape[1], *inner[1:])
