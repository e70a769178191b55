"""`FeatureSpace`: the columns of a table as one vector."""

from __future__ import annotations

from typing import Any

from tapeflow.data.dataset import Dataset
from tapeflow.engine import as_dtype, convert_to_tensor, problem
from tapeflow.keras import naming
from tapeflow.keras.layers.identity import Identity
from tapeflow.keras.layers.input_layer import Input
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.merging import Concatenate
from tapeflow.keras.layers.preprocessing.category_encoding import CategoryEncoding
from tapeflow.keras.layers.preprocessing.discretization import Discretization
from tapeflow.keras.layers.preprocessing.feature_normalization import Normalization
from tapeflow.keras.layers.preprocessing.features import Cross as Cross
from tapeflow.keras.layers.preprocessing.features import Feature as Feature
from tapeflow.keras.layers.preprocessing.hashing import HashedCrossing, Hashing
from tapeflow.keras.layers.preprocessing.index_lookup import IndexLookup
from tapeflow.keras.layers.preprocessing.integer_lookup import IntegerLookup
from tapeflow.keras.layers.preprocessing.string_lookup import StringLookup
from tapeflow.keras.layers.rescaling import Rescaling
from tapeflow.keras.saving import deserialize_keras_object, serialize_keras_object
from tapeflow.keras.saving.model_file import save_model
from tapeflow.ops.array import expand_dims, reshape, squeeze
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor


