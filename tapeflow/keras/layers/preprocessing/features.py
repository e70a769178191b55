"""`Feature` and `Cross`: what a `FeatureSpace` knows of a column."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.saving import deserialize_keras_object, serialize_keras_object

_MODULE = "keras.src.layers.preprocessing.feature_space"


class Feature:
    """One column: its dtype, the layer that prepares it, and what comes out.

    Args:
      dtype: of the column.
      preprocessor: a layer, or its config.
      output_mode: "int", "one_hot" or "float".

    Raises:
      ValueError: another mode.
    """

    def __init__(self, dtype: str, preprocessor: Any, output_mode: str):
        self.dtype, self.output_mode = dtype, _mode(output_mode, ("int", "one_hot", "float"))
        if isinstance(preprocessor, dict):
            preprocessor = deserialize_keras_object(preprocessor)
        self.preprocessor = preprocessor

    @property
    def _serialized_as(self) -> tuple[str, str, str]:
        return _MODULE, "Feature", "Feature"

    def get_config(self) -> dict[str, Any]:
        return {
            "dtype": self.dtype,
            "preprocessor": serialize_keras_object(self.preprocessor),
            "output_mode": self.output_mode,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Feature:
        return cls(**config)


class Cross:
    """Columns whose values count together.

    Args:
      feature_names: the columns.
      crossing_dim: how many bins they are hashed to.
      output_mode: "int" or "one_hot".

    Raises:
      ValueError: another mode.
    """

    def __init__(self, feature_names: Any, crossing_dim: int, output_mode: str = "one_hot"):
        self.feature_names, self.crossing_dim = tuple(feature_names), crossing_dim
        self.output_mode = _mode(output_mode, ("int", "one_hot"))

    @property
    def name(self) -> str:
        return "_X_".join(self.feature_names)

    @property
    def _serialized_as(self) -> tuple[str, str, str]:
        return _MODULE, "Cross", "Cross"

    def get_config(self) -> dict[str, Any]:
        return {
            "feature_names": list(self.feature_names),
            "crossing_dim": self.crossing_dim,
            "output_mode": self.output_mode,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Cross:
        return cls(**config)


def _mode(output_mode: str, known: tuple[str, ...]) -> str:
    if output_mode not in known:
        raise ValueError(
            problem(
                "Invalid value for argument `output_mode`: FeatureSpace",
                given=f"output_mode={output_mode}",
                expected=f"one of {known}",
            )
        )
    return output_mode
