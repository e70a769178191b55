"""`Layer`: weights and the computation that uses them."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

from tapeflow.engine import Symbolic, Tensor, Variable, as_dtype, problem
from tapeflow.keras import dtype_policy, naming, regularizers, remat
from tapeflow.keras import masks
from tapeflow.keras.layers import calls, tracking
from tapeflow.keras.layers.add_weight import make_weight
from tapeflow.keras.layers.building import name_layer, scoped_build, wrong_inputs
from tapeflow.keras.layers.call_signature import (
    as_shape,
    build_arguments,
    call_signature,
    shapes_of,
)
from tapeflow.keras.layers.config import arguments_from, config_of, is_built_in
from tapeflow.keras.layers.conversion import as_inputs, as_numbers
from tapeflow.keras.layers.input_spec import check_inputs
from tapeflow.keras.masks import MASKS
from tapeflow.keras.metrics.added import metric_of
from tapeflow.keras.layers.shape_options import batch_shape_of
from tapeflow.keras.layers.stateless_call import stateless_call
from tapeflow.keras.layers.symbolic_call import call_on_keras_tensors, output_spec
from tapeflow.keras.layers.tracked import Tracked, not_initialized
from tapeflow.keras.symbolic import Connected, with_each


class Layer(Connected, Tracked):
    """Weights, made by `build`, and a computation on them, `call`.

    A subclass sets its options in `__init__`, makes its weights in `build(input_shape)` with
    `add_weight`, and computes in `call(inputs)`, which may take `training` and `mask`. Variables
    and layers set as attributes, also inside lists and dicts, belong to the layer.

    Args:
      activity_regularizer: a function of the outputs, whose value is added to `losses`.
      trainable: whether the weights are to be trained.
      dtype: the dtype of weights and computation, or a `DTypePolicy`; `float32` by default.
      autocast: whether floating inputs are cast to that dtype.
      name: by default made of the class's name: `dense`, `dense_1`.
      **kwargs: `input_shape`, `batch_input_shape` or `input_dim`, as Keras 2 has them.

    Raises:
      ValueError: an unknown option.

    >>> import tapeflow as tf
    >>> class Linear(tf.keras.layers.Layer):
    ...     def build(self, input_shape):
    ...         self.w = self.add_weight(shape=(input_shape[-1], 1), initializer="ones")
    ...
    ...     def call(self, inputs):
    ...         return inputs @ self.w
    >>> Linear()(tf.constant([[1.0, 2.0]]))
    <tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[3.]], dtype=float32)>
    """

    # Whether integer inputs are computed with as numbers (Dense), not looked up with (Embedding).
    _casts_integers = False
    # Whether outputs may get a mask that the inputs did not have.
    _makes_mask = False
    # Whether `call` neither calls layers nor needs what a call of a user's layer is given.
    _is_simple = False
    _takes_training = False
    supports_masking = False
    # Arguments that are left out of the config, all or where they are None.
    _never_written: tuple[str, ...] = ()
    _unwritten: tuple[str, ...] = ()

    def __init_subclass__(cls, **options: Any):
        super().__init_subclass__(**options)
        if "build" in cls.__dict__:
            cls.build = scoped_build(cls.__dict__["build"])
        if "call" in cls.__dict__:
            cls._takes_training = call_signature(cls.call).takes_training
            cls._is_simple = cls.__dict__.get("_is_simple", cls._is_simple and is_built_in(cls))

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        state = self.__dict__
        state["_initialized"] = True
        if name is not None and (not isinstance(name, str) or "/" in name):
            raise ValueError(
                problem(
                    f"{type(self).__name__}: name must be a string without '/'", given=repr(name)
                )
            )
        state["_name"] = name or naming.auto_name(self)
        state["_trainable"] = bool(trainable)
        state["dtype_policy"] = dtype_policy.get(dtype)
        state["_compute_dtype"] = as_dtype(self.dtype_policy.compute_dtype)
        if self.dtype_policy.is_mixed:
            state["_is_simple"] = False  # in `_call`, and only there, weights are read in half
        state["autocast"] = autocast
        state["activity_regularizer"] = regularizers.get(activity_regularizer)
        state["input_spec"] = None
        state["_initial_weights"] = kwargs.get("weights")
        state["_input_shape_option"] = batch_shape_of(type(self).__name__, kwargs)
        mode = remat.current_mode()
        if mode is not None:
            state.update(_remat_mode=mode, _is_simple=False, call=partial(remat.call_in_mode, self))

    # ---- calling ----

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Converts the inputs, builds on the first call, and gives what `call` computes.

        Args:
          *args: `call`'s arguments.
          **kwargs: the same by name; `training` may always be given, and layers called inside
            `call` inherit it.
        """
        if len(args) == 1:
            inputs = args[0]
            # What was looked at before needs no second look: an equal spec is the same object.
            if inputs.__class__ is Tensor and inputs._spec in self._ready and not MASKS:
                if not kwargs:
                    training = calls.local.training if self._takes_training else None
                elif len(kwargs) == 1 and kwargs.get("training") is not None:
                    training = kwargs["training"] if self._takes_training else None
                else:
                    return self._call(args, kwargs)
                if training is None:
                    return self.call(inputs)
                return self.call(inputs, training=training)
        return self._call(args, kwargs)

    def _call(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        if not self._initialized:
            raise not_initialized(self)
        signature = call_signature(type(self).call)
        try:
            args, kwargs = self._converted(args, kwargs)
        except Symbolic:
            return call_on_keras_tensors(self, args, kwargs)
        around = calls.local
        layers, ambient = around.layers, around.training
        training = self._resolve_training(signature, args, kwargs, ambient)
        if not layers and self._cache.get("has_losses"):
            self._clear_losses()
        around.layers = (*layers, self)
        around.training = training
        try:
            first = args[0] if args else next(iter(kwargs.values()), None)
            if self.input_spec is not None:
                self._check_inputs(first)
            if not self.built:
                self._build_for_call(signature, args, kwargs)
            mask = None
            if MASKS:
                mask = masks.mask_of(first)
                if mask is not None and signature.takes_mask and kwargs.get("mask") is None:
                    kwargs["mask"] = mask
                for position, name, place in signature.masked:
                    value = args[position] if position < len(args) else kwargs.get(name)
                    if place >= len(args) and kwargs.get(f"{name}_mask") is None:
                        kwargs[f"{name}_mask"] = masks.mask_of(value)
            outputs = self.call(*args, **kwargs)
        except Exception as error:
            wrong = wrong_inputs(error, self, args)
            if wrong is not None:
                raise wrong from error
            name_layer(error, self, args)
            raise
        finally:
            around.layers = layers
            around.training = ambient
        if mask is not None or self._makes_mask:
            self._set_mask(first, outputs, kwargs.get("mask", mask))
        if self.activity_regularizer is not None:
            self._regularize(outputs)
        elif self._is_simple and not self._makes_mask and first.__class__ is Tensor:
            self._ready.add(first._spec)
        return outputs

    def _converted(self, args: tuple, kwargs: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
        dtype, autocast = self._compute_dtype, self.autocast
        if len(args) == 1:
            args = (as_inputs(args[0], dtype, autocast),)
        else:
            args = tuple([as_inputs(value, dtype, autocast) for value in args])
        if self._casts_integers and args and args[0].__class__ is Tensor:
            args = (as_numbers(self, args[0], dtype), *args[1:])
        for value in kwargs.values():
            if value.__class__ is not bool and value is not None:  # one of bools stays as it is
                return args, {
                    name: as_inputs(value, dtype, autocast) for name, value in kwargs.items()
                }
        return args, kwargs

    def _resolve_training(
        self, signature: Any, args: tuple, kwargs: dict[str, Any], ambient: bool | None
    ) -> Any:
        """`training` for this call and those inside: given, inherited, or `call`'s default."""
        position = signature.training_position
        if 0 <= position < len(args):
            given = args[position]
            return ambient if given is None else given
        given = kwargs.get("training")
        training = ambient if given is None else given
        if not signature.takes_training:
            if not signature.has_options:
                kwargs.pop("training", None)
            return training
        if training is None:
            training = signature.training_default
        if training is not None:
            kwargs["training"] = training
        return training

    def _build_for_call(self, signature: Any, args: tuple, kwargs: dict[str, Any]) -> None:
        build = type(self).build
        if not getattr(build, "_is_default", False):
            self.build(
                **build_arguments(
                    getattr(build, "__wrapped__", build), signature.names, args, kwargs
                )
            )
        else:
            state = self.__dict__
            state["built"] = True
            state["_build_shapes"] = shapes_of(args[0]) if args else None
            state["_path"] = calls.path_of(self)
        tracking.changed()

    def _check_inputs(self, inputs: Any) -> None:
        if self.input_spec is not None:
            check_inputs(self, self.input_spec, inputs)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The layer's computation; a subclass writes it."""
        raise NotImplementedError(
            problem(
                f"{type(self).__name__} '{self.name}' has no call method",
                fix="def call(self, inputs): ... in the class",
            )
        )

    def build(self, input_shape: Any = None) -> None:
        """Makes the weights; a subclass writes it. `input_shape` includes the batch."""
        if not self.built:
            self.__dict__["_build_shapes"] = as_shape(input_shape)
            self.__dict__["_path"] = calls.path_of(self)
            self.__dict__["built"] = True

    build._is_default = True  # type: ignore[attr-defined]

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shape of the outputs for inputs of a shape, in which sizes may be None."""
        raise NotImplementedError(
            problem(
                f"{type(self).__name__} '{self.name}' can't tell its output shape without "
                "being called",
                fix="write compute_output_shape(self, input_shape) in the class",
            )
        )

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """KerasTensors for what a call on KerasTensors gives.

        The shapes are `compute_output_shape`'s, if the class has one, in the compute dtype; else
        `call` is recorded on tensors without values.
        """
        return output_spec(self, args, kwargs, Layer.compute_output_shape)

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """A call on KerasTensors, which is remembered; `layer(...)` does it by itself."""
        return call_on_keras_tensors(self, args, kwargs)

    def stateless_call(
        self,
        trainable_variables: Any,
        non_trainable_variables: Any,
        *args: Any,
        return_losses: bool = False,
        **kwargs: Any,
    ) -> tuple:
        """A call with other values in the variables, which keep their own.

        Args:
          trainable_variables, non_trainable_variables: a value for each of those.
          *args: `call`'s arguments.
          return_losses: whether `losses` are returned too.
          **kwargs: `call`'s arguments by name.

        Returns:
          The outputs, and the values that the call gives the variables that are not trained; then
          the losses, if they are asked for.

        Raises:
          ValueError: the layer isn't built, or the number of values is another.
        """
        return stateless_call(
            self, trainable_variables, non_trainable_variables, args, kwargs, return_losses
        )

    def rematerialized_call(self, layer_call: Any, *args: Any, **kwargs: Any) -> Any:
        """What to call in place of `layer_call`, by the `RematScope` the layer was made in."""
        return remat.rematerialized(self, layer_call, args, kwargs)

    # ---- quantization, which is not there ----

    def quantize(self, mode: Any = None, type_check: bool = True, config: Any = None) -> None:
        """Not there; see `tf.keras.quantizers` in docs/coverage.md.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError(
            problem(
                f"{type(self).__name__} '{self.name}': quantization is not built",
                given=f"mode={mode!r}",
                fix="dtype='mixed_bfloat16' or 'bfloat16' makes a layer smaller and faster",
            )
        )

    def quantized_build(self, input_shape: Any, mode: Any) -> None:
        """Not there, as `quantize`."""
        self.quantize(mode)

    def quantized_call(self, *args: Any, **kwargs: Any) -> None:
        """Not there, as `quantize`."""
        self.quantize()

    # ---- masks and losses ----

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """The mask of the outputs; by default the inputs'."""
        return previous_mask

    def _set_mask(self, inputs: Any, outputs: Any, mask: Any) -> None:
        if self._makes_mask or self.supports_masking:
            masks.attach(outputs, self.compute_mask(inputs, mask))
        elif not self._layers:
            warnings.warn(
                f"Layer '{self.name}' (of type {type(self).__name__}) got inputs with a mask, "
                "which it does not "
                "support: the layers after it will not see the mask.",
                stacklevel=4,
            )

    def _symbolic_mask(self, node_index: int, tensor_index: int) -> Any:
        node = self._inbound_nodes[node_index]
        inputs = node.args[0] if node.args else None
        masks_in = with_each(lambda tensor: tensor._keras_mask, inputs)
        if not (self._makes_mask or self.supports_masking):
            return None
        mask = self.compute_mask(inputs, masks_in)
        return mask[tensor_index] if isinstance(mask, (list, tuple)) else mask

    def add_loss(self, loss: Any) -> None:
        """Adds a scalar tensor (or several, or functions without arguments) to `losses`.

        What is added during a call lasts until the outermost layer is called again.
        """
        items = loss if isinstance(loss, (list, tuple)) else [loss]
        self._own_losses.extend(items)
        for layer in (*calls.local.layers, self):
            layer._cache["has_losses"] = True

    def add_metric(self, value: Any, name: str | None = None, **kwargs: Any) -> None:
        """Keras 2's, for `call`: the mean of `value` is shown by `fit` under `name`.

        Args:
          value: a tensor.
          name: what it is called in logs.
          **kwargs: only `aggregation="mean"`.
        """
        metric = self.__dict__.get(f"_metric_{name}")
        if metric is None:
            metric = metric_of(name, **kwargs)
            setattr(self, f"_metric_{name}", metric)
        metric.update_state(value)

    def _regularize(self, outputs: Any) -> None:
        for value in outputs if isinstance(outputs, (list, tuple)) else [outputs]:
            # Keras's: the penalty is per sample, so that it does not grow with the batch.
            self.add_loss(
                self.activity_regularizer(value) / max(value._spec.shape[0] if value.ndim else 1, 1)
            )

    def _clear_losses(self) -> None:
        for layer in self._flatten_layers():
            # Functions are asked anew each time: they stay.
            layer._own_losses[:] = [
                loss for loss in layer._own_losses if not isinstance(loss, Tensor)
            ]
            layer._cache.pop("has_losses", None)

    @property
    def losses(self) -> list:
        """What the last call added, activity penalties too, and the weights' penalties now."""
        added = [
            loss() if callable(loss) and not isinstance(loss, Tensor) else loss
            for layer in self._flatten_layers()
            for loss in layer._own_losses
        ]
        regularized = [
            v for v in self.trainable_weights if getattr(v, "regularizer", None) is not None
        ]
        return added + [v.regularizer(v) for v in regularized]

    # ---- weights ----

    def add_weight(self, *args: Any, **options: Any) -> Variable:
        """Makes a weight that belongs to the layer.

        Keras 3's order of arguments is `shape, initializer, dtype, trainable, autocast,
        regularizer, constraint, aggregation, overwrite_with_gradient, name`; a string in the first
        place is
        Keras 2's `name, shape, dtype, initializer, regularizer, trainable, constraint`.

        Args:
          *args: as above.
          **options: the same by name.

        Returns:
          A `tf.Variable`, called `<layers>/<name>`; by default float weights are `glorot_uniform`,
          others zeros.

        Raises:
          ValueError: a size of the shape is unknown.
          TypeError: an unknown argument.
        """
        if not self._initialized:
            raise not_initialized(self)
        weight = make_weight(self, args, options)
        self._added.append(weight)
        tracking.note(self._order, weight)
        tracking.changed()
        return weight

    def add_variable(self, *args: Any, **options: Any) -> Variable:
        """`add_weight` by its old name."""
        return self.add_weight(*args, **options)

    # ---- identity ----

    @property
    def name(self) -> str:
        return self._name

    @property
    def path(self) -> str:
        """The name with those of the layers around it: `model/block/dense`."""
        return self._path or self._name

    @property
    def dtype(self) -> str:
        return self.dtype_policy.variable_dtype

    @property
    def variable_dtype(self) -> str:
        return self.dtype_policy.variable_dtype

    @property
    def compute_dtype(self) -> str:
        return self.dtype_policy.compute_dtype

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as plain data.

        A subclass need not write it: it is told by `__init__`'s arguments.
        """
        return config_of(self, Layer)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """A layer of that config, with new weights."""
        return cls(**arguments_from(config))

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes that `build` was called with."""
        several = self.__dict__.get("_build_shapes_dict") or {}
        if len(several) > 1:
            return {"shapes_dict": dict(several)}
        shapes = self._build_shapes
        return None if shapes is None else {"input_shape": shapes}

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Builds the layer with the shapes that `get_build_config` gave."""
        if self.built:
            return
        if config.get("shapes_dict"):
            shapes = {name: as_shape(shape) for name, shape in config["shapes_dict"].items()}
            self.build(**shapes)
        elif config.get("input_shape") is not None:
            self.build(as_shape(config["input_shape"]))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.__dict__.get('_name')}, built={self.built}>"


__all__ = ["Layer"]
