"""`model_to_dot`: a model as a graph for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tapeflow.engine import problem


def model_to_dot(
    model: Any,
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    subgraph: bool = False,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Any:
    """A built model as a `pydot.Dot`: its layers, and arrows from each to those it feeds.

    Args:
      model: a functional, `Sequential` or other model.
      show_shapes: whether to show the shapes of inputs and outputs.
      show_dtype: whether to show the outputs' dtype.
      show_layer_names: whether to show the layers' names besides their classes.
      rankdir: "TB" for top to bottom, "LR" for left to right.
      expand_nested: whether models inside are drawn as frames around their layers.
      dpi: dots per inch.
      subgraph: whether to give a `pydot.Cluster`, for use inside another graph.
      show_layer_activations: whether to show the layers' activations.
      show_trainable: whether to show which layers are trained.
      splines: how Graphviz draws arrows: "ortho", "curved", "polyline", "spline" or "line".
      **kwargs: none.

    Raises:
      ValueError: the model isn't built, or an unknown option.
      ImportError: pydot is not installed.
    """
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments: {kwargs}")
    if not model.built:
        raise ValueError(
            problem(
                "This model has not yet been built. Build the model first by calling `build()` or "
                "by calling the model on a batch of data.",
                given=f"model '{model.name}'",
            )
        )
    drawing = _Drawing(
        {
            "names": show_layer_names,
            "activations": show_layer_activations,
            "shapes": show_shapes,
            "dtype": show_dtype,
            "trainable": show_trainable,
        },
        expand_nested,
    )
    if subgraph:
        whole = drawing.cluster(model)
    else:
        whole = drawing.pydot.Dot(rankdir=rankdir, concentrate=True, dpi=dpi, splines=splines)
        whole.set_node_defaults(shape="record")
    drawing.fill(whole, model)
    return whole


def import_pydot() -> Any:
    """The module pydot.

    Raises:
      ImportError: it is not installed.
    """
    try:
        import pydot
    except ImportError as error:
        raise ImportError(
            problem(
                "You must install pydot (`pip install pydot`) for model_to_dot to work.",
                fix="pip install tapeflow[plot]; plot_model needs Graphviz too "
                "(https://graphviz.org/download)",
            )
        ) from error
    return pydot


class _Drawing:
    """Draws models with what was asked to be shown."""

    def __init__(self, shown: dict[str, bool], expand_nested: bool):
        self.pydot = import_pydot()
        self.shown = shown
        self.expand_nested = expand_nested

    def cluster(self, model: Any) -> Any:
        return self.pydot.Cluster(
            graph_name=model.name, style="dashed", label=model.name, labeljust="l"
        )

    def fill(self, whole: Any, model: Any) -> None:
        layers = _steps_of(model)
        if layers is None:
            whole.add_node(self.node(model))
            return
        for layer in layers:
            if self.is_expanded(layer):
                inner = self.cluster(layer)
                self.fill(inner, layer)
                whole.add_subgraph(inner)
            else:
                whole.add_node(self.node(layer))
        for source, index, target, position in _arrows(model, layers):
            self.arrow(whole, self.last_of(source, index), self.first_of(target, position))

    def is_expanded(self, layer: Any) -> bool:
        return self.expand_nested and bool(_steps_of(layer))

    def last_of(self, layer: Any, index: int) -> Any:
        """Of a model that is expanded, the layer that gives its output number `index`."""
        while self.is_expanded(layer):
            if hasattr(layer, "_graph"):
                layer, _, index = layer.outputs[index]._keras_history
            else:
                layer = _steps_of(layer)[-1]  # type: ignore[index]
        return layer

    def first_of(self, layer: Any, position: int) -> Any:
        """Of a model that is expanded, the layer that takes its input number `position`."""
        while self.is_expanded(layer):
            if hasattr(layer, "_graph"):
                layer, position = layer.inputs[position]._keras_history.operation, 0
            else:
                layer = _steps_of(layer)[0]  # type: ignore[index]
        return layer

    def arrow(self, whole: Any, source: Any, target: Any) -> None:
        ends = str(id(source)), str(id(target))
        if not whole.get_edge(*ends):
            whole.add_edge(self.pydot.Edge(*ends, penwidth="2"))

    def node(self, layer: Any) -> Any:
        return self.pydot.Node(
            str(id(layer)), label=self.label(layer), fontname="Helvetica", border="0", margin="0"
        )

    def label(self, layer: Any) -> str:
        """A table: a black title, the activation, and a row of what else is shown."""
        shown = self.shown
        kind = getattr(layer, "class_name", type(layer).__name__)
        title = f"<b>{layer.name}</b> ({kind})" if shown["names"] else f"<b>{kind}</b>"
        cells = list(self.cells(layer, kind))
        span = f'colspan="{max(1, len(cells))}"'
        rows = [_row(f'{span} bgcolor="black"', 'point-size="16" color="white"', title)]
        activation = getattr(layer, "activation", None)
        if shown["activations"] and activation is not None:
            name = getattr(activation, "name", None) or getattr(activation, "__name__", activation)
            text = f"Activation: <b>{name}</b>"
            rows.append(_row(f'bgcolor="white" {span}', 'point-size="14"', text))
        if cells:
            rows.append(f"<tr>{''.join(cells)}</tr>")
        table = '<table border="0" cellborder="1" bgcolor="black" cellpadding="10">'
        return f"<{table}{''.join(rows)}</table>>"

    def cells(self, layer: Any, kind: str) -> Iterator[str]:
        if self.shown["shapes"]:
            if kind != "InputLayer":
                yield _cell(f"Input shape: <b>{_seen(layer, 'input', 'shape')}</b>")
            yield _cell(f"Output shape: <b>{_seen(layer, 'output', 'shape')}</b>")
        if self.shown["dtype"]:
            yield _cell(f"Output dtype: <b>{_seen(layer, 'output', 'dtype')}</b>")
        if self.shown["trainable"] and getattr(layer, "weights", None):
            color, text = ("forestgreen", "Trainable")
            if not layer.trainable:
                color, text = ("firebrick", "Non-trainable")
            yield _cell(f"<b>{text}</b>", color, ' color="white"')


def _steps_of(model: Any) -> list | None:
    """A functional model's operations, a Sequential's layers; None for anything else."""
    if hasattr(model, "_graph"):
        return model.operations
    return model.layers if hasattr(model, "_stack") else None


def _arrows(model: Any, steps: list) -> Iterator[tuple[Any, int, Any, int]]:
    """From which step's which output to which step's which input."""
    if not hasattr(model, "_graph"):
        yield from ((a, 0, b, 0) for a, b in pairwise(steps))
        return
    for node in model._graph.held.nodes:
        for position, tensor in enumerate(node.input_tensors):
            operation, _, index = tensor._keras_history
            yield operation, index, node.operation, position


def _row(cell: str, font: str, text: str) -> str:
    return f"<tr><td {cell}><font {font}>{text}</font></td></tr>"


def _cell(text: str, color: str = "white", font: str = "") -> str:
    return f'<td bgcolor="{color}"><font point-size="14"{font}>{text}</font></td>'


def _seen(layer: Any, which: str, attribute: str) -> str:
    """The shape or dtype of what the layer was called on, or gave."""
    try:
        tensors = getattr(layer, which)
    except (AttributeError, ValueError):
        return "?"
    if isinstance(tensors, dict):
        return ", ".join(f"{key}: {_text(value, attribute)}" for key, value in tensors.items())
    if isinstance(tensors, (list, tuple)):
        return f"[{', '.join(_text(tensor, attribute) for tensor in tensors)}]"
    return _text(tensors, attribute)


def _text(tensor: Any, attribute: str) -> str:
    value = getattr(tensor, attribute)
    return value.name if attribute == "dtype" else str(tuple(value))
