"""`ctc`: the loss of a sequence whose labels have no times."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem

# The logarithm of a chance of 0. Not -inf, whose differences are NaN in gradients.
_NEVER = -1e30


@op("nn.ctc", free=("labels", "label_length", "logit_length"), costly=True)
def ctc(
    labels: jax.Array,
    logits: jax.Array,
    label_length: jax.Array,
    logit_length: jax.Array,
    blank_index=0,
) -> jax.Array:
    """`-log` of the chance that the steps, read without repeats and blanks, spell the labels.

    The sum over all such readings is taken step by step (Graves et al. 2006, equations 6 to 8),
    over the labels with a blank before, between and behind them.

    Args:
      labels: class numbers of shape `[batch, max_label_length]`.
      logits: float array of shape `[batch, time, classes]`.
      label_length: `[batch]`, how many labels count.
      logit_length: `[batch]`, how many steps count.
      blank_index: the class that stands for no label; negative ones count from the last.

    Returns:
      Losses in nats, of shape `[batch]`; infinite where no reading spells the labels.

    Raises:
      ValueError: `labels` has not two axes, or `logits` not three.
    """
    if labels.ndim != 2 or logits.ndim != 3:
        raise ValueError(
            problem(
                "ctc: wrong rank",
                given=f"labels {labels.shape}, logits {logits.shape}",
                expected="labels [batch, length], logits [batch, time, classes]",
            )
        )
    classes = logits.shape[2]
    labels, length = labels.astype(jnp.int32), label_length.astype(jnp.int32)
    blank = jnp.full_like(labels, blank_index % classes)
    states = jnp.stack([blank, labels], axis=2).reshape(labels.shape[0], -1)
    states = jnp.concatenate([states, blank[:, :1]], axis=1)
    # A blank may be left out between labels that differ.
    before = jnp.pad(states, ((0, 0), (2, 0)), constant_values=-1)[:, :-2]
    skips = (states != blank_index % classes) & (states != before)
    chances = jnp.take_along_axis(
        jax.nn.log_softmax(logits), jnp.clip(states, 0, classes - 1)[:, None], axis=2
    )

    def step(state, inputs):
        time, chance = inputs
        one = jnp.pad(state, ((0, 0), (1, 0)), constant_values=_NEVER)[:, :-1]
        two = jnp.pad(state, ((0, 0), (2, 0)), constant_values=_NEVER)[:, :-2]
        two = jnp.where(skips, two, _NEVER)
        new = chance + jax.nn.logsumexp(jnp.stack([state, one, two]), axis=0)
        return jnp.where((time < logit_length)[:, None], new, state), None

    # Before the first step the reading is in front of all: only the first two states follow.
    start = jnp.full(states.shape, _NEVER, logits.dtype).at[:, 0].set(0)
    first = jnp.where(jnp.arange(states.shape[1]) < 2, chances[:, 0], _NEVER)
    start = jnp.where((logit_length > 0)[:, None], first, start)
    times = jnp.arange(1, logits.shape[1], dtype=jnp.int32)
    last, _ = jax.lax.scan(step, start, (times, jnp.moveaxis(chances, 1, 0)[1:]))
    end = jnp.take_along_axis(last, 2 * length[:, None], axis=1)[:, 0]
    in_label = jnp.take_along_axis(last, jnp.maximum(2 * length - 1, 0)[:, None], axis=1)[:, 0]
    loss = -jnp.logaddexp(end, jnp.where(length > 0, in_label, _NEVER))
    return jnp.where(loss > -_NEVER / 2, jnp.inf, loss)
