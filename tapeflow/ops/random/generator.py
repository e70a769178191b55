"""`tf.random.Generator`: a stream of random numbers with its state in a variable."""

from __future__ import annotations

import enum
import math
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype, convert_to_tensor, host_value, problem
from tapeflow.engine.dtypes import float32, int32, int64, uint64
from tapeflow.engine.spec import spec
from tapeflow.ops.random import counts as counting
from tapeflow.ops.random import noise, philox, sampling
from tapeflow.ops.random.at_once import draw
from tapeflow.ops.random.stateful import RESERVED
from tapeflow.ops.random.stateless import full_range

_STATE = spec((3,), int64)
_ALL = (1 << 64) - 1
# TensorFlow sets aside so many numbers' worth of the stream for one binomial count.
_PER_BINOMIAL = 200


class Algorithm(enum.Enum):
    """How a generator makes numbers; only Philox is built, which is also what is selected."""

    PHILOX = 1
    THREEFRY = 2
    AUTO_SELECT = 3


def create_rng_state(seed: Any, alg: Any) -> Tensor:
    """A generator's state of a seed: int64 `[3]`, two words of counter and the key.

    Args:
      seed: an integer of any size, or up to three.
      alg: `"philox"`, `"auto_select"` or an `Algorithm`.

    Raises:
      ValueError: an algorithm that is not built, or a seed of more than three numbers.

    >>> import tapeflow as tf
    >>> print(tf.random.create_rng_state(1, "philox"))
    tf.Tensor([1 0 0], shape=(3,), dtype=int64)
    """
    _check_algorithm(alg)
    return Tensor(_seed_words(seed), _STATE)


class Generator:
    """A stream of random numbers with a state of its own, independent of `tf.random.set_seed`.

    Every method that draws moves the state on, so that the next call gives other numbers. Made by
    `from_seed`, `from_state`, `from_key_counter` and `from_non_deterministic_state`.

    Args:
      copy_from: a generator whose state and algorithm to take.
      state: int64 `[3]`, or a variable of it, which the generator then uses itself.
      alg: `"philox"`, `"auto_select"` or an `Algorithm`.

    Raises:
      ValueError: neither or both of `copy_from` and `state`, a state of another shape, or an
        algorithm that is not built.

    >>> import tapeflow as tf
    >>> generator = tf.random.Generator.from_seed(1)
    >>> print(generator.normal([3]))
    tf.Tensor([ 0.43842274 -0.53439844 -0.07710262], shape=(3,), dtype=float32)
    >>> print(generator.state.numpy())
    [769   0   0]
    """

    def __init__(self, copy_from: Generator | None = None, state: Any = None, alg: Any = None):
        if (copy_from is None) == (state is None):
            raise ValueError(
                problem(
                    "tf.random.Generator: give exactly one of copy_from and state",
                    fix="Generator.from_seed(1)",
                )
            )
        if copy_from is not None:
            self._state_var = Variable(
                copy_from.state.numpy(), dtype=int64, name="StateVar", trainable=False
            )
            return
        _check_algorithm(alg)
        if isinstance(state, Variable):
            self._state_var = state
        else:
            self._state_var = Variable(
                _state_words(state), dtype=int64, name="StateVar", trainable=False
            )

    @classmethod
    def from_seed(cls, seed: Any, alg: Any = None) -> Generator:
        """A generator whose stream an integer decides."""
        return cls(state=_seed_words(seed), alg=_algorithm(alg))

    @classmethod
    def from_state(cls, state: Any, alg: Any) -> Generator:
        """A generator that goes on from a state, int64 `[3]`."""
        return cls(state=state, alg=alg)

    @classmethod
    def from_key_counter(cls, key: Any, counter: Any, alg: Any) -> Generator:
        """A generator of a key (an integer) and a counter (two integers)."""
        return cls(state=_joined(key, counter), alg=alg)

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator that nobody can predict."""
        return cls(state=np.frombuffer(os.urandom(24), np.int64), alg=_algorithm(alg))

    @property
    def algorithm(self) -> int:
        """The number of the algorithm, 1 for Philox."""
        return Algorithm.PHILOX.value

    @property
    def state(self) -> Variable:
        """The variable with the state: int64 `[3]`, the counter's two words and the key."""
        return self._state_var

    @property
    def key(self) -> Tensor:
        """The key, an int64 scalar."""
        return self._state_var.value()[2]

    def normal(self, shape, mean=0.0, stddev=1.0, dtype=float32, name=None) -> Tensor:
        """Normally distributed numbers; the arguments are those of `tf.random.normal`."""
        dtype = sampling.float_dtype("random.Generator.normal", dtype)
        shape = sampling.static_shape(shape)
        return sampling.scaled(
            draw(noise.normal_noise, self._advance(shape), shape, dtype), stddev, mean
        )

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, dtype=float32, name=None) -> Tensor:
        """Normal numbers within two standard deviations; see `tf.random.truncated_normal`."""
        dtype = sampling.float_dtype("random.Generator.truncated_normal", dtype)
        shape = sampling.static_shape(shape)
        noises = draw(noise.truncated_normal_noise, self._advance(shape), shape, dtype)
        return sampling.scaled(noises, stddev, mean)

    def uniform(self, shape, minval=0, maxval=None, dtype=float32, name=None) -> Tensor:
        """Uniform numbers; see `tf.random.uniform`. `minval=None` is all of an integer dtype."""
        dtype = as_dtype(dtype)
        shape = sampling.static_shape(shape)
        if dtype.is_integer and minval is None and maxval is None:
            return full_range(self._advance(shape), shape, dtype)
        if dtype.is_integer and maxval is None:
            raise ValueError("tf.random.Generator.uniform: Must specify maxval for integer dtype")
        return sampling.uniform(
            "random.Generator.uniform", self._advance(shape), shape, minval, maxval, dtype
        )

    def uniform_full_int(self, shape, dtype=uint64, name=None) -> Tensor:
        """Integers over all that a dtype of 32 or 64 bits holds."""
        shape = sampling.static_shape(shape)
        return full_range(self._advance(shape), shape, as_dtype(dtype))

    def binomial(self, shape, counts, probs, dtype=int32, name=None) -> Tensor:
        """Binomially distributed counts; see `tf.random.stateless_binomial`."""
        shape = sampling.static_shape(shape)
        state = self._advance((math.prod(shape) * _PER_BINOMIAL,))
        return counting.binomial(state, shape, counts, probs, dtype)

    def make_seeds(self, count: int = 1) -> Tensor:
        """Seeds for stateless functions, int64 `[2, count]`: one column each."""
        drawn = full_range(self._advance((count,)), (int(count),), int64)
        return convert_to_tensor([drawn, np.zeros(int(count), np.int64)])

    def split(self, count: int = 1) -> Sequence[Generator]:
        """A list of `count` generators, as good as unrelated to this one and to each other."""
        keys = full_range(self._advance((count,)), (int(count),), int64).numpy()
        return [type(self)(state=np.array([0, 0, key], np.int64), alg="philox") for key in keys]

    def skip(self, delta: Any) -> Tensor:
        """Moves on as if `delta` numbers were drawn. Returns the state before."""
        if isinstance(delta, Tensor) and host_value(delta) is None:
            delta = delta.numpy()
        return self._advance((int(delta),))

    def reset(self, state: Any) -> None:
        """Goes on from a state, int64 `[3]`."""
        self._state_var.assign(_state_words(state))

    def reset_from_seed(self, seed: Any) -> None:
        """Starts again from an integer."""
        self.reset(_seed_words(seed))

    def reset_from_key_counter(self, key: Any, counter: Any) -> None:
        """Starts again from a key and a counter; see `from_key_counter`."""
        self.reset(_joined(key, counter))

    def _advance(self, shape: tuple) -> Tensor:
        """The present state; the variable's moves on by what numbers of a shape may take."""
        present = self._state_var.value()
        blocks = RESERVED * math.prod(shape)
        start = host_value(present)
        if start is None:
            self._state_var.assign(noise.skip(present, convert_to_tensor(blocks, int64)))
            return present
        following = Tensor(philox.host_skip(start, blocks), _STATE)
        # Not `assign`: that would have to run what is recorded at every second draw.
        following._variable = present._variable
        self._state_var._tensor = following
        return Tensor(start, _STATE)


