"""`JaxLayer`: a model written in JAX as a layer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Variable, convert_to_tensor, problem
from tapeflow.engine.variable import assign_all
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.ops.function.jax_call import create, jax_call, leaves_of, map_leaves

_OF_CALL = ("params", "state", "rng", "inputs", "training")
_OF_INIT = ("rng", "inputs", "training")


class JaxLayer(Layer):
    """Calls a pure JAX function, whose parameters are the layer's weights.

    Args:
      call_fn: a function of `inputs`, and of `params`, `state`, `rng` and `training` if it names
        them. With `state` it gives a pair: the outputs and the new state.
      init_fn: a function of `inputs` (ones), and of `rng` and `training` if it names them, that
        gives the parameters, or a pair of parameters and state.
      params: the parameters, a structure of arrays, in place of `init_fn`.
      state: likewise the state that is not trained.
      seed: makes the draws repeatable.
      native_serialization_platforms: accepted for compatibility; nothing is converted here.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a function has other arguments, or there is nothing to make parameters of.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.JaxLayer(
    ...     lambda params, inputs: inputs @ params["w"], params={"w": tf.ones([3, 2]).numpy()}
    ... )
    >>> layer(tf.ones([1, 3])).numpy().tolist()
    [[3.0, 3.0]]
    """

    _never_written = ("params", "state", "native_serialization_platforms")

    def __init__(
        self,
        call_fn: Callable,
        init_fn: Callable | None = None,
        params: Any = None,
        state: Any = None,
        seed: int | None = None,
        native_serialization_platforms: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.call_fn, self.init_fn, self.seed = call_fn, init_fn, seed
        self._takes = _names(self, call_fn, "call_fn", _OF_CALL)
        self._init_takes = _names(self, init_fn, "init_fn", _OF_INIT) if init_fn else ()
        needed = "params" in self._takes or "state" in self._takes
        if needed and init_fn is None and params is None and state is None:
            raise ValueError(
                problem(
                    f"{type(self).__name__}: `init_fn`, `params` and `state` cannot all be `None` "
                    "when `call_fn` takes a `params` or a `state` argument.",
                    fix="init_fn=..., or params=...",
                )
            )
        self._seeds = SeedGenerator(seed)
        # Structures as JAX knows them, not the lists and dicts that attributes are turned into.
        self.__dict__["params"] = self.__dict__["state"] = None
        if params is not None or state is not None:
            self._keep(params, state)
            self.built = True

    def build(self, input_shape):
        if self.params is not None or self.state is not None or self.init_fn is None:
            return
        arguments: dict[str, Any] = {"inputs": _tuples(input_shape)}
        if "rng" in self._init_takes:
            arguments["rng"] = None
        if "training" in self._init_takes:
            arguments["training"] = True
        made = create(self.init_fn, arguments, self._seeds.next_pair())
        params, state = made if "state" in self._takes else (made, None)
        self._keep(params, state)

    def _keep(self, params: Any, state: Any) -> None:
        self.__dict__["params"] = map_leaves(lambda leaf: self._variable(leaf, True), params)
        self.__dict__["state"] = map_leaves(lambda leaf: self._variable(leaf, False), state)
        self.tracked_params = leaves_of(self.params)
        self.tracked_state = leaves_of(self.state)

    def _variable(self, value: Any, trainable: bool) -> Any:
        if not isinstance(value, (bool, int, float)) and not hasattr(value, "dtype"):
            return value
        array = np.asarray(value)
        floating = array.dtype.kind == "f" or array.dtype.name == "bfloat16"
        dtype = self.variable_dtype if floating else array.dtype.name
        return self.add_weight(
            shape=array.shape,
            initializer=lambda shape, dtype=None: convert_to_tensor(array.astype(dtype.np)),
            dtype=dtype,
            trainable=trainable,
        )

    def call(self, inputs, training=False):
        arguments: dict[str, Any] = {"inputs": inputs}
        options: dict[str, Any] = {}
        if "params" in self._takes:
            arguments["params"] = self.params
        if "state" in self._takes:
            arguments["state"] = self.state
        if "training" in self._takes:
            options["training"] = bool(training)
        if "rng" in self._takes:
            if training:
                first, second = self._seeds.next_pair()
                arguments["rng"] = convert_to_tensor([first, second], "int64")
            else:
                options["rng"] = None
        results = jax_call(self.call_fn, arguments, options)
        if "state" not in self._takes:
            return results
        outputs, state = results
        pairs = zip(leaves_of(self.state), leaves_of(state), strict=True)
        changed = [(old, new) for old, new in pairs if isinstance(old, Variable)]
        if changed:
            assign_all([old for old, _ in changed], [new for _, new in changed])
        return outputs


class FlaxLayer(JaxLayer):
    """A Flax module as a layer: not there; give `module.init` and `module.apply` to `JaxLayer`."""

    def __init__(self, module: Any, method: Any = None, variables: Any = None, **kwargs: Any):
        raise NotImplementedError(
            problem(
                "tf.keras.layers.FlaxLayer is not there",
                given=repr(module),
                fix="tf.keras.layers.JaxLayer(lambda params, inputs: module.apply(params, inputs), "
                "lambda rng, inputs: module.init(rng, inputs))",
            )
        )


def _names(layer: Layer, function: Callable, what: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(inspect.signature(function).parameters)
    unknown = [name for name in names if name not in known]
    if unknown or "inputs" not in names:
        found = (
            f"Unsupported argument in `{what}`: `{unknown[0]}`"
            if unknown
            else (f"Missing required argument in `{what}`: `inputs`")
        )
        raise ValueError(
            problem(
                f"{type(layer).__name__}: {found}",
                given=f"{what}({', '.join(names)})",
                expected=f"`inputs`, and some of {known}",
            )
        )
    return names


def _tuples(shape: Any) -> Any:
    """Shapes as tuples, in dicts and lists."""
    if isinstance(shape, dict):
        return {key: _tuples(item) for key, item in shape.items()}
    if isinstance(shape, list):
        return [_tuples(item) for item in shape]
    return tuple(shape)
