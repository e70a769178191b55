"""`ExportArchive`: a folder for serving, endpoint by endpoint."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from tapeflow import saved_model
from tapeflow.engine import TensorSpec, Variable, problem
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.ops.function import function
from tapeflow.ops.host import print as print_line
from tapeflow.ops.module import Module


class ExportArchive:
    """Collects functions and the state they read, and writes them.

    Args:
      format: "saved_model".

    Raises:
      NotImplementedError: "neptune_model".
      ValueError: another format.

    >>> import tempfile
    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    >>> archive = tf.keras.export.ExportArchive()
    >>> archive.track(model)
    >>> _ = archive.add_endpoint("serve", model.call, [tf.TensorSpec((None, 2))])
    >>> folder = tempfile.mkdtemp()
    >>> archive.write_out(folder, verbose=False)
    >>> tf.saved_model.load(folder).serve(tf.ones([3, 2])).shape
    TensorShape([3, 1])
    """

    def __init__(self, format: str = "saved_model"):
        if format == "neptune_model":
            raise NotImplementedError(
                problem(
                    "ExportArchive(format='neptune_model') is not built; Keras's own is empty",
                    fix="format='saved_model'",
                )
            )
        if format != "saved_model":
            raise ValueError(f"Unsupported format: {format}")
        self._module = Module()
        self._module._tracked = []
        self._endpoints: dict[str, Any] = {}

    @property
    def variables(self) -> list[Variable]:
        """What the tracked objects hold."""
        found = {id(v): v for item in self._module._tracked for v in _variables(item)}
        return list(found.values())

    @property
    def trainable_variables(self) -> list[Variable]:
        return [variable for variable in self.variables if variable.trainable]

    @property
    def non_trainable_variables(self) -> list[Variable]:
        return [variable for variable in self.variables if not variable.trainable]

    def track(self, resource: Any) -> None:
        """Takes the variables of a layer, model or `tf.Module` into the archive.

        Raises:
          ValueError: a layer that isn't built.
        """
        if getattr(resource, "built", True) is False:
            raise ValueError(
                problem(
                    "The layer provided has not yet been built. It must be built before export.",
                    given=repr(resource),
                    fix="call it on data first",
                )
            )
        self._module._tracked.append(resource)

    def add_endpoint(
        self, name: str, fn: Callable, input_signature: Any = None, **kwargs: Any
    ) -> Any:
        """Adds a function.

        Args:
          name: its name in what is loaded.
          fn: a function of tensors, or a `tf.function` that was called before.
          input_signature: `tf.TensorSpec`s or `tf.keras.InputSpec`s, one for each argument.
          **kwargs: none.

        Returns:
          The `tf.function` that is written.

        Raises:
          ValueError: a name that is taken, or a plain function without a signature.
        """
        if kwargs:
            raise NotImplementedError(
                problem("ExportArchive.add_endpoint: unknown options", given=", ".join(kwargs))
            )
        if name in self._endpoints:
            raise ValueError(f"Endpoint name '{name}' is already taken.")
        if input_signature is not None:
            fn = _signed(fn, input_signature)
        elif not hasattr(fn, "get_concrete_function"):
            raise ValueError(
                problem(
                    "If the `fn` argument provided is not a `tf.function`, you must provide an "
                    "`input_signature` argument",
                    given=repr(fn),
                    fix="input_signature=[tf.TensorSpec(shape, dtype)]",
                )
            )
        self._endpoints[name] = fn
        setattr(self._module, name, fn)
        return fn

    def track_and_add_endpoint(
        self, name: str, resource: Any, input_signature: Any, **kwargs: Any
    ) -> Any:
        """`track(resource)`, and calling it as an endpoint.

        Args:
          name: the endpoint's.
          resource: a built layer or model.
          input_signature: see `add_endpoint`.
          **kwargs: none.
        """
        self.track(resource)
        return self.add_endpoint(name, resource.__call__, input_signature, **kwargs)

    def add_variable_collection(self, name: str, variables: Any) -> None:
        """Adds variables to an attribute of what is loaded.

        Raises:
          ValueError: not a list, or something else in it.
        """
        if not isinstance(variables, (list, tuple, set)):
            raise ValueError(
                problem("Expected `variables` to be a list/tuple/set", type(variables).__name__)
            )
        if not all(isinstance(variable, Variable) for variable in variables):
            raise ValueError(
                problem("Expected all elements in `variables` to be variables", str(variables))
            )
        setattr(self._module, name, list(variables))

    def write_out(self, filepath: Any, options: Any = None, verbose: bool = True) -> None:
        """Writes the archive, which `tf.saved_model.load` reads.

        Args:
          filepath: a folder.
          options: accepted, without effect.
          verbose: whether the endpoints are told.

        Raises:
          ValueError: there is no endpoint.
        """
        if not self._endpoints:
            raise ValueError("No endpoints have been set yet. Call add_endpoint().")
        first = self._endpoints.get("serve") or next(iter(self._endpoints.values()))
        signatures = {**self._endpoints, "serving_default": first}
        saved_model.save(self._module, filepath, signatures)
        if verbose:
            names = ", ".join(self._endpoints)
            print_line(f"Saved artifact at '{os.fspath(filepath)}'. Endpoints: {names}")


def _signed(fn: Callable, input_signature: Any) -> Any:
    specs = [_spec(spec) for spec in flatten(input_signature)]
    structure = list(input_signature) if isinstance(input_signature, (list, tuple)) else [
        input_signature
    ]  # fmt: skip

    def endpoint(*inputs: Any) -> Any:
        return fn(*pack_like(structure, list(inputs)))

    return function(endpoint, input_signature=specs, autograph=False)


def _spec(spec: Any) -> TensorSpec:
    if isinstance(spec, TensorSpec):
        return spec
    return TensorSpec(tuple(spec.shape), spec.dtype or "float32", name=getattr(spec, "name", None))


def _variables(item: Any) -> list[Variable]:
    if isinstance(item, Variable):
        return [item]
    return list(getattr(item, "weights", None) or getattr(item, "variables", ()))
