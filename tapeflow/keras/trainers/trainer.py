"""`Trainer`: the part of `Model` that compiles, trains and evaluates."""

from __future__ import annotations

import inspect
import warnings
from functools import cache
from typing import Any

from tapeflow.engine import GradientTape, Tensor, convert_to_tensor, problem
from tapeflow.engine.nest import flatten
from tapeflow.keras import backend, optimizers
from tapeflow.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from tapeflow.keras.trainers.compiled import Compiled
from tapeflow.keras.trainers.evaluate import evaluate, test_on_batch
from tapeflow.keras.trainers.fit import fit, train_on_batch
from tapeflow.keras.trainers.keras2 import CompiledLoss, CompiledMetrics
from tapeflow.keras.utils.sample_weight_data import unpack_x_y_sample_weight
from tapeflow.ops.math.cast import cast
from tapeflow.ops.math.reduce import reduce_sum


class Trainer:
    """What `fit` and its kin need; see `Model`."""

    _compiled: Compiled | None = None
    compiled = False
    optimizer: Any = None
    loss: Any = None
    stop_training = False
    stop_evaluating = False
    stop_predicting = False
    run_eagerly = False
    steps_per_execution = 1
    jit_compile: Any = True
    history: Any = None

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Settles how the model is trained.

        Which layers are trainable is settled here too: compile again after changing that.

        Args:
          optimizer: a `tf.keras.optimizers.Optimizer`, or its name.
          loss: a `tf.keras.losses.Loss`, its name, or a function of `y_true` and `y_pred`; for
            several outputs a list, or a dictionary by their names.
          loss_weights: what each loss is multiplied by in the sum.
          metrics: a list of metrics: names, functions or `tf.keras.metrics.Metric` objects; for
            several outputs a list of lists, or a dictionary. "accuracy" is chosen by the shapes.
          weighted_metrics: the same, of metrics that take the samples' weights.
          run_eagerly: whether the step is run as it is written, for debugging.
          steps_per_execution: how many batches lie between two calls of a callback's hooks of
            batches. Without such hooks many batches are one program anyway.
          jit_compile: accepted for compatibility; steps are always compiled.
          auto_scale_loss: whether the loss of a `mixed_float16` model is scaled.

        Raises:
          ValueError: an unknown name, or an argument of a wrong kind.

        >>> import numpy as np
        >>> import tapeflow as tf
        >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        >>> model.compile("adam", "mse", metrics=["mae"])
        >>> model.compiled
        True
        """
        if not hasattr(steps_per_execution, "__index__") or steps_per_execution < 1:
            raise ValueError(
                problem(
                    "compile: steps_per_execution must be a whole number of at least 1",
                    given=repr(steps_per_execution),
                )
            )
        if metrics is None and _are_metrics(loss_weights):  # Keras 2's third argument
            loss_weights, metrics = None, loss_weights
        if jit_compile is True and run_eagerly:
            warnings.warn(
                "If `run_eagerly` is True, then `jit_compile` cannot also be True. "
                "Disabling `jit_compile`.",
                stacklevel=2,
            )
        config = {
            "optimizer": optimizer, "loss": loss, "loss_weights": loss_weights, "metrics": metrics,
            "weighted_metrics": weighted_metrics, "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution, "jit_compile": jit_compile,
        }  # fmt: skip
        state = self.__dict__  # nothing of this is a part of the model
        made = optimizers.get(optimizer)
        compiled = Compiled(self, loss, loss_weights, metrics, weighted_metrics, config)
        state["optimizer"] = _scaled(self, made) if auto_scale_loss else made
        if loss is not None:
            state["loss"] = loss
        state["_compiled"] = compiled
        state["run_eagerly"] = bool(run_eagerly)
        state["steps_per_execution"] = int(steps_per_execution)
        state["jit_compile"] = bool(jit_compile) and not run_eagerly
        state["stop_training"] = False
        state["compiled"] = True

    @property
    def _compile_loss(self) -> Any:
        return None if self._compiled is None else self._compiled.loss

    @property
    def _compile_metrics(self) -> Any:
        return None if self._compiled is None else self._compiled.metrics

    @property
    def _loss_tracker(self) -> Any:
        return None if self._compiled is None else self._compiled.loss_tracker

    # ---- metrics ----

    @property
    def metrics(self) -> list[Any]:
        """The loss, what `compile` was given, each output's loss, and the layers' metrics."""
        found = self._compiled_parts()
        found.extend(self._own_metrics())
        for layer in self._flatten_layers(include_self=False):
            if not isinstance(layer, Trainer):
                found.extend(layer.metrics)
        return found

    def _compiled_parts(self) -> list[Any]:
        compiled = self._compiled
        if compiled is None:
            return []
        found: list[Any] = [compiled.loss_tracker]
        if compiled.metrics is not None:
            found.append(compiled.metrics)
        if compiled.loss is not None:
            found.extend(compiled.loss.metrics)
        return found

    @property
    def metrics_names(self) -> list[str]:
        """The names of what `evaluate` gives, in its order; of `compile`'s once they are known."""
        names: list[str] = []
        for metric in self.metrics:
            inner = getattr(metric, "metrics", None)
            names.extend([metric.name] if inner is None else [m.name for m in inner])
        return names

    def reset_metrics(self) -> None:
        """Makes all metrics forget what they have gathered."""
        for metric in self.metrics:
            metric.reset_state()

    def get_metrics_result(self) -> dict[str, Any]:
        """The results of all metrics, by name."""
        results: dict[str, Any] = {}
        for metric in self.metrics:
            result = metric.result()
            if isinstance(result, dict):
                results.update(result)
            else:
                results[metric.name] = result
        return results

    @property
    def compiled_metrics(self) -> Any:
        """Keras 2's: `compiled_metrics.update_state(y, y_pred, sample_weight)`."""
        return CompiledMetrics(self)

    @property
    def compiled_loss(self) -> Any:
        """Keras 2's: `compiled_loss(y, y_pred, sample_weight, regularization_losses)`."""
        return CompiledLoss(self)

    # ---- one step ----

    def train_step(self, data: Any) -> dict[str, Any]:
        """One step of training; a subclass may write its own, with a `GradientTape` inside.

        It is recorded once and runs as a program from then on: what it does in Python besides
        (printing, counting) happens once.

        Args:
          data: a batch, as tensors: `x`, `(x, y)` or `(x, y, sample_weight)`.

        Returns:
          Results by name, for the logs.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self._compute_loss(x, y, y_pred, sample_weight, training=True)
            self._loss_tracker.update_state(loss, sample_weight=_samples(x))
            scaled = self.optimizer.scale_loss(loss)
        variables = self.trainable_variables
        if variables:
            gradients = tape.gradient(scaled, variables)
            self.optimizer.apply_gradients(zip(gradients, variables, strict=True))
        else:
            warnings.warn("The model does not have any trainable weights.", stacklevel=2)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def test_step(self, data: Any) -> dict[str, Any]:
        """One step of evaluation; see `train_step`."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        loss = self._compute_loss(x, y, y_pred, sample_weight, training=False)
        self._loss_tracker.update_state(loss, sample_weight=_samples(x))
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def predict_step(self, data: Any) -> Any:
        """One step of prediction: the outputs for a batch; see `train_step`."""
        x, _, _ = unpack_x_y_sample_weight(data)
        return self(x, training=False)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The loss of a batch: that of `compile`, and what layers added.

        Args:
          x: inputs.
          y: targets.
          y_pred: the model's outputs.
          sample_weight: a weight for each sample.
          training: whether it is for training.

        Returns:
          A scalar tensor.

        Raises:
          ValueError: there is no loss.
        """
        total = None
        if self._compile_loss is not None:
            total = self._compile_loss(y, y_pred, sample_weight)
        for loss in self.losses:
            added = _summed(loss)
            total = added if total is None else total + added
        if total is None:
            raise ValueError(
                problem(
                    "No loss to compute. Provide a `loss` argument in `compile()`.",
                    fix='model.compile(optimizer, loss="mse"), or self.add_loss(...) in call',
                )
            )
        return total

    def _compute_loss(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any, training: bool = True
    ) -> Any:
        if _takes_training(type(self).compute_loss):
            return self.compute_loss(x, y, y_pred, sample_weight, training=training)
        return self.compute_loss(x, y, y_pred, sample_weight)

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict:
        """Updates the metrics of `compile` with a batch, and gives the results of all.

        Args:
          x: inputs.
          y: targets.
          y_pred: the model's outputs.
          sample_weight: a weight for each sample.
        """
        if self._compile_metrics is not None:
            self._compile_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    # ---- loops ----

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: Any = True,
        class_weight: Any = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: Any = 1,
        *,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> Any:
        """Trains the model.

        Arrays stay on the device, and many batches run as one program: as many as the callbacks
        allow. The results do not depend on how many.

        Args:
          x: an array `[samples, ...]`, or a list or dictionary of them for a model of several
            inputs; or a data set, generator, `PyDataset` or data loader that gives batches
            `(x, y)` or `(x, y, sample_weight)`.
          y: the targets, if `x` is arrays.
          batch_size: samples in a batch of arrays, 32 by default.
          epochs: the number of the epoch to end before, counted from 0.
          verbose: 0 for silence, 1 or "auto" for a bar, 2 for a line an epoch.
          callbacks: a list of `tf.keras.callbacks.Callback`.
          validation_split: the part of the samples, from the end, that is not trained on.
          validation_data: `(x, y)` or `(x, y, sample_weight)`, or a data set.
          shuffle: whether samples come in another order in each epoch; "batch": inside batches.
          class_weight: a dictionary of class numbers and weights.
          sample_weight: a weight for each sample.
          initial_epoch: the number of the first epoch.
          steps_per_epoch: how many batches an epoch has; all there are by default.
          validation_steps: how many batches are validated on.
          validation_batch_size: `batch_size` by default.
          validation_freq: after every how many epochs, or after which ones, to validate.
          max_queue_size, workers, use_multiprocessing: Keras 2's, not used: a `PyDataset` has its
            own.

        Returns:
          A `tf.keras.callbacks.History`.

        Raises:
          ValueError: the model isn't compiled, or the data does not fit.

        >>> import numpy as np
        >>> import tapeflow as tf
        >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> history = model.fit(np.ones([8, 3]), np.ones([8]), epochs=3, verbose=0)
        >>> len(history.history["loss"])
        3
        """
        return fit(
            self, x, y, batch_size, epochs, verbose, callbacks, validation_split, validation_data,
            shuffle, class_weight, sample_weight, initial_epoch, steps_per_epoch, validation_steps,
            validation_batch_size, validation_freq,
        )  # fmt: skip

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The loss and metrics on data.

        Args:
          x: see `fit`.
          y: see `fit`.
          batch_size: see `fit`.
          verbose: as in `fit`; "auto" shows nothing for what takes less than half a second.
          sample_weight: a weight for each sample.
          steps: how many batches to take.
          callbacks: see `fit`.
          return_dict: whether to return a dictionary, not a list.
          **kwargs: Keras 2's `max_queue_size`, `workers`, `use_multiprocessing`, not used.

        Returns:
          The loss alone, if there are no metrics; else a list, or a dictionary by name.

        Raises:
          ValueError: the model isn't compiled, or the data does not fit.

        >>> import numpy as np
        >>> import tapeflow as tf
        >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="zeros")])
        >>> model.compile("sgd", "mse", metrics=["mae"])
        >>> model.evaluate(np.ones([8, 3]), 2 * np.ones([8]))
        [4.0, 2.0]
        """
        _refuse_unknown(kwargs)
        return evaluate(
            self, x, y, batch_size, verbose, sample_weight, steps, callbacks, return_dict
        )

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """One step on one batch.

        Args:
          x: inputs.
          y: targets.
          sample_weight: a weight for each sample.
          class_weight: a dictionary of class numbers and weights.
          return_dict: whether to return a dictionary, not a list.

        Returns:
          The loss, or loss and metrics, of this batch.

        Raises:
          ValueError: the model isn't compiled, or the data does not fit.
        """
        return train_on_batch(self, x, y, sample_weight, class_weight, return_dict)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """The loss and metrics of one batch; see `train_on_batch`."""
        return test_on_batch(self, x, y, sample_weight, return_dict)

    def get_compile_config(self) -> dict[str, Any] | None:
        """The arguments that `compile` was given, as plain data; None if that can't be told."""
        if self._compiled is None:
            return None
        try:
            return serialize_keras_object(self._compiled.config)
        except ValueError as error:
            warnings.warn(
                f"the model's losses and metrics will not be saved with it: {error}", stacklevel=3
            )
            return None

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compiles the model with what `get_compile_config` gave."""
        if type(self).compile is not Trainer.compile:
            warnings.warn(
                "`compile()` was not called as part of model loading because the model's "
                "`compile()` method is custom. Overwrite `compile_from_config` to call it.",
                stacklevel=2,
            )
            return
        options = {
            name: deserialize_keras_object(value) if isinstance(value, dict) else value
            for name, value in config.items()
        }
        for name in ("loss", "loss_weights", "metrics", "weighted_metrics"):
            if name in config:
                options[name] = deserialize_keras_object(config[name])
        self.compile(**options)
        if self.built:
            self.optimizer.build(self.trainable_variables)


def _samples(x: Any) -> int:
    """How many samples a batch has."""
    first = next((leaf for leaf in flatten(x) if leaf is not None), None)
    return first.shape[0] if first is not None and first.ndim else 1


def _summed(loss: Any) -> Tensor:
    loss = convert_to_tensor(loss)
    return reduce_sum(loss if loss.dtype.is_floating else cast(loss, backend.floatx()))


@cache
def _takes_training(compute_loss: Any) -> bool:
    parameters = inspect.signature(compute_loss).parameters
    return "training" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def _are_metrics(loss_weights: Any) -> bool:
    """Whether what stands for weights of losses is a list of names or objects."""
    if not isinstance(loss_weights, (list, tuple)) or not loss_weights:
        return False
    return all(isinstance(item, str) or callable(item) for item in loss_weights)


def _scaled(model: Any, optimizer: Any) -> Any:
    """The optimizer, with a scaled loss if the model computes in float16."""
    kind = getattr(optimizers, "LossScaleOptimizer", None)
    name = getattr(model.dtype_policy, "name", "")
    if name != "mixed_float16" or kind is None or isinstance(optimizer, kind):
        return optimizer
    return kind(optimizer, name="loss_scale_optimizer")


def _refuse_unknown(kwargs: dict[str, Any]) -> None:
    known = ("max_queue_size", "workers", "use_multiprocessing")
    unknown = {name: value for name, value in kwargs.items() if name not in known}
    if unknown:
        raise ValueError(f"Arguments not recognized: {unknown}")
