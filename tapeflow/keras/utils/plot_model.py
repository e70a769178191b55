"""`plot_model`: a picture of a model's layers."""

from __future__ import annotations

import os
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.utils.model_to_dot import import_pydot, model_to_dot


def plot_model(
    model: Any,
    to_file: Any = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Any:
    """Draws a model into a file. Needs pydot and Graphviz.

    Args:
      model: a built model.
      to_file: the file's path; its ending tells the format (`.png`, `.svg`, `.pdf`, `.dot`).
      show_shapes, show_dtype, show_layer_names, rankdir, expand_nested, dpi,
        show_layer_activations, show_trainable, splines: see `tf.keras.utils.model_to_dot`.
      **kwargs: none.

    Returns:
      In a notebook the picture, if it can be shown there.

    Raises:
      ImportError: pydot or Graphviz is missing.
      ValueError: the model isn't built.
    """
    dot = model_to_dot(
        model,
        show_shapes=show_shapes,
        show_dtype=show_dtype,
        show_layer_names=show_layer_names,
        rankdir=rankdir,
        expand_nested=expand_nested,
        dpi=dpi,
        show_layer_activations=show_layer_activations,
        show_trainable=show_trainable,
        splines=splines,
        **kwargs,
    )
    path = os.fspath(to_file)
    ending = os.path.splitext(path)[1][1:]
    pydot = import_pydot()
    try:
        # The format "raw" is the text itself, which needs no Graphviz.
        form = "raw" if ending == "dot" else ending or "png"
        dot.write(path if ending else f"{path}.png", format=form)
    except (OSError, pydot.PydotException) as error:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            raise
        raise ImportError(
            problem(
                "You must install graphviz for `plot_model` to work.",
                given=f"{error}"[:200],
                fix="https://graphviz.org/download, or to_file='model.dot'",
            )
        ) from error
    return _shown(path, ending)


def _shown(path: str, ending: str) -> Any:
    if ending not in ("png", "jpg", "jpeg", "svg"):
        return None
    try:
        from IPython import display  # type: ignore[import-not-found]
    except ImportError:
        return None
    return display.SVG(filename=path) if ending == "svg" else display.Image(filename=path)
