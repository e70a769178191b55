"""A picture of a training on MNIST: the loss, digits with predictions, and the worst mistakes."""

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

COLUMNS, ROWS_OF_DIGITS, ROWS_OF_MISTAKES = 12, 3, 2
BLUE, RED, GRAY = "#1f5fa8", "#d62728", "#777777"


def draw(path, losses, images, labels, probabilities) -> Path:
    """Writes the picture.

    Args:
      path: the PNG file.
      losses: one number per training step.
      images: `[samples, 28, 28, 1]` in `[0, 1]`.
      labels: int `[samples]`.
      probabilities: float `[samples, 10]`, the model's output.

    Returns:
      The absolute path of the file.
    """
    predictions = probabilities.argmax(-1)
    wrong = np.flatnonzero(predictions != labels)
    surest = wrong[np.argsort(-probabilities[wrong, predictions[wrong]])]
    accuracy = 1 - len(wrong) / len(labels)

    figure = Figure(figsize=(12, 9.4), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    curve, digits, mistakes = figure.subfigures(3, 1, height_ratios=[3.3, 3.5, 2.5], hspace=0.02)
    _draw_curve(curve, losses, accuracy)
    _draw_grid(
        digits,
        f"The first {COLUMNS * ROWS_OF_DIGITS} test digits, and what the model reads",
        ROWS_OF_DIGITS,
        np.arange(COLUMNS * ROWS_OF_DIGITS),
        images,
        labels,
        predictions,
    )
    shown = surest[: COLUMNS * ROWS_OF_MISTAKES]
    _draw_grid(
        mistakes,
        f"The {len(shown)} of its {len(wrong)} mistakes that it is surest of",
        ROWS_OF_MISTAKES,
        shown,
        images,
        labels,
        predictions,
    )
    figure.savefig(path)
    return Path(path).resolve()


def _draw_curve(figure, losses, accuracy: float) -> None:
    figure.subplots_adjust(left=0.07, right=0.97, top=0.86, bottom=0.19)
    axes = figure.subplots()
    steps = np.arange(1, len(losses) + 1)
    axes.plot(steps, losses, color=BLUE, alpha=0.18, linewidth=0.6, label="each batch")
    window = max(1, min(200, len(losses) // 10))
    smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
    axes.plot(steps[window - 1 :], smooth, color=BLUE, label=f"mean of {window} batches")
    axes.set_yscale("log")
    axes.set_xlim(0, len(losses))
    # The noise of single batches reaches far down; the mean is what one looks at.
    axes.set_ylim(max(np.percentile(losses, 1), 1e-4), max(losses) * 1.3)
    axes.set_xlabel("training step")
    axes.set_ylabel("loss")
    axes.set_title(f"A perceptron on MNIST: test accuracy {accuracy:.4f}", fontsize=13, loc="left")
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)


def _draw_grid(figure, title, rows, chosen, images, labels, predictions) -> None:
    height = rows + 0.65  # in rows: the title takes the rest
    figure.suptitle(title, fontsize=12, x=0.07, y=0.99, ha="left", va="top")
    figure.subplots_adjust(
        left=0.07, right=0.97, top=1 - 0.65 / height, bottom=0.04, wspace=0.3, hspace=0.35
    )
    for place, axes in enumerate(figure.subplots(rows, COLUMNS).flat):
        axes.set_xticks([])
        axes.set_yticks([])
        if place >= len(chosen):
            axes.set_visible(False)
            continue
        sample = chosen[place]
        right = predictions[sample] == labels[sample]
        axes.imshow(images[sample, :, :, 0], cmap="gray_r", interpolation="nearest")
        text = f"{predictions[sample]}" if right else f"{predictions[sample]} (is {labels[sample]})"
        axes.set_title(text, color=GRAY if right else RED, fontsize=11, pad=3)
        axes.spines[:].set_color("#cccccc" if right else RED)
        axes.spines[:].set_linewidth(1 if right else 2.5)
