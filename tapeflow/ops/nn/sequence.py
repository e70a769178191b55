"""Sequences inside the recurrent ops: time first, all steps' input products at once, masks."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import invalid
from tapeflow.ops.linalg.contract import contract, matrix_product
from tapeflow.ops.linalg.sum_rows import sum_stored_rows


def time_first(array: jax.Array, reverse: bool) -> jax.Array:
    """`[batch, time, ...]` as `[time, batch, ...]`, in the order in which steps are taken."""
    array = array.swapaxes(0, 1)
    return array[::-1] if reverse else array


def batch_first(array: jax.Array, reverse: bool) -> jax.Array:
    """The opposite of `time_first`."""
    return (array[::-1] if reverse else array).swapaxes(0, 1)


def projected(
    inputs: jax.Array, kernel: jax.Array, bias: jax.Array | None, reverse: bool
) -> jax.Array:
    """`inputs @ kernel + bias` for all steps as one matrix product, `[time, batch, gates]`."""
    steps = time_first(inputs, reverse)
    length, batch, features = steps.shape
    product = matrix_product(steps.reshape(length * batch, features), kernel)
    if bias is not None:
        product = product + bias
    return product.reshape(length, batch, kernel.shape[1])


def projection_gradient(
    inputs: jax.Array,
    kernel: jax.Array,
    bias: jax.Array | None,
    reverse: bool,
    cotangent: jax.Array,
) -> tuple[jax.Array, jax.Array, jax.Array | None]:
    """What `projected`'s cotangent `[time, batch, gates]` makes of its three operands."""
    steps = time_first(inputs, reverse)
    flat = cotangent.reshape(-1, cotangent.shape[-1])
    to_steps = times_transposed(flat, kernel).reshape(steps.shape)
    to_kernel = transposed_times(steps.reshape(-1, steps.shape[-1]), flat)
    return (
        batch_first(to_steps, reverse),
        to_kernel,
        None if bias is None else sum_stored_rows(flat),
    )


def transposed_times(left: jax.Array, right: jax.Array) -> jax.Array:
    """`left.T @ right`, of two matrices."""
    return contract(left, right, (((0,), (0,)), ((), ())))


def times_transposed(left: jax.Array, right: jax.Array) -> jax.Array:
    """`left @ right.T`, of two matrices."""
    return contract(left, right, (((1,), (1,)), ((), ())))


def flat_steps(array: jax.Array) -> jax.Array:
    """`[time, batch, units]` as one matrix."""
    return array.reshape(-1, array.shape[-1])


def previous(states: jax.Array, initial: jax.Array) -> jax.Array:
    """Each step's state before it: `[time, batch, units]`."""
    return jnp.concatenate([initial[None], states[:-1]])


def masked(mask: jax.Array | None, new: jax.Array, old: jax.Array) -> jax.Array:
    """`new` where one step's mask `[batch]` is true, else `old`."""
    return new if mask is None else jnp.where(mask[:, None], new, old)


def shown(states: jax.Array, mask: jax.Array | None) -> jax.Array:
    """The outputs of states `[time, batch, units]`: 0 until the first step that is not masked."""
    if mask is None:
        return states
    return jnp.where(seen(mask)[..., None], states, jnp.zeros((), states.dtype))


def seen(mask: jax.Array) -> jax.Array:
    """Whether a step, or one before it, is not masked: `[time, batch]`."""
    return jnp.cumsum(mask, 0, dtype=jnp.int32) > 0


def steps_mask(mask: jax.Array | None, reverse: bool) -> jax.Array | None:
    """A mask `[batch, time]` as bool `[time, batch]`."""
    return None if mask is None else time_first(mask.astype(bool), reverse)


def no_gradient(mask: jax.Array | None) -> np.ndarray | None:
    """The cotangent of a mask."""
    if mask is None:
        return None
    if jnp.issubdtype(mask.dtype, jnp.floating):
        return jnp.zeros(mask.shape, mask.dtype)
    return None


def check_shapes(
    name: str,
    gates: int,
    inputs: jax.Array,
    state: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
) -> None:
    """Refuses operands of a recurrent op that don't fit, with all their shapes."""
    units = recurrent_kernel.shape[0]
    fits = (
        kernel.shape == (inputs.shape[-1], gates * units)
        and recurrent_kernel.shape == (units, gates * units)
        and state.shape == (inputs.shape[0], units)
    )
    if not fits:
        raise invalid(
            f"{name}: shapes don't fit",
            given=f"inputs {inputs.shape}, state {state.shape}, kernel {kernel.shape}, "
            f"recurrent kernel {recurrent_kernel.shape}",
            expected=f"state [batch, units], kernel [features, {gates} * units], "
            f"recurrent kernel [units, {gates} * units]",
        )
