"""A concrete function as an ONNX file, by jax2onnx: values of variables are constants in it."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import problem
from tapeflow.ops.files import atomic_file
from tapeflow.ops.function.concrete_function import ConcreteFunction
from tapeflow.ops.function.exported import with_symbols
from tapeflow.ops.function.graphs_of import graphs_of


def write_onnx(concrete: ConcreteFunction, path: str, opset: int | None = None) -> None:
    """Writes the function to one file; sizes that are not known stay open.

    Raises:
      ImportError: jax2onnx is not installed.
      NotImplementedError: it does not know an op that the function uses.
    """
    to_onnx = _converter()
    graph_at = graphs_of(concrete)
    function, arguments = with_symbols(graph_at, concrete.inputs)
    graph = graph_at(
        {i: 2 + i for s in concrete.inputs for i, n in enumerate(s.shape) if n is None}
    )
    if graph.updated or graph.feeds:
        raise NotImplementedError(
            problem(
                "ONNX: the function assigns to variables or draws random numbers",
                fix="export what is computed with training=False",
            )
        )
    count = len(concrete.inputs)

    def call(*inputs: jax.Array) -> tuple:
        return function(*inputs, *[jnp.asarray(array) for array in captured])

    options = {} if opset is None else {"opset": opset}
    with jax.enable_x64(True), warnings.catch_warnings(), _quiet():
        warnings.simplefilter("ignore")  # of the libraries below the converter
        captured = [capture.numpy() for capture in graph.captures]
        try:
            model = to_onnx(
                call,
                arguments[:count],
                input_names=[spec.name or f"input_{i}" for i, spec in enumerate(concrete.inputs)],
                **options,
            )
        except Exception as error:  # of many kinds, by the op it stumbles over
            raise NotImplementedError(
                problem(
                    f"ONNX: jax2onnx can't convert {concrete._function.name}",
                    given=f"{type(error).__name__}: {str(error).splitlines()[0]}",
                    fix="give all sizes in input_signature, or export(format='tf_saved_model') "
                    "and convert its StableHLO with another tool",
                )
            ) from error
    with atomic_file(path) as temporary:
        temporary.write_bytes(model.SerializeToString())


def _converter() -> Any:
    try:
        from jax2onnx import to_onnx  # pyright: ignore[reportMissingImports] - an extra
    except ImportError as error:
        raise ImportError(
            problem("format='onnx' needs jax2onnx", fix="pip install 'tapeflow[onnx]'")
        ) from error
    return to_onnx


class _quiet:
    """Without the converter's notes about shapes it need not know."""

    def __enter__(self) -> None:
        logging.getLogger("onnx_ir").setLevel(logging.ERROR)

    def __exit__(self, *error: Any) -> None:
        logging.getLogger("onnx_ir").setLevel(logging.NOTSET)
