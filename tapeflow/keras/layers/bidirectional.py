"""`Bidirectional`: a recurrent layer forwards and one backwards."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.checks import one_of
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from tapeflow.ops.array import concat, reverse

_MODES = ("sum", "mul", "ave", "concat")


class Bidirectional(Layer):
    """Runs a recurrent layer over sequences in both directions (Schuster & Paliwal 1997).

    Args:
      layer: a recurrent layer such as `LSTM(units)`; a copy of it runs forwards.
      merge_mode: "concat", "sum", "mul", "ave", or None to get both outputs.
      weights: the weights to begin with, those of the forward layer first.
      backward_layer: the layer that runs backwards; by default made like `layer`.
      **kwargs: see `Layer`.

    Call: as the layer; `initial_state` lists the forward layer's states first.

    Raises:
      ValueError: an unknown merge mode, or two layers that do not go together.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(4, return_sequences=True))
    >>> layer(tf.ones([2, 5, 3])).shape
    TensorShape([2, 5, 8])
    """

    supports_masking = True
    _never_written = ("weights",)

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        **kwargs: Any,
    ):
        for given in (layer, backward_layer):
            if not isinstance(given, Layer) and not (given is None and layer is not None):
                raise ValueError(
                    problem(
                        "Please initialize `Bidirectional` layer with a `keras.layers.Layer` "
                        "instance.",
                        given=repr(given),
                    )
                )
        if merge_mode is not None:
            one_of("Bidirectional", "merge_mode", merge_mode, _MODES)
        super().__init__(weights=weights, **kwargs)
        self.merge_mode = merge_mode
        self.forward_layer = _copy(layer, "forward_")
        self.backward_layer = backward_layer or _copy(layer, "backward_", go_backwards=True)
        self._check_layers()
        for inner in (self.forward_layer, self.backward_layer):
            # Turned round, the outputs before the first step that counts are zero.
            if getattr(inner, "zero_output_for_mask", None) is not None:
                inner.zero_output_for_mask = inner.return_sequences
        self.stateful = layer.stateful
        self.return_sequences, self.return_state = layer.return_sequences, layer.return_state
        self.input_spec = layer.input_spec

    def _check_layers(self) -> None:
        forward, backward = self.forward_layer, self.backward_layer
        differing = [
            name
            for name in ("stateful", "return_sequences", "return_state")
            if getattr(forward, name) != getattr(backward, name)
        ]
        if forward.go_backwards == backward.go_backwards:
            raise ValueError(
                problem(
                    "Bidirectional: Forward layer and backward layer should have different "
                    "`go_backwards` value.",
                    given=f"go_backwards={forward.go_backwards} in both",
                )
            )
        if differing:
            raise ValueError(
                problem(
                    "Bidirectional: Forward layer and backward layer are expected to have the same "
                    f"value for attribute {differing[0]!r}",
                    given=f"{getattr(forward, differing[0])!r} and "
                    f"{getattr(backward, differing[0])!r}",
                )
            )

    @property
    def layer(self) -> Any:
        """The forward layer."""
        return self.forward_layer

    def build(self, sequences_shape, initial_state_shape=None):
        for inner in (self.forward_layer, self.backward_layer):
            if not inner.built:
                inner.build(sequences_shape)

    def call(self, sequences, initial_state=None, mask=None, training=None):
        # `training` is inherited; what is not said takes the layers' quick way.
        options = {} if mask is None else {"mask": mask}
        results = []
        for index, inner in enumerate((self.forward_layer, self.backward_layer)):
            if initial_state is not None:
                half = len(initial_state) // 2
                part = slice(half) if index == 0 else slice(half, None)
                options["initial_state"] = list(initial_state[part])
            results.append(inner(sequences, **options))
        states: tuple = ()
        if self.return_state:
            states = tuple(state for result in results for state in result[1:])
            results = [result[0] for result in results]
        forward, backward = results
        if self.return_sequences:
            backward = reverse(backward, (1,))
        if self.merge_mode is None:
            return (forward, backward, *states)
        merged = self._merge(forward, backward)
        return (merged, *states) if self.return_state else merged

    def _merge(self, forward: Any, backward: Any) -> Any:
        if self.merge_mode == "concat":
            return concat([forward, backward], -1)
        if self.merge_mode == "mul":
            return forward * backward
        total = forward + backward
        return total / 2 if self.merge_mode == "ave" else total

    def reset_state(self) -> None:
        """Makes the states of both layers zero.

        Raises:
          AttributeError: they are not stateful.
        """
        if not self.stateful:
            raise AttributeError(problem(f"Bidirectional '{self.name}': Layer must be stateful."))
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    reset_states = reset_state

    @property
    def states(self) -> Any:
        forward, backward = self.forward_layer.states, self.backward_layer.states
        return (*forward, *backward) if forward and backward else None

    def compute_mask(self, sequences, mask=None):
        mask = mask[0] if isinstance(mask, list) else mask
        mask = mask if self.return_sequences else None
        masks = [mask, mask] if self.merge_mode is None else [mask]
        if self.return_state:
            shapes = self.forward_layer.compute_output_shape((None, None, 1))
            masks += [None] * (2 * (len(shapes) - 1))
        return masks if len(masks) > 1 else masks[0]

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        shape = self.forward_layer.compute_output_shape(sequences_shape)
        states: tuple = ()
        if self.return_state:
            shape, *rest = shape
            states = (*rest, *rest)
        if self.merge_mode is None:
            return (shape, shape, *states)
        if self.merge_mode == "concat":
            shape = (*shape[:-1], 2 * shape[-1])
        return (shape, *states) if self.return_state else tuple(shape)


def _copy(layer: Any, prefix: str, **changes: Any) -> Any:
    """A new layer of the same config, without its weights."""
    data = serialize_keras_object(layer)
    name = prefix + layer.name.removeprefix(prefix)
    data["config"] = {**data["config"], "name": name, **changes}
    try:
        return deserialize_keras_object(data)
    except TypeError:  # a class of the user's, that no name leads to
        return type(layer).from_config(data["config"])
