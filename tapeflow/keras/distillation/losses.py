"""`LogitsDistillation` and `FeatureDistillation`: how far a student is from its teacher."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import losses, ops, tree
from tapeflow.keras.saving import serialize_keras_object


class DistillationLoss:
    """What a `Distiller` adds to the student's loss; a subclass writes `compute_loss`."""

    teacher_layer_name: str | None = None
    student_layer_name: str | None = None

    def compute_loss(self, teacher_outputs: Any, student_outputs: Any, **kwargs: Any) -> Any:
        """A scalar of what both models give."""
        raise NotImplementedError("Subclasses must implement compute_loss")

    def validate_outputs(self, teacher_outputs: Any, student_outputs: Any) -> None:
        """Refuses outputs that do not go together."""
        tree.assert_same_structure(teacher_outputs, student_outputs)

    def validate_model_compatibility(self, teacher: Any, student: Any) -> None:
        """Refuses models that do not go together."""

    def get_config(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        config = dict(config)
        if "loss" in config:
            config["loss"] = tree.map_structure(losses.get, config["loss"]) if isinstance(
                config["loss"], (list, tuple)
            ) else losses.deserialize(config["loss"])  # fmt: skip
        return cls(**config)


class FeatureDistillation(DistillationLoss):
    """The loss between what a layer of the teacher and one of the student give.

    Args:
      loss: a loss, its name, or a structure of them as the outputs'; None skips an output.
      teacher_layer_name, student_layer_name: by default the last outputs.

    Raises:
      ValueError: no loss at all.
    """

    def __init__(
        self,
        loss: Any = "mse",
        teacher_layer_name: str | None = None,
        student_layer_name: str | None = None,
    ):
        self.teacher_layer_name, self.student_layer_name = teacher_layer_name, student_layer_name
        self.loss = _losses("FeatureDistillation", loss)

    def validate_model_compatibility(self, teacher: Any, student: Any) -> None:
        names = {"teacher": self.teacher_layer_name, "student": self.student_layer_name}
        for who, model in (("teacher", teacher), ("student", student)):
            if any(names.values()) and getattr(model, "inputs", None) is None:
                raise ValueError(
                    problem(
                        "FeatureDistillation with specific layer names requires Functional or "
                        f"Sequential models: the {who} is neither",
                        fix="leave the names out, or LogitsDistillation",
                    )
                )
            if names[who] is not None:
                try:
                    model.get_layer(name=names[who])
                except ValueError as error:
                    raise ValueError(f"In {who} model: {error}") from error

    def compute_loss(self, teacher_outputs: Any, student_outputs: Any, **kwargs: Any) -> Any:
        return _summed(_mean, self.loss, teacher_outputs, student_outputs)

    def get_config(self) -> dict[str, Any]:
        return {
            "loss": losses.serialize(self.loss),
            "teacher_layer_name": self.teacher_layer_name,
            "student_layer_name": self.student_layer_name,
        }


class LogitsDistillation(DistillationLoss):
    """The loss between both models' logits, divided by a temperature (Hinton et al. 2015).

    With a `KLDivergence` object it is that of their softmax, times the temperature's square.

    Args:
      temperature: above 0; the higher, the more the small logits count.
      loss: a loss, its name, or a structure of them as the outputs'; None skips an output.

    Raises:
      ValueError: no loss at all, or a temperature that is no number above 0.
    """

    def __init__(self, temperature: float = 3.0, loss: Any = "kl_divergence"):
        self.temperature, self.loss = temperature, _losses("LogitsDistillation", loss)
        if isinstance(temperature, bool) or not isinstance(temperature, (int, float)):
            raise ValueError(f"temperature must be a number, got {type(temperature)}")
        if temperature <= 0:
            raise ValueError("temperature must be positive.")

    def compute_loss(self, teacher_outputs: Any, student_outputs: Any, **kwargs: Any) -> Any:
        def scaled(outputs: Any) -> Any:
            return tree.map_structure(lambda x: x / self.temperature, outputs)

        return _summed(self._one, self.loss, scaled(teacher_outputs), scaled(student_outputs))

    def _one(self, loss: Any, teacher: Any, student: Any) -> Any:
        if isinstance(loss, losses.KLDivergence):
            found = _mean(loss, ops.softmax(teacher), ops.softmax(student))
            return found * self.temperature**2
        return _mean(loss, teacher, student)

    def get_config(self) -> dict[str, Any]:
        return {"temperature": self.temperature, "loss": serialize_keras_object(self.loss)}


def loss_of(loss: Any) -> Any:
    """A loss by its name; others, and None, as they are."""
    return losses.get(loss) if isinstance(loss, str) else loss


def _losses(name: str, loss: Any) -> Any:
    found = tree.map_structure(loss_of, loss)
    if all(item is None for item in tree.flatten(found)):
        raise ValueError(
            problem(f"{name}: the `loss` argument must contain at least one non-`None` value")
        )
    return found


def _mean(loss: Any, teacher: Any, student: Any) -> Any:
    return ops.mean(loss(teacher, student))


def _summed(function: Any, loss: Any, teacher: Any, student: Any) -> Any:
    values = tree.map_structure(
        lambda one, t, s: 0.0 if one is None else function(one, t, s), loss, teacher, student
    )
    return ops.sum(ops.stack(tree.flatten(values)))