_global: Generator | None = None


def get_global_generator() -> Generator:
    """The generator that all can share; unpredictable unless `set_global_generator` set one."""
    global _global
    if _global is None:
        _global = Generator.from_non_deterministic_state()
    return _global


def set_global_generator(generator: Generator) -> None:
    """Makes `generator` the one that `get_global_generator` gives."""
    global _global
    _global = generator


def _algorithm(alg: Any) -> Any:
    return Algorithm.PHILOX if alg is None else alg


def _check_algorithm(alg: Any) -> None:
    value = alg.value if isinstance(alg, Algorithm) else alg
    if value in ("threefry", Algorithm.THREEFRY.value):
        raise NotImplementedError(
            problem("tf.random.Generator: the ThreeFry algorithm is not built", alg, '"philox"')
        )
    if value not in ("philox", "auto_select", Algorithm.PHILOX.value, Algorithm.AUTO_SELECT.value):
        raise ValueError(
            problem(
                f"tf.random.Generator: Argument `alg` got unsupported value {alg}",
                expected='"philox"',
            )
        )


def _seed_words(seed: Any) -> np.ndarray:
    """The state of a seed: an integer's 192 bits, or a list's numbers with zeros before them."""
    if isinstance(seed, (Tensor, Variable)):
        seed = seed.numpy()
    array = np.asarray(seed)
    if not array.ndim:
        number = int(seed)
        return np.array([number >> shift & _ALL for shift in (0, 64, 128)], np.uint64).view(
            np.int64
        )
    if array.size > 3:
        array = array[:3]
    return np.concatenate([np.zeros(3 - array.size, np.int64), array.astype(np.int64)])


def _state_words(state: Any) -> np.ndarray:
    words = np.asarray(state.numpy() if isinstance(state, (Tensor, Variable)) else state)
    words = words.view(np.int64) if words.dtype == np.uint64 else words.astype(np.int64)
    if words.shape != (3,):
        raise ValueError(
            problem(f"tf.random.Generator: Shapes {words.shape} and (3,) are incompatible")
        )
    return words


def _joined(key: Any, counter: Any) -> np.ndarray:
    counter = np.asarray(convert_to_tensor(counter, int64).numpy())
    return np.array([*counter, int(convert_to_tensor(key, int64))], np.int64)