class FeatureSpace(Layer):
    """Prepares the columns of a table, crosses some, and gives one vector or a dict.

    Args:
      features: a dict from column to what it is: "float", "float_rescaled", "float_normalized",
        "float_discretized", "integer_categorical", "string_categorical", "integer_hashed",
        "string_hashed"; or what the class methods of these names give.
      output_mode: "concat": one float tensor `[batch, sum of sizes]`; "dict": a tensor a column.
      crosses: tuples of columns, or what `FeatureSpace.cross` gives.
      crossing_dim: bins of a cross that is given as a tuple.
      hashing_dim: bins of hashed columns that are given as a string.
      num_discretization_bins: bins of "float_discretized".
      name: see `Layer`.

    Call: a dict of columns, `[batch]` or `[batch, 1]`; or of single values, whose result has no
    batch.

    Raises:
      ValueError: no features, an unknown kind or mode, or a cross of unknown columns.

    >>> import tapeflow as tf
    >>> space = tf.keras.utils.FeatureSpace({"age": "float", "kind": "string_categorical"})
    >>> space.adapt({"age": [1.0, 2.0], "kind": ["a", "b"]})
    >>> space({"age": 5.0, "kind": "b"}).numpy().tolist()
    [5.0, 0.0, 1.0, 0.0]
    """

    def __init__(
        self,
        features: Any,
        output_mode: str = "concat",
        crosses: Any = None,
        crossing_dim: int = 32,
        hashing_dim: int = 32,
        num_discretization_bins: int = 32,
        name: str | None = None,
    ):
        super().__init__(name=name)
        if not features:
            raise ValueError("The `features` argument cannot be None or empty.")
        if output_mode not in ("dict", "concat"):
            raise ValueError(
                problem(
                    "Invalid value for argument `output_mode`: FeatureSpace",
                    given=f"output_mode={output_mode}",
                    expected="'dict' or 'concat'",
                )
            )
        self.crossing_dim, self.hashing_dim = crossing_dim, hashing_dim
        self.num_discretization_bins, self.output_mode = num_discretization_bins, output_mode
        self.features = {key: self._feature(key, value) for key, value in features.items()}
        self.crosses = [self._cross(cross) for cross in crosses or ()]
        self.inputs = {
            key: Input(shape=(1,), dtype=feature.dtype, name=key)
            for key, feature in self.features.items()
        }
        self.preprocessors = {key: value.preprocessor for key, value in self.features.items()}
        self.crossers = {
            cross.name: HashedCrossing(cross.crossing_dim, name=cross.name)
            for cross in self.crosses
        }
        self.one_hot_encoders: dict[str, Any] = {}
        self.concat: Any = None
        self.encoded_features: Any = None
        self._is_adapted = False

    # ---- kinds of columns ----

    @classmethod
    def cross(cls, feature_names: Any, crossing_dim: int, output_mode: str = "one_hot") -> Cross:
        """Columns that are hashed together into `crossing_dim` bins."""
        return Cross(feature_names, crossing_dim, output_mode=output_mode)

    @classmethod
    def feature(cls, dtype: str, preprocessor: Any, output_mode: str) -> Feature:
        """A column with a layer of your own; `output_mode` says what that gives."""
        return Feature(dtype, preprocessor, output_mode)

    @classmethod
    def float(cls, name: str | None = None) -> Feature:
        """A number as it is."""
        name = name or naming.auto_name("float")
        return Feature("float32", TFDIdentity(name=f"{name}_preprocessor"), "float")

    @classmethod
    def float_rescaled(
        cls, scale: Any = 1.0, offset: Any = 0.0, name: str | None = None
    ) -> Feature:
        """`number * scale + offset`."""
        name = name or naming.auto_name("float_rescaled")
        layer = Rescaling(scale=scale, offset=offset, name=f"{name}_preprocessor")
        return Feature("float32", layer, "float")

    @classmethod
    def float_normalized(cls, name: str | None = None) -> Feature:
        """A number shifted and scaled to mean 0 and variance 1 of what `adapt` is given."""
        name = name or naming.auto_name("float_normalized")
        return Feature("float32", Normalization(axis=-1, name=f"{name}_preprocessor"), "float")

    @classmethod
    def float_discretized(
        cls,
        num_bins: int,
        bin_boundaries: Any = None,
        output_mode: str = "one_hot",
        name: str | None = None,
    ) -> Feature:
        """The bin of a number; without boundaries, bins of about as many of `adapt`'s numbers."""
        name = name or naming.auto_name("float_discretized")
        layer = Discretization(
            num_bins=None if bin_boundaries is not None else num_bins,
            bin_boundaries=bin_boundaries,
            name=f"{name}_preprocessor",
        )
        return Feature("float32", layer, output_mode)

    @classmethod
    def integer_categorical(
        cls,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        output_mode: str = "one_hot",
        name: str | None = None,
    ) -> Feature:
        """The place of an integer among those that `adapt` is given."""
        name = name or naming.auto_name("integer_categorical")
        layer = IntegerLookup(
            name=f"{name}_preprocessor", max_tokens=max_tokens, num_oov_indices=num_oov_indices
        )
        return Feature("int32", layer, output_mode)

    @classmethod
    def string_categorical(
        cls,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        output_mode: str = "one_hot",
        name: str | None = None,
    ) -> Feature:
        """The place of a string among those that `adapt` is given."""
        name = name or naming.auto_name("string_categorical")
        layer = StringLookup(
            name=f"{name}_preprocessor", max_tokens=max_tokens, num_oov_indices=num_oov_indices
        )
        return Feature("string", layer, output_mode)

    @classmethod
    def string_hashed(
        cls, num_bins: int, output_mode: str = "one_hot", name: str | None = None
    ) -> Feature:
        """The bin that a string is hashed to."""
        name = name or naming.auto_name("string_hashed")
        layer = Hashing(name=f"{name}_preprocessor", num_bins=num_bins)
        return Feature("string", layer, output_mode)

    @classmethod
    def integer_hashed(
        cls, num_bins: int, output_mode: str = "one_hot", name: str | None = None
    ) -> Feature:
        """The bin that an integer is hashed to."""
        name = name or naming.auto_name("integer_hashed")
        layer = Hashing(name=f"{name}_preprocessor", num_bins=num_bins)
        return Feature("int32", layer, output_mode)

    def _feature(self, name: str, feature: Any) -> Feature:
        if isinstance(feature, Feature):
            return feature
        if isinstance(feature, dict):
            return deserialize_keras_object(feature)
        sizes = {
            "float": (),
            "float_rescaled": (),
            "float_normalized": (),
            "float_discretized": (self.num_discretization_bins,),
            "integer_categorical": (),
            "string_categorical": (),
            "integer_hashed": (self.hashing_dim,),
            "string_hashed": (self.hashing_dim,),
        }
        if feature not in sizes:
            raise ValueError(
                problem(
                    f"Invalid feature type: {feature}", given=f"of '{name}'", expected=str([*sizes])
                )
            )
        return getattr(self, feature)(*sizes[feature], name=name)

    def _cross(self, cross: Any) -> Cross:
        if isinstance(cross, dict):
            cross = deserialize_keras_object(cross)
        if not isinstance(cross, Cross):
            if not self.crossing_dim:
                raise ValueError(
                    "When specifying `crosses`, the argument `crossing_dim` (dimensionality of "
                    "the crossing space) should be specified as well."
                )
            cross = Cross(cross, crossing_dim=self.crossing_dim)
        unknown = [name for name in cross.feature_names if name not in self.features]
        if unknown:
            raise ValueError(
                problem(
                    "All features referenced in the `crosses` argument should be present in the "
                    "`features` dict",
                    given=f"unknown: {', '.join(unknown)}",
                    expected=f"among {', '.join(self.features)}",
                )
            )
        return cross

    # ---- adapting ----

    def adapt(self, dataset: Any) -> None:
        """Lets the layers of all columns learn from data.

        Args:
          dataset: a `tf.data.Dataset` of dicts without labels, or a dict of arrays.

        Raises:
          ValueError: neither of these.
        """
        if isinstance(dataset, dict):
            dataset = Dataset.from_tensor_slices(dataset)
        if not isinstance(dataset, Dataset):
            raise ValueError(
                problem(
                    "`adapt()` can only be called on a tf.data.Dataset or a dict of arrays/lists",
                    given=type(dataset).__name__,
                )
            )
        for name in self._adaptable():
            column = dataset.map(lambda row, name=name: row[name])
            rank = len(next(iter(column)).shape)
            if rank == 0:
                column = column.batch(32)
            if rank < 2:
                column = column.map(lambda x: expand_dims(x, -1))
            self.preprocessors[name].adapt(column)
        self._is_adapted = True
        self.get_encoded_features()

    def _adaptable(self) -> list[str]:
        """The columns whose layers have something to learn."""
        found = []
        for name, layer in self.preprocessors.items():
            given = (
                (isinstance(layer, Normalization) and layer.input_mean is not None)
                or (isinstance(layer, Discretization) and layer.num_bins is None)
                or getattr(layer, "input_vocabulary", None) is not None
            )
            if hasattr(layer, "adapt") and not given:
                found.append(name)
        return found

    def _finish(self) -> None:
        if self.encoded_features is not None:
            return
        if not self._is_adapted and self._adaptable():
            raise ValueError(
                problem(
                    "You need to call `.adapt(dataset)` on the FeatureSpace before you can start "
                    "using it.",
                    given=f"not adapted: {', '.join(self._adaptable())}",
                )
            )
        self._is_adapted = self.built = True
        prepared = self._prepared(self.inputs)
        for name, mode in self._modes().items():
            self._encoder_of(name, mode, prepared[name])
        if self.output_mode == "concat":
            self.concat = Concatenate(axis=-1)
        self.encoded_features = self._merged(prepared)

    def get_inputs(self) -> dict[str, Any]:
        """A `tf.keras.Input` for each column."""
        self._finish()
        return self.inputs

    def get_encoded_features(self) -> Any:
        """The KerasTensor, or the dict of them, that comes of `get_inputs()`."""
        self._finish()
        return self.encoded_features

    # ---- calling ----

    def __call__(self, data: Any) -> Any:
        """The encoded columns; see the class."""
        self._finish()
        if not isinstance(data, dict):
            raise ValueError(
                problem("A FeatureSpace can only be called with a dict", type(data).__name__)
            )
        single = False
        columns = {}
        for name, value in data.items():
            value = _as_column(value)
            rank = len(value.shape)
            single |= rank == 0
            columns[name] = (
                reshape(value, (1, 1)) if rank == 0 else expand_dims(value, -1) if rank == 1
                else value
            )  # fmt: skip
        outputs = self._merged(self._prepared(columns))
        if not single:
            return outputs
        if self.output_mode == "concat":
            return squeeze(outputs, 0)
        return {
            name: squeeze(value, 0) if len(value.shape) == 2 and value.shape[0] == 1 else value
            for name, value in outputs.items()
        }

    def _prepared(self, columns: dict[str, Any]) -> dict[str, Any]:
        """Each column by its layer, and the crosses of these."""
        known = {name: columns[name] for name in columns if name in self.preprocessors}
        prepared = {name: self.preprocessors[name](value) for name, value in known.items()}
        crossed = {
            cross.name: self.crossers[cross.name]([prepared[n] for n in cross.feature_names])
            for cross in self.crosses
        }
        return {**dict(sorted(prepared.items())), **dict(sorted(crossed.items()))}

    def _merged(self, prepared: dict[str, Any]) -> Any:
        encoders = self.one_hot_encoders
        encoded = {
            name: encoders[name](value) if name in encoders else value
            for name, value in prepared.items()
        }
        if self.output_mode == "dict":
            return encoded
        values = list(encoded.values())
        return self.concat(values) if len(values) > 1 else values[0]

    def _modes(self) -> dict[str, str]:
        crosses = {cross.name: cross.output_mode for cross in self.crosses}
        return {name: feature.output_mode for name, feature in self.features.items()} | crosses

    def _encoder_of(self, name: str, mode: str, prepared: Any) -> None:
        dtype = as_dtype(prepared.dtype)
        if mode == "one_hot":
            if not dtype.is_integer:
                raise ValueError(
                    f"Feature '{name}' has `output_mode='one_hot'`. Thus its preprocessor should "
                    f"return an integer dtype. Instead it returns a {dtype.name} dtype."
                )
            layer = self.preprocessors.get(name) or self.crossers[name]
            self.one_hot_encoders[name] = CategoryEncoding(
                num_tokens=_cardinality(name, layer), output_mode="multi_hot"
            )
        elif self.output_mode == "concat" and not dtype.is_floating:
            raise ValueError(
                f"Cannot concatenate features because feature '{name}' has not been encoded (it "
                f"has dtype {dtype.name}). Consider using `output_mode='dict'`."
            )

    # ---- files ----

    @property
    def _serialized_as(self) -> tuple[str, str, None]:
        return "keras.utils", "FeatureSpace", None

    def get_config(self) -> dict[str, Any]:
        return {
            "features": serialize_keras_object(dict(self.features)),
            "output_mode": self.output_mode,
            "crosses": serialize_keras_object(list(self.crosses)),
            "crossing_dim": self.crossing_dim,
            "hashing_dim": self.hashing_dim,
            "num_discretization_bins": self.num_discretization_bins,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> FeatureSpace:
        return cls(**config)

    def get_build_config(self) -> dict[str, Any]:
        return {
            name: feature.preprocessor.get_build_config() or {}
            for name, feature in self.features.items()
        }

    def build_from_config(self, config: dict[str, Any]) -> None:
        for name, shapes in config.items():
            layer = self.preprocessors[name]
            if not layer.built and shapes:
                layer.build_from_config(shapes)
        self._is_adapted = self.__dict__["built"] = True

    def save(self, filepath: Any) -> None:
        """Writes a `.keras` file, which `tf.keras.models.load_model` reads."""
        save_model(self, filepath)

    def save_own_variables(self, store: Any) -> None:
        """Nothing: the columns' layers have the state."""

    def load_own_variables(self, store: Any) -> None:
        """Nothing: the columns' layers have the state."""


class TFDIdentity(Identity):
    """A column as it is, by Keras's name in files."""

    @property
    def _serialized_as(self) -> tuple[str, str, str]:
        return "keras.src.layers.preprocessing.feature_space", "TFDIdentity", "TFDIdentity"


def _as_column(value: Any) -> Any:
    if isinstance(value, (RaggedTensor, SparseTensor)):
        return value
    return convert_to_tensor(value)


def _cardinality(name: str, layer: Any) -> int:
    if isinstance(layer, IndexLookup):
        return layer.vocabulary_size()
    if isinstance(layer, CategoryEncoding):
        return layer.num_tokens
    if isinstance(layer, Discretization):
        return layer.num_bins or len(layer.bin_boundaries) + 1
    if isinstance(layer, (HashedCrossing, Hashing)):
        return layer.num_bins
    raise ValueError(
        f"Feature '{name}' has `output_mode='one_hot'`. However it isn't a standard feature and "
        "the dimensionality of its output space is not known, thus it cannot be one-hot encoded. "
        "Try using `output_mode='int'`."
    )
