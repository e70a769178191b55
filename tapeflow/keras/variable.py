"""`tf.keras.Variable`: a variable as Keras makes it, of an initializer and a shape."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Variable as _Variable
from tapeflow.engine import as_dtype, init_scope, problem
from tapeflow.engine.convert import CONVERTERS
from tapeflow.keras import backend, naming
from tapeflow.ops.host.graph_names import get_current_name_scope
from tapeflow.ops.initializers import get


class _AnyVariable(type(_Variable)):
    """All variables are `tf.keras.Variable`s, those of layers and of `tf.Variable` too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _Variable)


class Variable(_Variable, metaclass=_AnyVariable):
    """A value that can be changed in place.

    It is a `tf.Variable`, so that `value()` is a method.

    Args:
      initializer: the first value; or an initializer, its name, or a function of a shape and
        `dtype`.
      shape: for an initializer.
      dtype: by default the value's, of an initializer `floatx`.
      trainable: whether tapes watch it by themselves.
      autocast: kept for compatibility: layers cast the weights that `add_weight` makes.
      aggregation, synchronization: kept for compatibility, not used.
      name: by default `variable`, with a number.
      layout: only None.
      **kwargs: none.

    Raises:
      ValueError: an initializer without a shape, or a name with a slash.

    >>> import tapeflow as tf
    >>> tf.keras.Variable("ones", shape=(2,)).numpy()
    array([1., 1.], dtype=float32)
    """

    def __init__(
        self,
        initializer: Any,
        shape: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str = "none",
        synchronization: str = "auto",
        name: str | None = None,
        layout: Any = None,
        **kwargs: Any,
    ):
        if layout is not None:
            raise NotImplementedError(
                problem(
                    "tf.keras.Variable: variables are on one device and have no layout",
                    given=f"layout={layout!r}",
                    fix="layout=None",
                )
            )
        if kwargs:
            raise TypeError(problem("tf.keras.Variable: unknown arguments", given=repr(kwargs)))
        name = naming.auto_name("variable") if name is None else name
        if not isinstance(name, str) or "/" in name:
            raise ValueError(
                problem(
                    "Argument `name` must be a string and cannot contain character `/`: "
                    "tf.keras.Variable",
                    given=repr(name),
                )
            )
        scope = get_current_name_scope()
        self.path = f"{scope}/{name}" if scope else name
        self.autocast, self.regularizer = autocast, None
        value = initializer
        if isinstance(initializer, str) or callable(initializer):
            if shape is None:
                raise ValueError(
                    problem(
                        "When creating a Variable from an initializer, the `shape` argument "
                        "should be specified.",
                        given=f"initializer={initializer!r}, shape=None",
                    )
                )
            wanted = as_dtype(dtype or backend.floatx())
            with init_scope():
                value = get(initializer)(tuple(shape), dtype=wanted)
        elif isinstance(initializer, (float, int)) and dtype is None:
            dtype = backend.floatx() if isinstance(initializer, float) else None
        super().__init__(value, trainable=trainable, name=self.path, dtype=dtype)


CONVERTERS[Variable] = CONVERTERS[_Variable]


def device(device_name: Any) -> Any:
    """A `with` block on a device; see `tf.device`."""
    from tapeflow.ops.host.device import device as tensorflow_device

    return tensorflow_device(device_name)
