"""How models are compiled, trained and evaluated."""

from tapeflow.keras.trainers.trainer import Trainer as Trainer
