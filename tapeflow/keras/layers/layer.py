"""`Layer`: weights and the computation that uses them."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype, problem
from tapeflow.keras import dtype_policy, naming, regularizers
from tapeflow.keras.layers import calls, masks, tracking
from tapeflow.keras.layers.add_weight import make_weight
from tapeflow.keras.layers.call_signature import (
    as_shape,
    build_arguments,
    call_signature,
    shapes_of,
)
from tapeflow.keras.layers.config import arguments_from, config_of, is_built_in
from tapeflow.keras.layers.conversion import as_inputs
from tapeflow.keras.layers.input_spec import check_inputs
from tapeflow.keras.layers.masks import MASKS
from tapeflow.ops.math.cast import cast

# Arguments of Keras 2's first layers, which say what a Sequential model's inputs look like.
_SHAPE_OPTIONS = (
    "input_shape",
    "batch_input_shape",
    "input_dim",
    "batch_size",
    "input_length",
    "weights",
)


class Layer:
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

    _is_tracked = True
    # Whether integer inputs are computed with as numbers (Dense), not looked up with (Embedding).
    _casts_integers = False
    # Whether outputs may get a mask that the inputs did not have.
    _makes_mask = False
    # Whether `call` neither calls layers nor needs what a call of a user's layer is given.
    _is_simple = False
    _takes_training = False
    supports_masking = False
    # Arguments that are left out of the config where they are None.
    _unwritten: tuple[str, ...] = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        layer = object.__new__(cls)
        # Past __setattr__, which looks at what is set here.
        layer.__dict__.update(
            _init_arguments=(args, kwargs),
            _ready=set(),
            _cache={},
            _initialized=False,
            _building=False,
            _added=[],
            _own_losses=[],
            _trainable=True,
            _path=None,
            _build_shapes=None,
            built=False,
        )
        return layer

    def __init_subclass__(cls, **options: Any):
        super().__init_subclass__(**options)
        if "build" in cls.__dict__:
            cls.build = _scoped(cls.__dict__["build"])
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
        state["autocast"] = autocast
        state["activity_regularizer"] = regularizers.get(activity_regularizer)
        state["input_spec"] = None
        state["_input_shape_option"] = self._take_shape_options(kwargs)

    def _take_shape_options(self, options: dict[str, Any]) -> tuple | None:
        """The batch shape told by Keras 2's options, or None; refuses all others."""
        unknown = {key: value for key, value in options.items() if key not in _SHAPE_OPTIONS}
        if unknown:
            raise ValueError(
                problem(
                    f"Unrecognized keyword arguments passed to {type(self).__name__}: {unknown}",
                    expected="activity_regularizer, trainable, dtype, autocast, name, input_shape",
                )
            )
        self.__dict__["_initial_weights"] = options.get("weights")
        if options.get("batch_input_shape") is not None:
            return tuple(options["batch_input_shape"])
        shape = options.get("input_shape")
        if shape is None and options.get("input_dim") is not None:
            shape = (options["input_dim"],)
            if options.get("input_length") is not None:
                shape = (options["input_length"],)
        if shape is None:
            return None
        shape = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
        return (options.get("batch_size"), *shape)

    # ---- calling ----

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Converts the inputs, builds on the first call, and gives what `call` computes.

        Args:
          *args, **kwargs: `call`'s arguments; `training` may always be given, and layers called
            inside `call` inherit it.
        """
        if len(args) == 1:
            inputs = args[0]
            # What was looked at before needs no second look: an equal spec is the same object.
            if inputs.__class__ is Tensor and inputs._spec in self._ready and not MASKS:
                if not kwargs:
                    training = calls.local.training if self._takes_training else None
                    return (
                        self.call(inputs)
                        if training is None
                        else self.call(inputs, training=training)
                    )
                if len(kwargs) == 1 and not self._takes_training and "training" in kwargs:
                    return self.call(inputs)
        return self._call(args, kwargs)

    def _call(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        if not self._initialized:
            raise _not_initialized(self)
        signature = call_signature(type(self).call)
        args, kwargs = self._converted(args, kwargs)
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
                check_inputs(self, self.input_spec, first)
            if not self.built:
                self._build_for_call(signature, args, kwargs)
            mask = None
            if MASKS:
                mask = masks.mask_of(first)
                if mask is not None and signature.takes_mask and kwargs.get("mask") is None:
                    kwargs["mask"] = mask
            outputs = self.call(*args, **kwargs)
        except Exception as error:
            _name_layer(error, self, args)
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
        args = tuple([as_inputs(value, dtype, autocast) for value in args])
        if (
            self._casts_integers
            and args
            and args[0].__class__ is Tensor
            and args[0].dtype.is_integer
        ):
            args = (cast(args[0], dtype), *args[1:])
        if kwargs:
            kwargs = {
                name: value
                if value.__class__ is bool or value is None
                else as_inputs(value, dtype, autocast)
                for name, value in kwargs.items()
            }
        return args, kwargs

    def _resolve_training(
        self, signature: Any, args: tuple, kwargs: dict[str, Any], ambient: bool | None
    ) -> Any:
        """`training` for this call and those inside it: given, else inherited, else `call`'s default."""
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

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The layer's computation; a subclass writes it."""
        raise NotImplementedError(
            problem(
                f"{type(self).__name__} '{self.name}' has no call method",
                fix="def call(self, inputs): ... in the class",
            )
        )

    def build(self, input_shape: Any = None) -> None:
        """Makes the weights; a subclass with weights writes it. `input_shape` includes the batch."""
        if not self.built:
            self.__dict__["_build_shapes"] = as_shape(input_shape)
            self.__dict__["_path"] = calls.path_of(self)
            self.__dict__["built"] = True

    build._is_default = True  # type: ignore[attr-defined]

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shape of the outputs for inputs of a shape, in which sizes may be None."""
        raise NotImplementedError(
            problem(
                f"{type(self).__name__} '{self.name}' can't tell its output shape without being called",
                fix="write compute_output_shape(self, input_shape) in the class",
            )
        )

    # ---- masks and losses ----

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """The mask of the outputs; by default the inputs'."""
        return previous_mask

    def _set_mask(self, inputs: Any, outputs: Any, mask: Any) -> None:
        if self._makes_mask or self.supports_masking:
            masks.attach(outputs, self.compute_mask(inputs, mask))
        elif not self._layers:
            warnings.warn(
                f"Layer '{self.name}' (of type {type(self).__name__}) got inputs with a mask, which it does not "
                "support: the layers after it will not see the mask.",
                stacklevel=4,
            )

    def add_loss(self, loss: Any) -> None:
        """Adds a scalar tensor (or several, or functions without arguments) to `losses`.

        What is added during a call lasts until the outermost layer is called again.
        """
        items = loss if isinstance(loss, (list, tuple)) else [loss]
        self._own_losses.extend(items)
        for layer in (*calls.local.layers, self):
            layer._cache["has_losses"] = True

    def _regularize(self, outputs: Any) -> None:
        for value in outputs if isinstance(outputs, (list, tuple)) else [outputs]:
            # Keras's: the penalty is per sample, so that it does not grow with the batch.
            self.add_loss(
                self.activity_regularizer(value) / max(value._spec.shape[0] if value.ndim else 1, 1)
            )

    def _clear_losses(self) -> None:
        for layer in self._flatten_layers():
            layer._own_losses.clear()
            layer._cache.pop("has_losses", None)

    @property
    def losses(self) -> list:
        """What `add_loss` and activity regularizers gave in the last call, and weights' penalties now."""
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

        Keras 3's order of arguments is `shape, initializer, dtype, trainable, autocast, regularizer,
        constraint, aggregation, overwrite_with_gradient, name`; a string in the first place is
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
            raise _not_initialized(self)
        weight = make_weight(self, args, options)
        self._added.append(weight)
        tracking.changed()
        return weight

    def add_variable(self, *args: Any, **options: Any) -> Variable:
        """`add_weight` by its old name."""
        return self.add_weight(*args, **options)

    def _cached(self, key: str, compute: Callable[[], list]) -> list:
        version = tracking.structure.version
        found = self._cache.get(key)
        if found is None or found[0] != version:
            found = self._cache[key] = (version, compute())
        return found[1][:]

    def _own(self) -> tuple[list[Variable], list[Any], list[Any]]:
        """This layer's own variables (trainable ones first), layers and metrics, each once."""
        if not self._initialized:
            raise _not_initialized(self)
        variables: dict[int, Variable] = {}
        layers: dict[int, Any] = {}
        metrics: dict[int, Any] = {}
        for value in self.__dict__.values():
            if value.__class__ in tracking.PLAIN:
                continue
            for item in tracking.found_in(value):
                group = (
                    variables
                    if isinstance(item, Variable)
                    else layers
                    if isinstance(item, Layer)
                    else metrics
                )
                if item is not self:
                    group.setdefault(id(item), item)
        own = sorted(variables.values(), key=lambda v: not v.trainable)
        return own, list(layers.values()), list(metrics.values())

    @property
    def _layers(self) -> list[Any]:
        return self._cached("layers", lambda: self._own()[1])

    def _flatten_layers(self, recursive: bool = True, include_self: bool = True) -> list[Any]:
        """The layer itself and those in it, each once, outer ones first."""

        def compute() -> list[Any]:
            found: dict[int, Any] = {}

            def visit(layer: Any) -> None:
                if id(layer) not in found:
                    found[id(layer)] = layer
                    for inner in layer._layers:
                        visit(inner)

            visit(self)
            return list(found.values())

        layers = self._cached("flat", compute) if recursive else [self, *self._layers]
        return layers if include_self else layers[1:]

    @property
    def submodules(self) -> tuple:
        """The layers inside this one, at any depth."""
        return tuple(self._flatten_layers(include_self=False))

    def _collect(self, accepts: Callable[[Any, Variable], bool]) -> list[Variable]:
        found: dict[int, Variable] = {}
        for layer in self._flatten_layers():
            for variable in layer._cached("own", lambda layer=layer: layer._own()[0]):
                if accepts(layer, variable):
                    found.setdefault(id(variable), variable)
        return list(found.values())

    @property
    def variables(self) -> list[Variable]:
        """All variables of the layer and of the layers in it."""
        return self._cached("variables", lambda: self._collect(lambda layer, v: True))

    weights = variables

    @property
    def trainable_variables(self) -> list[Variable]:
        """The variables that training changes: none of a layer whose `trainable` is False."""
        return self._cached(
            "trainable", lambda: self._collect(lambda layer, v: v.trainable and layer._trainable)
        )

    trainable_weights = trainable_variables

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """All other variables."""
        return self._cached(
            "non_trainable",
            lambda: self._collect(lambda layer, v: not (v.trainable and layer._trainable)),
        )

    non_trainable_weights = non_trainable_variables

    @property
    def metrics(self) -> list[Any]:
        """The metrics set as attributes of the layer and of the layers in it."""
        return [
            metric
            for layer in self._flatten_layers()
            for metric in layer._cached("metrics", layer._own_metrics)
        ]

    def _own_metrics(self) -> list[Any]:
        return self._own()[2]

    @property
    def metrics_variables(self) -> list[Variable]:
        return [variable for metric in self.metrics for variable in metric.variables]

    def get_weights(self) -> list[np.ndarray]:
        """The values of `weights`, as NumPy arrays."""
        return [np.asarray(variable.numpy()) for variable in self.weights]

    def set_weights(self, weights: Any) -> None:
        """Sets the values of `weights`, in their order.

        Raises:
          ValueError: another number of arrays, or an array of another shape; nothing is set then.
        """
        variables = self.weights
        arrays = [np.asarray(value) for value in weights]
        if len(arrays) != len(variables):
            raise ValueError(
                problem(
                    f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of length "
                    f"{len(arrays)}, but the layer was expecting {len(variables)} weights.",
                    given=", ".join(str(array.shape) for array in arrays),
                    expected=", ".join(f"{v.name} {tuple(v.shape)}" for v in variables)
                    or "nothing: it has no weights",
                    fix=None
                    if self.built
                    else "call the layer on data, or build(input_shape), first",
                )
            )
        for variable, array in zip(variables, arrays, strict=True):
            if tuple(variable.shape) != array.shape:
                raise ValueError(
                    problem(
                        f"Layer {self.name} weight shape {tuple(variable.shape)} is not compatible with provided "
                        f"weight shape {array.shape}",
                        given=f"{array.shape} for {variable.name}",
                        expected=str(tuple(variable.shape)),
                    )
                )
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)

    def count_params(self) -> int:
        """The number of scalars in the weights.

        Raises:
          ValueError: the layer isn't built yet.
        """
        if not self.built:
            raise ValueError(
                problem(
                    f"You tried to call `count_params` on layer '{self.name}', but the layer isn't built.",
                    fix="call it on data first, or `layer.build(input_shape)`",
                )
            )
        return sum(int(np.prod(tuple(variable.shape), dtype=np.int64)) for variable in self.weights)

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

    @property
    def trainable(self) -> bool:
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self._flatten_layers():
            layer.__dict__["_trainable"] = bool(value)
            layer._ready.clear()
        tracking.changed()

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
        shapes = self._build_shapes
        return None if shapes is None else {"input_shape": shapes}

    def build_from_config(self, config: dict[str, Any]) -> None:
        if config.get("input_shape") is not None and not self.built:
            self.build(as_shape(config["input_shape"]))

    def __setattr__(self, name: str, value: Any) -> None:
        state = self.__dict__
        if value.__class__ not in tracking.PLAIN:
            value = tracking.wrapped(value)
            if tracking.holds_tracked(value) or (
                name in state and tracking.holds_tracked(state[name])
            ):
                tracking.changed()
        elif (
            name in state
            and state[name].__class__ not in tracking.PLAIN
            and tracking.holds_tracked(state[name])
        ):
            tracking.changed()
        ready = state.get("_ready")
        if ready:
            ready.clear()
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        tracking.changed()
        object.__delattr__(self, name)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_ready": set(), "_cache": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        tracking.changed()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.__dict__.get('_name')}, built={self.built}>"


def _scoped(build: Callable) -> Callable:
    """A `build` method during which weights are named after the layer, and which marks it as built."""

    @functools.wraps(build)
    def scoped(self: Any, *args: Any, **options: Any) -> None:
        state = self.__dict__
        if state["_building"]:  # a class's build calling its base's
            build(self, *args, **options)
            return
        if not self._initialized:
            raise _not_initialized(self)
        args = tuple(map(as_shape, args))
        state["_building"] = True
        state["_path"] = calls.path_of(self)
        try:
            with calls.inside(self):
                build(self, *args, **options)
        finally:
            state["_building"] = False
        if not getattr(build, "_is_default", False):
            state["built"] = True
        state["_build_shapes"] = args[0] if args else next(iter(options.values()), None)
        tracking.changed()
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)

    return scoped


def _not_initialized(layer: Layer) -> RuntimeError:
    name = type(layer).__name__
    return RuntimeError(
        problem(
            f"In layer '{name}', you forgot to call super().__init__() as the first statement in the "
            "__init__() method.",
            fix=f"super().__init__() at the start of {name}.__init__",
        )
    )


def _name_layer(error: Exception, layer: Layer, args: tuple) -> None:
    """Tells in a note which layer an error came from; once, by the innermost."""
    if getattr(error, "_names_layer", False):
        return
    given = ", ".join(f"{shape}" for shape in map(shapes_of, args) if shape is not None)
    error.add_note(
        f"  layer:    {type(layer).__name__} '{calls.path_of(layer)}', called with inputs {given or args}"
    )
    try:
        error._names_layer = True  # type: ignore[attr-defined]
    except AttributeError:
        pass


__all__ = ["Layer"]
