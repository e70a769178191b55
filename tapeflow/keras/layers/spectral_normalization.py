"""`SpectralNormalization`: keeps the largest singular value of a layer's kernel at 1."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.engine.variable import assign_all
from tapeflow.keras import initializers
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.wrapper import Wrapper
from tapeflow.ops.math import cast
from tapeflow.ops.nn.spectral import spectrally_normalized


class SpectralNormalization(Wrapper):
    """Divides a layer's kernel by its largest singular value, at each call while training.

    Miyato et al. 2018, arXiv:1802.05957. The singular value is estimated by power iteration.

    Args:
      layer: one with a `kernel` or `embeddings`.
      power_iterations: how many at each call, at least 1.
      **kwargs: see `Layer`.

    Raises:
      ValueError: the layer has no kernel, or `power_iterations` is not positive.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.SpectralNormalization(tf.keras.layers.Dense(3))
    >>> layer(tf.ones([2, 4]), training=True).shape
    TensorShape([2, 3])
    """

    supports_masking = True

    def __init__(self, layer: Any, power_iterations: int = 1, **kwargs: Any):
        super().__init__(layer, **kwargs)
        if power_iterations <= 0:
            raise ValueError(
                problem(
                    "SpectralNormalization: `power_iterations` should be greater than zero.",
                    given=f"power_iterations={power_iterations}",
                )
            )
        self.power_iterations = power_iterations

    def build(self, input_shape):
        if not isinstance(input_shape, tuple) or not input_shape:
            raise ValueError(
                problem(
                    f"SpectralNormalization '{self.name}': expects one tensor, with a batch axis",
                    given=f"inputs {input_shape}",
                )
            )
        super().build(input_shape)
        self.input_spec = InputSpec(min_ndim=1, axes={-1: input_shape[-1]})
        self.kernel = getattr(self.layer, "kernel", None)
        if self.kernel is None:
            self.kernel = getattr(self.layer, "embeddings", None)
        if self.kernel is None:
            raise ValueError(
                problem(
                    f"{type(self.layer).__name__} object has no attribute 'kernel' nor "
                    f"'embeddings': SpectralNormalization '{self.name}'",
                )
            )
        self.vector_u = self.add_weight(
            shape=(1, self.kernel.shape[-1]),
            initializer=initializers.TruncatedNormal(stddev=0.02),
            trainable=False,
            name="vector_u",
            dtype=self.kernel.dtype,
        )

    def normalized_weights(self) -> tuple[Any, Any]:
        """The next estimate of the singular vector, and the kernel divided by its singular value.

        Nothing is assigned.
        """
        return spectrally_normalized(
            self.kernel.read_value(), self.vector_u.read_value(), self.power_iterations
        )

    def call(self, inputs, training=False):
        if training:
            assign_all((self.vector_u, self.kernel), self.normalized_weights())
        outputs = self.layer(inputs)
        return cast(outputs, inputs.dtype) if inputs.dtype.is_floating else outputs

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)
