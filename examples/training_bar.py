"""How far a training loop is: a bar with loss and speed in a terminal, else a line per epoch."""

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

REDRAW = 0.1  # seconds; drawing takes about a millisecond, more than a training step


class TrainingBar:
    """`with TrainingBar(epochs, steps_per_epoch) as bar:`, and in the loop `bar.step(loss)`."""

    def __init__(self, epochs: int, steps_per_epoch: int):
        self.epochs, self.steps_per_epoch = epochs, steps_per_epoch
        self.steps, self.loss = 0, 0.0
        self.bar = None
        if sys.stdout.isatty():
            columns = (
                TextColumn("epoch {task.fields[epoch]}/" + str(epochs)),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("loss {task.fields[loss]:.4f}"),
                TextColumn("[cyan]{task.fields[speed]:.0f} steps/s"),
                TimeRemainingColumn(),
            )
            # No thread of its own: it would take turns with the training loop.
            self.bar = Progress(*columns, console=Console(), auto_refresh=False)
            self.task = self.bar.add_task(
                "", total=epochs * steps_per_epoch, epoch=1, loss=0.0, speed=0.0
            )

    def __enter__(self):
        if self.bar is not None:
            self.bar.start()
        self.begun = self.drawn = time.perf_counter()
        return self

    def __exit__(self, *error):
        if self.bar is not None:
            self._draw()
            self.bar.stop()

    def step(self, loss: float) -> None:
        """Counts one step; the loss shown is a mean that forgets with a weight of 1/50."""
        self.steps += 1
        self.loss += (loss - self.loss) / min(self.steps, 50)
        if self.bar is not None:
            if time.perf_counter() - self.drawn > REDRAW:
                self._draw()
        elif self.steps % self.steps_per_epoch == 0:
            epoch = self.steps // self.steps_per_epoch
            print(f"epoch {epoch}/{self.epochs}: loss {self.loss:.4f}, {self._speed():.0f} steps/s")

    def _speed(self) -> float:
        return self.steps / (time.perf_counter() - self.begun)

    def _draw(self) -> None:
        epoch = min(self.steps // self.steps_per_epoch + 1, self.epochs)
        self.bar.update(
            self.task, completed=self.steps, epoch=epoch, loss=self.loss, speed=self._speed()
        )
        self.bar.refresh()
        self.drawn = time.perf_counter()
