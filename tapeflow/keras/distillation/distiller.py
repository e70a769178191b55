"""`Distiller`: a model that trains a student on labels and on its teacher."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import metrics as keras_metrics
from tapeflow.keras import ops, tree
from tapeflow.keras.distillation.losses import loss_of
from tapeflow.keras.models import Model, Sequential
from tapeflow.keras.saving import deserialize_keras_object, serialize_keras_object

_LAST = "final_output"


class Distiller(Model):
    """`weight * loss(labels, student) + (1 - weight) * (distillation losses)`, minimized by `fit`.

    Args:
      teacher: a trained model, which is frozen.
      student: the model that is trained; inputs and outputs are as the teacher's.
      distillation_losses: a `LogitsDistillation`, `FeatureDistillation` or your own, or a list.
      distillation_loss_weights: for each loss of a list what it counts; 1 by default.
      student_loss_weight: in `[0, 1]`.
      name: see `Layer`.
      **kwargs: see `Model`.

    Raises:
      ValueError: models or weights that do not go together.
    """

    def __init__(
        self,
        teacher: Any,
        student: Any,
        distillation_losses: Any,
        distillation_loss_weights: Any = None,
        student_loss_weight: float = 0.5,
        name: str = "distiller",
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        _check_models(teacher, student)
        self.teacher, self.student = teacher, student
        self.student_loss_weight = _weight(student_loss_weight)
        if distillation_losses is None:
            raise ValueError(
                problem(
                    "'distillation_losses' cannot be `None`",
                    fix="LogitsDistillation(), or a list of losses",
                )
            )
        if not isinstance(distillation_losses, (list, tuple)):
            distillation_losses, distillation_loss_weights = [distillation_losses], None
        weights = distillation_loss_weights or [1.0] * len(distillation_losses)
        if len(weights) != len(distillation_losses):
            raise ValueError(
                f"Number of distillation_loss_weights ({len(weights)}) must match number of "
                f"distillation_losses ({len(distillation_losses)})"
            )
        self.distillation_losses = list(distillation_losses)
        self.distillation_loss_weights = list(weights)
        for loss in self.distillation_losses:
            loss.validate_model_compatibility(teacher, student)
        names = [(x.teacher_layer_name, x.student_layer_name) for x in self.distillation_losses]
        self._teacher_features = _features(teacher, [t for t, _ in names])
        self._student_features = _features(student, [s for _, s in names])
        teacher.trainable = False
        self.student_loss_tracker = keras_metrics.Mean(name="student_loss")
        self.distillation_loss_tracker = keras_metrics.Mean(name="distillation_loss")
        self.total_loss_tracker = keras_metrics.Mean(name="total_loss")

    def compile(
        self, optimizer: Any = "adam", loss: Any = None, metrics: Any = None, **kwargs: Any
    ) -> None:
        """Sets the student's loss, and the optimizer.

        Args:
          optimizer: see `Model.compile`.
          loss: of labels and the student's outputs.
          metrics: a list.
          **kwargs: see `Model.compile`.

        Raises:
          ValueError: no loss.
        """
        if loss is None:
            raise ValueError("'loss' cannot be `None`.")
        if metrics is not None and not isinstance(metrics, (list, tuple)):
            raise ValueError(f"metrics must be a list or tuple, got {type(metrics)}")
        self._student_loss = tree.map_structure(loss_of, loss)
        super().compile(optimizer=optimizer, loss=None, metrics=metrics, **kwargs)

    def call(self, inputs: Any, training: Any = None, **kwargs: Any) -> Any:
        """What the student says."""
        return self.student(inputs, training=training, **kwargs)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The sum of the student's and the distillation losses, by their weights."""
        y_pred = self(x, training=training) if y_pred is None else y_pred
        own = distilled = 0.0
        if self.student_loss_weight > 0 and y is not None:
            values = tree.map_structure(
                lambda loss, true, given: loss(true, given), self._student_loss, y, y_pred
            )
            flat = tree.flatten(values)
            own = ops.mean(ops.sum(ops.stack(flat)) if len(flat) > 1 else flat[0])
        if self.student_loss_weight < 1:
            distilled = self._distilled(x, y_pred)
        total = self.student_loss_weight * own + (1.0 - self.student_loss_weight) * distilled
        self.student_loss_tracker.update_state(own)
        self.distillation_loss_tracker.update_state(distilled)
        self.total_loss_tracker.update_state(total)
        return total

    def _distilled(self, x: Any, y_pred: Any) -> Any:
        teacher, student = {_LAST: None}, {_LAST: y_pred}
        if self._teacher_features is None:
            teacher[_LAST] = self.teacher(x, training=False)
        else:
            teacher = self._teacher_features(x, training=False)
        if self._student_features is not None:
            student = {**self._student_features(x, training=True), _LAST: y_pred}
        total = 0.0
        for loss, weight in zip(
            self.distillation_losses, self.distillation_loss_weights, strict=True
        ):
            pair = (
                teacher[loss.teacher_layer_name or _LAST],
                student[loss.student_layer_name or _LAST],
            )
            loss.validate_outputs(*pair)
            total = total + weight * loss.compute_loss(*pair)
        return total

    def get_config(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "teacher": serialize_keras_object(self.teacher),
            "student": serialize_keras_object(self.student),
            "distillation_losses": [serialize_keras_object(x) for x in self.distillation_losses],
            "distillation_loss_weights": list(self.distillation_loss_weights),
            "student_loss_weight": self.student_loss_weight,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Distiller:
        made = {
            name: deserialize_keras_object(config[name])
            for name in ("teacher", "student", "distillation_losses")
        }
        return cls(**{**config, **made})


def _weight(weight: Any) -> float:
    if isinstance(weight, bool) or not isinstance(weight, (int, float)):
        raise ValueError(f"student_loss_weight must be a number, got {type(weight)}")
    if not 0 <= weight <= 1:
        raise ValueError(f"student_loss_weight must be between 0.0 and 1.0, got {weight}")
    return weight


def _check_models(teacher: Any, student: Any) -> None:
    for who, model in (("Teacher", teacher), ("Student", student)):
        if not isinstance(model, Model):
            raise ValueError(f"{who} must be a keras.Model, got {type(model)}")
    for what in ("inputs", "outputs"):
        both = getattr(teacher, what, None), getattr(student, what, None)
        if None in both:
            continue
        for mine, other in zip(*both, strict=False):
            fits = len(mine.shape) == len(other.shape) and all(
                None in (a, b) or a == b for a, b in zip(mine.shape, other.shape, strict=True)
            )
            if not fits:
                raise ValueError(
                    f"Teacher and student {what[:-1]} shapes are incompatible. Teacher: "
                    f"{mine.shape}, Student: {other.shape}. All dimensions must match."
                )
            if mine.dtype != other.dtype:
                raise ValueError(
                    f"Teacher and student {what[:-1]} dtypes must match. Teacher: {mine.dtype}, "
                    f"Student: {other.dtype}."
                )


def _features(model: Any, names: list) -> Any:
    """A model that gives what the layers of these names give, and the last outputs."""
    wanted = dict.fromkeys(name for name in names if name)
    if not wanted:
        return None
    last = model.layers[-1].output if isinstance(model, Sequential) else model.output
    outputs = {_LAST: last, **{name: model.get_layer(name=name).output for name in wanted}}
    return Model(model.inputs, outputs, name=f"{model.name}_multi_feature_extractor")
