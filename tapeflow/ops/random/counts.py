"""`tf.random.gamma`, `poisson` and binomial counts: other numbers than TensorFlow's, alike in law.

Their sampling loops are JAX's, started from a key that is drawn from the same streams.
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid, op
from tapeflow.engine.dtypes import float32, int32
from tapeflow.ops.random import philox, sampling
from tapeflow.ops.random.stateful import RESERVED, draw_state
from tapeflow.ops.random.stateless import state_of_seed


def gamma(shape, alpha, beta=None, dtype=float32, seed=None, name=None) -> Tensor:
    """Gamma distributed numbers: density proportional to `x**(alpha - 1) * exp(-x * beta)`.

    Args:
      shape: how many per pair of parameters.
      alpha: the shape parameter, positive; a number or a tensor.
      beta: the inverse scale, positive, 1 by default; broadcasts with `alpha`.
      dtype: a float dtype; that of `alpha` and `beta` if those are tensors.
      seed: an op seed; see `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    Returns:
      `[*shape, *broadcast(alpha, beta).shape]`; gradients flow to `alpha` and `beta`.

    >>> import tapeflow as tf
    >>> tf.random.gamma([10], [0.5, 1.5]).shape
    TensorShape([10, 2])
    """
    dtype = sampling.float_dtype("random.gamma", dtype)
    alpha = convert_to_tensor(alpha, dtype)
    beta = convert_to_tensor(1.0 if beta is None else beta, dtype)
    full = sampling.static_shape(shape) + np.broadcast_shapes(alpha._spec.shape, beta._spec.shape)
    state = draw_state("gamma", seed, dtype, RESERVED * math.prod(full))
    return _gamma(state, alpha, beta, full)


def stateless_gamma(shape, seed, alpha, beta=None, dtype=float32, name=None) -> Tensor:
    """Gamma distributed numbers, made from `seed` alone.

    Args:
      shape: of the result; `alpha` and `beta` broadcast to it.
      seed: two integers, int32 or int64 `[2]`.
      alpha: as in `tf.random.gamma`.
      beta: as in `tf.random.gamma`.
      dtype: as in `tf.random.gamma`.
      name: accepted for compatibility, not used.
    """
    dtype = sampling.float_dtype("random.stateless_gamma", dtype)
    alpha = convert_to_tensor(alpha, dtype)
    beta = convert_to_tensor(1.0 if beta is None else beta, dtype)
    full = _broadcastable("random.stateless_gamma", shape, alpha, beta)
    return _gamma(state_of_seed(seed), alpha, beta, full)


def poisson(shape, lam, dtype=float32, seed=None, name=None) -> Tensor:
    """Poisson distributed counts.

    Args:
      shape: how many per rate.
      lam: the rates, nonnegative; a float tensor of any shape.
      dtype: of the result: a float dtype, `int32` or `int64`.
      seed: an op seed; see `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    Returns:
      `[*shape, *lam.shape]`.

    >>> import tapeflow as tf
    >>> tf.random.poisson([7, 3], [1.2, 5.0]).shape
    TensorShape([7, 3, 2])
    """
    lam = convert_to_tensor(lam, None, float32)
    full = sampling.static_shape(shape) + lam._spec.shape
    state = draw_state("poisson", seed, as_dtype(dtype), RESERVED * math.prod(full))
    return _poisson(state, lam, full, dtype)


def stateless_poisson(shape, seed, lam, dtype=int32, name=None) -> Tensor:
    """Poisson distributed counts, made from `seed` alone.

    Args:
      shape: of the result; `lam` broadcasts to it.
      seed: two integers, int32 or int64 `[2]`.
      lam: as in `tf.random.poisson`.
      dtype: of the result: a float dtype, `int32` or `int64`.
      name: accepted for compatibility, not used.
    """
    lam = convert_to_tensor(lam, None, float32)
    return _poisson(
        state_of_seed(seed), lam, _broadcastable("random.stateless_poisson", shape, lam), dtype
    )


def stateless_binomial(shape, seed, counts, probs, output_dtype=int32, name=None) -> Tensor:
    """Binomially distributed counts, made from `seed` alone.

    Args:
      shape: of the result; `counts` and `probs` broadcast to it.
      seed: two integers, int32 or int64 `[2]`.
      counts: numbers of trials, nonnegative.
      probs: probabilities of success, in `[0, 1]`.
      output_dtype: an integer or float dtype.
      name: accepted for compatibility, not used.
    """
    return binomial(state_of_seed(seed), shape, counts, probs, output_dtype)


def binomial(state: Tensor, shape: Any, counts: Any, probs: Any, dtype: Any) -> Tensor:
    """Binomially distributed counts of a state; arguments as in `stateless_binomial`."""
    probs = convert_to_tensor(probs, None, float32)
    counts = convert_to_tensor(counts, None, probs.dtype)
    full = _broadcastable("random.stateless_binomial", shape, counts, probs)
    return _binomial(state, counts, probs, full, as_dtype(dtype))


def stateless_parameterized_truncated_normal(
    shape, seed, means=0.0, stddevs=1.0, minvals=-2.0, maxvals=2.0, name=None
) -> Tensor:
    """Normal numbers cut to `[minvals, maxvals]`, made from `seed` alone.

    Args:
      shape: of the result; all parameters broadcast to it.
      seed: two integers, int32 or int64 `[2]`.
      means: of the normal distribution before it is cut.
      stddevs: of the normal distribution before it is cut.
      minvals: the lower bounds, in the unit of the means.
      maxvals: the upper bounds, in the unit of the means.
      name: accepted for compatibility, not used.
    """
    parameters = [convert_to_tensor(p, None, float32) for p in (means, stddevs, minvals, maxvals)]
    full = _broadcastable("random.stateless_parameterized_truncated_normal", shape, *parameters)
    return _bounded_normal(state_of_seed(seed), *parameters, full)


def _broadcastable(name: str, shape: Any, *parameters: Tensor) -> tuple[int, ...]:
    full = sampling.static_shape(shape)
    for parameter in parameters:
        own = parameter._spec.shape
        if not _fits(own, full):
            raise invalid(
                f"tf.{name}: a parameter does not broadcast to the shape",
                given=f"shape {full}, parameter {own}",
                expected="a shape that ends in the parameters' own",
            )
    return full


def _fits(own: tuple[int, ...], full: tuple[int, ...]) -> bool:
    ends = full[len(full) - len(own) :]
    return len(own) <= len(full) and all(n in (1, m) for n, m in zip(own, ends, strict=True))


@op("random.gamma", free=("state",), costly=True)
def _gamma(state: jax.Array, alpha: jax.Array, beta: jax.Array, shape) -> jax.Array:
    wide = alpha.astype(jnp.float32) if alpha.dtype.itemsize < 4 else alpha
    drawn = jax.random.gamma(_key(state), jnp.broadcast_to(wide, shape), shape, wide.dtype)
    tiny = jnp.finfo(alpha.dtype).tiny
    return jnp.maximum(drawn.astype(alpha.dtype) / beta, tiny)


@op("random.poisson", free=("lam",), costly=True, differentiable=False)
def _poisson(state: jax.Array, lam: jax.Array, shape, dtype) -> jax.Array:
    rate = jnp.broadcast_to(
        lam.astype(jnp.float64 if lam.dtype == jnp.float64 else jnp.float32), shape
    )
    return jax.random.poisson(_key(state), rate, shape, jnp.int64).astype(dtype.np)


@op("random.stateless_binomial", free=("state", "counts"), costly=True, differentiable=False)
def _binomial(state: jax.Array, counts: jax.Array, probs: jax.Array, shape, dtype) -> jax.Array:
    kind = jnp.float64 if probs.dtype == jnp.float64 else jnp.float32
    trials = jnp.broadcast_to(counts.astype(kind), shape)
    chances = jnp.broadcast_to(probs.astype(kind), shape)
    return jax.random.binomial(_key(state), trials, chances, shape, kind).astype(dtype.np)


@op("random.stateless_parameterized_truncated_normal", free=("state",), costly=True)
def _bounded_normal(
    state: jax.Array,
    means: jax.Array,
    stddevs: jax.Array,
    minvals: jax.Array,
    maxvals: jax.Array,
    shape,
) -> jax.Array:
    lower, upper = (minvals - means) / stddevs, (maxvals - means) / stddevs
    drawn = jax.random.truncated_normal(_key(state), lower, upper, shape, means.dtype)
    return drawn * stddevs + means


def _key(state: jax.Array) -> jax.Array:
    """A JAX key of the state's first two words."""
    return jax.random.wrap_key_data(philox.words(state, 2), impl="threefry2x32")
