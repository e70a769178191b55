"""`EinsumDense`: a dense layer whose product is told by an equation."""

from __future__ import annotations

import re
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.checks import fused, not_given
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.lora import LowRank
from tapeflow.keras.layers.weight_options import add_weight, keep_options
from tapeflow.ops.initializers.variance_scaling import VarianceScaling
from tapeflow.ops.nn.einsum_dense import einsum_dense

_FORMS = (
    re.compile(r"(\.\.\.)([a-zA-Z]+),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)()"),
    re.compile(r"()([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)()"),
    re.compile(r"()([a-zA-Z]{2,})\.\.\.,([a-zA-Z]+)->([a-zA-Z]+)(\.\.\.)"),
)


class EinsumDense(LowRank, Layer):
    """`activation(einsum(equation, inputs, kernel) + bias)`.

    Args:
      equation: such as "abc,cd->abd": the axes of inputs, kernel and outputs; `...` stands for any
        further axes of inputs and outputs, at their beginning or end.
      output_shape: the sizes of the outputs' axes without the batch (and without those of `...`);
        None where they are as the inputs'.
      activation: a function, its name, or None.
      bias_axes: the outputs' axes along which the bias has its own value each; None for no bias.
      kernel_initializer, bias_initializer: what the weights are at first.
      kernel_regularizer, bias_regularizer: penalties, added to `losses`.
      kernel_constraint, bias_constraint: applied after each update of a weight.
      lora_rank, lora_alpha: for `enable_lora`, when it is built.
      gptq_unpacked_column_size, quantization_config: only None.
      **kwargs: see `Layer`.

    Raises:
      ValueError: an equation of another form, or that does not fit the shapes.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.EinsumDense("abc,cd->abd", output_shape=(None, 64), bias_axes="d")
    >>> layer(tf.ones([2, 32, 128])).shape
    TensorShape([2, 32, 64])
    """

    _is_simple = True
    _casts_integers = True
    _never_written = ("output_shape", "gptq_unpacked_column_size", "quantization_config")
    _unwritten = ("lora_rank", "lora_alpha")

    def __init__(
        self,
        equation: str,
        output_shape: Any,
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        gptq_unpacked_column_size: int | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        not_given("EinsumDense", quantization_config=quantization_config)
        self.equation, self.bias_axes = equation, bias_axes
        single = hasattr(output_shape, "__index__")
        self.partial_output_shape = (output_shape,) if single else tuple(output_shape)
        keep_options(
            self,
            activation=activation,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self.lora_rank = lora_rank
        self.lora_alpha = lora_rank if lora_alpha is None else lora_alpha

    def build(self, input_shape):
        names, sizes, _ = self._axes(input_shape)
        _, kernel_names, output_names = names
        shape = tuple(sizes[name] for name in kernel_names)
        initializer = self.kernel_initializer
        if isinstance(initializer, VarianceScaling) and initializer.input_axes is None:
            initializer = _with_axes(initializer, *names)
        self.kernel = self.add_weight(
            name="kernel",
            shape=shape,
            initializer=initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.bias_axes is not None:
            self.bias = add_weight(self, "bias", self._bias_shape(output_names, sizes))
        self.input_spec = InputSpec(ndim=len(input_shape))
        if self.lora_rank:
            self.__dict__["built"] = True
            self.enable_lora(self.lora_rank, self.lora_alpha)

    def _bias_shape(self, output_names: str, sizes: dict[str, Any]) -> tuple:
        """Sizes of the axes in `bias_axes`, and 1 for axes behind the first of them."""
        for name in self.bias_axes:
            if name not in output_names:
                raise ValueError(
                    problem(
                        f"EinsumDense '{self.name}': Bias dimension '{name}' was requested, but is "
                        f"not part of the output spec '{output_names}'",
                        given=f"bias_axes={self.bias_axes!r}, equation={self.equation!r}",
                    )
                )
        first = min(output_names.index(name) for name in self.bias_axes)
        shape = [sizes[name] if name in self.bias_axes else 1 for name in output_names[first:]]
        return (*shape, *(1,) * self._trailing)

    def _axes(self, input_shape: Any) -> tuple[tuple[str, str, str], dict[str, Any], tuple]:
        """The names of inputs, kernel and outputs axes, sizes by name, the shape of the outputs."""
        form = next(filter(None, (form.fullmatch(self.equation) for form in _FORMS)), None)
        if form is None:
            raise ValueError(
                problem(
                    f"EinsumDense '{self.name}': Invalid einsum equation '{self.equation}'.",
                    expected="[X],[Y]->[Z], ...[X],[Y]->...[Z], or [X]...,[Y]->[Z]...",
                )
            )
        before, inputs, kernel, outputs, after = form.groups()
        extra = len(input_shape) - len(inputs)
        self._trailing = extra if after else 0
        if extra < 0 or (extra and not before and not after):
            raise self._misfit(input_shape, f"inputs of {len(inputs)} axes")
        skipped = extra if before else 0
        sizes = dict(zip(inputs, input_shape[skipped:], strict=False))
        # The batch is the first axis of the outputs, if it is not among those of "...".
        known = list(self.partial_output_shape)
        shape = [input_shape[0], *input_shape[1:skipped], *known]
        own = shape[skipped:]
        if len(own) != len(outputs):
            raise self._misfit(
                input_shape, f"an output_shape of {len(outputs) - (not before)} numbers"
            )
        for name, size in zip(outputs, own, strict=True):
            if name not in inputs and name not in kernel:
                raise self._misfit(input_shape, f"'{name}' among the inputs' or kernel's axes")
            if name in sizes and size is not None and sizes[name] not in (None, size):
                raise self._misfit(input_shape, f"{size} at axis '{name}' of the inputs")
            if name not in sizes or sizes[name] is None:
                sizes[name] = size
        for name in kernel:
            if sizes.get(name) is None:
                raise self._misfit(input_shape, f"a known size for axis '{name}' of the kernel")
        rest = input_shape[len(input_shape) - extra :] if after else ()
        full = (*input_shape[:skipped], *(sizes[name] for name in outputs), *rest)
        return (inputs, kernel, outputs), sizes, full

    def _misfit(self, input_shape: Any, expected: str) -> ValueError:
        return ValueError(
            problem(
                f"EinsumDense '{self.name}': equation and shapes do not match",
                given=f"equation {self.equation!r}, inputs {tuple(input_shape)}, output_shape "
                f"{self.partial_output_shape}",
                expected=expected,
            )
        )

    def call(self, inputs):
        inner, outer = fused(self.activation)
        bias = self.bias
        bias = None if bias is None else bias.value()
        kernel = self.kernel.value()
        if self.lora_enabled:
            kernel = self._with_low_rank(kernel)
        outputs = einsum_dense(inputs, kernel, bias, self.equation, inner)
        return outputs if outer is None else outer(outputs)

    def get_config(self) -> dict[str, Any]:
        config = {**super().get_config(), "output_shape": self.partial_output_shape}
        config.setdefault("activity_regularizer", None)
        return config

    def compute_output_shape(self, input_shape):
        return self._axes(tuple(input_shape))[2]


def _with_axes(initializer: Any, inputs: str, kernel: str, outputs: str) -> Any:
    """The initializer told which axes of the kernel are inputs and which outputs."""
    config = initializer.get_config()
    config["seed"] = initializer.seed
    config["output_axes"] = [i for i, name in enumerate(kernel) if name in outputs]
    config["input_axes"] = [i for i, name in enumerate(kernel) if name not in outputs]
    return type(initializer).from_config(config)
