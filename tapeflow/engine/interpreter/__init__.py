"""Carrying out what JAX traced in NumPy, without compiling: for shapes that hardly come back."""

from tapeflow.engine.interpreter.family import Fit as Fit
from tapeflow.engine.interpreter.family import family_of as family_of
from tapeflow.engine.interpreter.family import state as state
from tapeflow.engine.interpreter.pullback import InterpretedPullback as InterpretedPullback
from tapeflow.engine.interpreter.pullback import Sizes as Sizes
from tapeflow.engine.interpreter.rules import Unsupported as Unsupported
