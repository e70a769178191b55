"""The warning about a step that is compiled again and again, for ever other shapes."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from tapeflow.engine.errors import RecompileWarning, problem
from tapeflow.engine.site import line_of, user_site
from tapeflow.engine.spec import Spec

# The set of shapes at which it is said; a last batch, and one for evaluation, are none too many.
TELLING = 8


def warn(specs: Sequence[Spec]) -> None:
    """Warns of the program that is being compiled for inputs of these specs."""
    shapes = ", ".join(dict.fromkeys(str(spec.shape) for spec in specs if spec.ndim))
    message = problem(
        f"one step is compiled for the {TELLING}th time, each time for other shapes",
        given=f"shapes {shapes}",
        expected="few different shapes: XLA compiles a program for each",
        fix="pad sequences to a few lengths, by ds.bucket_by_sequence_length(..., "
        "pad_to_bucket_boundary=True), ds.padded_batch(n, padded_shapes) or TextVectorization("
        "output_sequence_length=n), and let batches have one size, by ds.batch(n, "
        "drop_remainder=True)",
    )
    warnings.warn_explicit(message, RecompileWarning, *line_of(user_site()))
