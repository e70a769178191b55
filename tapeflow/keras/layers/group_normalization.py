"""`GroupNormalization`: each sample by its own statistics, group by group of channels."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.checks import checked_axes
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.weight_options import add_weight, keep_options
from tapeflow.ops.nn.group_norm import group_norm


class GroupNormalization(Layer):
    """Normalizes groups of channels of each sample by their mean and variance.

    Wu & He 2018, arXiv:1803.08494. With one group it is layer normalization over all axes, with as
    many groups as channels instance normalization.

    Args:
      groups: how many groups; divides the number of channels. -1 means one per channel.
      axis: the channels' axis.
      epsilon: added to the variance.
      center, scale: whether there are `beta` and `gamma`.
      beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, beta_constraint,
        gamma_constraint: of the weights.
      **kwargs: see `Layer`.

    Raises:
      ValueError: the channels can't be divided so.

    >>> import tapeflow as tf
    >>> tf.keras.layers.GroupNormalization(groups=2)(tf.ones([2, 5, 6])).shape
    TensorShape([2, 5, 6])
    """

    _is_simple = True
    _casts_integers = True
    supports_masking = True

    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
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
        super().__init__(**kwargs)
        self.groups, self.axis, self.epsilon = groups, axis, epsilon
        self.center, self.scale = center, scale
        keep_options(
            self,
            beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
        )

    def build(self, input_shape):
        (axis,) = checked_axes(self, self.axis, len(input_shape))
        channels = input_shape[axis]
        groups = channels if self.groups == -1 else self.groups
        if channels is None or not groups or channels % groups:
            raise ValueError(
                problem(
                    f"GroupNormalization '{self.name}': Number of groups ({groups}) must be a "
                    f"divisor of the number of channels ({channels}).",
                    given=f"inputs {tuple(input_shape)}, axis {self.axis}",
                )
            )
        self.groups = groups
        self.gamma = add_weight(self, "gamma", (channels,), autocast=False) if self.scale else None
        self.beta = add_weight(self, "beta", (channels,), autocast=False) if self.center else None
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def call(self, inputs):
        gamma, beta = self.gamma, self.beta
        return group_norm(
            inputs,
            None if gamma is None else gamma.value(),
            None if beta is None else beta.value(),
            self.groups,
            self.axis,
            self.epsilon,
        )

    def compute_output_shape(self, input_shape):
        checked_axes(self, self.axis, len(input_shape))
        return tuple(input_shape)
