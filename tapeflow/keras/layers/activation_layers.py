"""Activations as layers: `Activation`, `ReLU`, `LeakyReLU`, `ELU`, `PReLU`, `Softmax`."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import activations, constraints, initializers, regularizers
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.ops.nn import relu
from tapeflow.ops.nn.attention import masked_softmax


class _Elementwise(Layer):
    """Outputs shaped as the inputs are; integers are computed with as floats."""

    _is_simple = True
    supports_masking = True
    _casts_integers = True

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


class Activation(_Elementwise):
    """Applies a function to each element.

    Args:
      activation: a function, or its name.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Activation("relu")(tf.constant([-1.0, 2.0])).numpy().tolist()
    [0.0, 2.0]
    """

    def __init__(self, activation: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs):
        return self.activation(inputs)


class ReLU(_Elementwise):
    """`inputs` from `threshold` up to `max_value`; below, `negative_slope * (inputs - threshold)`.

    Args:
      max_value: the largest output, or None.
      negative_slope: the slope below the threshold, at least 0.
      threshold: where the activation begins, at least 0.
      **kwargs: see `Layer`.

    Raises:
      ValueError: one of the three is negative.
    """

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        for name, value in (
            ("max_value", max_value),
            ("negative_slope", negative_slope),
            ("threshold", threshold),
        ):
            if (value is None and name != "max_value") or (value is not None and value < 0):
                raise ValueError(
                    problem(
                        f"{name} of a ReLU layer cannot be a negative value.",
                        given=f"{name}={value}",
                        expected="a number, at least 0",
                    )
                )
        self.max_value, self.negative_slope, self.threshold = max_value, negative_slope, threshold

    def call(self, inputs):
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


class ThresholdedReLU(_Elementwise):
    """`inputs` where above `theta`, 0 elsewhere; of Keras 2, `ReLU(threshold=theta)` in Keras 3.

    Args:
      theta: the threshold, at least 0.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `theta` is None or negative.
    """

    def __init__(self, theta: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        if theta is None or theta < 0:
            raise ValueError(
                problem(
                    "Theta of a Thresholded ReLU layer cannot be None or negative.",
                    given=f"theta={theta}",
                )
            )
        self.theta = theta

    def call(self, inputs):
        return activations.relu(inputs, threshold=self.theta)


class LeakyReLU(_Elementwise):
    """`inputs` where positive, `negative_slope * inputs` elsewhere.

    Args:
      negative_slope: the slope below 0; `alpha` is Keras 2's name of it.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `negative_slope` is None.
    """

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any):
        if "alpha" in kwargs:
            negative_slope = kwargs.pop("alpha")
        super().__init__(**kwargs)
        if negative_slope is None or negative_slope < 0:
            raise ValueError(
                problem(
                    "The negative_slope value of a Leaky ReLU layer cannot be None or negative "
                    "value.",
                    given=f"negative_slope={negative_slope}",
                    expected="a number, at least 0",
                )
            )
        self.negative_slope = negative_slope

    def call(self, inputs):
        return activations.leaky_relu(inputs, self.negative_slope)


class ELU(_Elementwise):
    """`inputs` where positive, `alpha * (exp(inputs) - 1)` elsewhere.

    Args:
      alpha: minus the limit of the outputs far below 0.
      **kwargs: see `Layer`.
    """

    def __init__(self, alpha: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.alpha = alpha

    def call(self, inputs):
        return activations.elu(inputs, self.alpha)


class PReLU(_Elementwise):
    """`inputs` where positive, `alpha * inputs` elsewhere, with a learned `alpha`.

    Args:
      alpha_initializer, alpha_regularizer, alpha_constraint: of the weight.
      shared_axes: the axes along which there is one `alpha`, such as (1, 2) for pictures.
      **kwargs: see `Layer`.
    """

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        if shared_axes is not None and not isinstance(shared_axes, (list, tuple)):
            shared_axes = [shared_axes]
        self.shared_axes = None if shared_axes is None else list(shared_axes)

    def build(self, input_shape):
        shape = list(input_shape[1:])
        for axis in self.shared_axes or ():
            shape[axis - 1] = 1
        self.alpha = self.add_weight(
            shape=shape,
            name="alpha",
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        free = {i for i in range(1, len(input_shape)) if i not in (self.shared_axes or ())}
        self.input_spec = InputSpec(ndim=len(input_shape), axes={i: input_shape[i] for i in free})

    def call(self, inputs):
        return relu(inputs) - self.alpha * relu(-inputs)


class Softmax(_Elementwise):
    """`exp(inputs) / sum(exp(inputs))` along `axis`.

    Args:
      axis: the axis whose elements sum to one.
      **kwargs: see `Layer`.

    Call: `mask`, a bool tensor shaped as the inputs, leaves out elements where it is False.
    """

    def __init__(self, axis: Any = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis

    def call(self, inputs, mask=None):
        if mask is None:
            if isinstance(self.axis, list):
                return masked_softmax(inputs, True, self.axis)
            return activations.softmax(inputs, self.axis)
        if not self._fits(mask._spec.shape, inputs._spec.shape):
            raise ValueError(
                problem(
                    f"Softmax '{self.name}': The `mask` must be broadcastable to `inputs` and must "
                    "not have more dimensions.",
                    given=f"inputs {inputs.shape}, mask {mask.shape}",
                )
            )
        return masked_softmax(inputs, mask, self.axis)

    @staticmethod
    def _fits(mask: tuple, inputs: tuple) -> bool:
        pairs = zip(reversed(mask), reversed(inputs), strict=False)
        return len(mask) <= len(inputs) and all(m in (1, n) for m, n in pairs)
