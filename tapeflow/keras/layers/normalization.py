"""`BatchNormalization` and `LayerNormalization`."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import convert_to_tensor, problem
from tapeflow.engine.variable import assign_all
from tapeflow.keras import constraints, initializers, regularizers
from tapeflow.keras.layers.checks import not_given
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.ops.array import reshape
from tapeflow.ops.keras_math.moving_average import moving_averages
from tapeflow.ops.math import cast
from tapeflow.ops.nn import batch_norm_train, batch_normalization, weighted_moments
from tapeflow.ops.nn.layer_norm import layer_norm


class BatchNormalization(Layer):
    """Normalizes each channel, by the batch while training and by moving averages else.

    Args:
      axis: the channels' axis.
      momentum: of the moving averages, in `[0, 1)`.
      epsilon: added to the variance.
      center, scale: whether there are `beta` and `gamma`.
      beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer,
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: of the weights.
      renorm, renorm_clipping, renorm_momentum: only without batch renormalization.
      synchronized: accepted, not used: one device sees the whole batch.
      **kwargs: see `Layer`.

    Call: float `[batch, ..., channels]` -> the same shape; `mask`, bool without the channels' axis,
    leaves elements out of the statistics. With `trainable` False it uses the moving averages.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.BatchNormalization(epsilon=0.0)
    >>> layer(tf.constant([[1.0], [3.0]]), training=True).numpy().tolist()
    [[-1.0], [1.0]]
    >>> layer.moving_mean.numpy().round(2).tolist()
    [0.019999999552965164]
    """

    _is_simple = True
    _casts_integers = True
    supports_masking = True

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        not_given("BatchNormalization", renorm=renorm, renorm_clipping=renorm_clipping)
        self.axis = int(axis[0] if isinstance(axis, (list, tuple)) and len(axis) == 1 else axis)
        self.momentum, self.epsilon = float(momentum), float(epsilon)
        self.center, self.scale = center, scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.renorm, self.renorm_clipping, self.renorm_momentum = (
            renorm,
            renorm_clipping,
            renorm_momentum,
        )
        self.synchronized = synchronized

    def build(self, input_shape):
        rank = len(input_shape)
        if not -rank <= self.axis < rank or input_shape[self.axis] is None:
            raise ValueError(
                problem(
                    f"BatchNormalization '{self.name}': the channels' axis must be there, with "
                    "a known size",
                    given=f"input shape {tuple(input_shape)}, axis {self.axis}",
                )
            )
        shape = (input_shape[self.axis],)
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(
                shape=shape,
                name="gamma",
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                autocast=False,
            )
        if self.center:
            self.beta = self.add_weight(
                shape=shape,
                name="beta",
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                autocast=False,
            )
        self.moving_mean = self.add_weight(
            shape=shape,
            name="moving_mean",
            initializer=self.moving_mean_initializer,
            trainable=False,
            autocast=False,
        )
        self.moving_variance = self.add_weight(
            shape=shape,
            name="moving_variance",
            initializer=self.moving_variance_initializer,
            trainable=False,
            autocast=False,
        )
        self.input_spec = InputSpec(ndim=rank, axes={self.axis: shape[0]})
        self._epsilon = convert_to_tensor(self.epsilon, self.dtype)
        # Along another axis than the last, weights must be shaped to broadcast.
        last = self.axis in (-1, rank - 1)
        self._broadcast = (
            None if last else tuple(shape[0] if i == self.axis % rank else 1 for i in range(rank))
        )

    def call(self, inputs, training=None, mask=None):
        gamma, beta = self.gamma, self.beta
        gamma = None if gamma is None else gamma.value()
        beta = None if beta is None else beta.value()
        if not training or not self._trainable:
            return self._normalize(
                inputs, self.moving_mean.value(), self.moving_variance.value(), gamma, beta
            )
        if mask is None:
            outputs, mean, variance = batch_norm_train(inputs, gamma, beta, self.epsilon, self.axis)
        else:
            mean, variance = self._masked_moments(cast(inputs, self.dtype), mask)
            outputs = self._normalize(inputs, mean, variance, gamma, beta)
        means = moving_averages(
            self.moving_mean.value(), self.moving_variance.value(), mean, variance, self.momentum
        )
        assign_all((self.moving_mean, self.moving_variance), means)
        return outputs

    def _normalize(self, inputs, mean, variance, gamma, beta):
        if inputs._spec.dtype is not mean._spec.dtype:
            wide = self._normalize(cast(inputs, mean.dtype), mean, variance, gamma, beta)
            return cast(wide, inputs.dtype)
        if self._broadcast is not None:
            mean, variance, gamma, beta = (
                None if value is None else reshape(value, self._broadcast)
                for value in (mean, variance, gamma, beta)
            )
        return batch_normalization(inputs, mean, variance, beta, gamma, self._epsilon)

    def _masked_moments(self, inputs, mask):
        rank = inputs.ndim
        axes = tuple(i for i in range(rank) if i != self.axis % rank)
        shape = (*mask._spec.shape, *(1,) * (rank - mask.ndim))
        return weighted_moments(inputs, axes, cast(reshape(mask, shape), inputs.dtype))

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


class LayerNormalization(Layer):
    """Normalizes each sample over `axis` by its own mean and variance.

    Args:
      axis: an axis, or several.
      epsilon: added to the variance.
      center, scale: whether there are `beta` and `gamma`.
      beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, beta_constraint,
        gamma_constraint: of the weights.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.LayerNormalization(epsilon=0.0)
    >>> layer(tf.constant([[1.0, 3.0]])).numpy().tolist()
    [[-1.0, 1.0]]
    """

    _is_simple = True
    _casts_integers = True
    supports_masking = True

    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ):
        not_given("LayerNormalization", rms_scaling=kwargs.pop("rms_scaling", False))
        super().__init__(**kwargs)
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis
        self.epsilon = float(epsilon)
        self.center, self.scale = center, scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)

    def build(self, input_shape):
        # A list from here on, as in Keras: so configurations of built layers are equal.
        self.axis = sorted(self.axis) if isinstance(self.axis, list) else [self.axis]
        self._axes = tuple(sorted(axis % len(input_shape) for axis in self.axis))
        shape = tuple(input_shape[axis] for axis in self._axes)
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=shape,
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                autocast=False,
            )
        if self.center:
            self.beta = self.add_weight(
                name="beta",
                shape=shape,
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                autocast=False,
            )
        sizes = dict(zip(self._axes, shape, strict=True))
        self.input_spec = InputSpec(ndim=len(input_shape), axes=sizes)

    def call(self, inputs):
        gamma, beta = self.gamma, self.beta
        return layer_norm(
            inputs,
            None if gamma is None else gamma.value(),
            None if beta is None else beta.value(),
            self._axes,
            self.epsilon,
        )

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "rms_scaling": False}

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
