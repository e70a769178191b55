"""Layers for JAX by hand: as one writes them first, and in the formulations TapeFlow has.

Both are functions of arrays. `TUNED` takes TapeFlow's pure functions and its compile options, so
that what is left between it and TapeFlow is what recording and running programs costs.
"""

from __future__ import annotations

from types import SimpleNamespace

import jax
import jax.numpy as jnp
from jax import lax


def _conv(x, kernel, stride=1):
    return lax.conv_general_dilated(
        x, kernel, (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def _depthwise(x, kernel, stride=1):
    """Kernel `[height, width, channels, 1]`."""
    return lax.conv_general_dilated(
        x, kernel.swapaxes(2, 3), (stride, stride), "SAME",
        dimension_numbers=("NHWC", "HWIO", "NHWC"), feature_group_count=x.shape[-1],
    )  # fmt: skip


def _max_pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def _batch_norm(x, gamma, beta):
    mean = jnp.mean(x, (0, 1, 2))
    variance = jnp.mean(jnp.square(x - mean), (0, 1, 2))
    return (x - mean) * (lax.rsqrt(variance + 1e-3) * gamma) + beta


def _layer_norm(x, gamma, beta):
    mean = jnp.mean(x, -1, keepdims=True)
    variance = jnp.mean(jnp.square(x - mean), -1, keepdims=True)
    return (x - mean) * lax.rsqrt(variance + 1e-6) * gamma + beta


def _lstm(x, kernel, recurrent, bias):
    """The last output of `[batch, time, features]`."""
    units = recurrent.shape[0]
    steps = (x @ kernel + bias).swapaxes(0, 1)

    def step(state, z):
        h, c = state
        i, f, g, o = jnp.split(z + h @ recurrent, 4, -1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zero = jnp.zeros((x.shape[0], units), x.dtype)
    return lax.scan(step, (zero, zero), steps)[0][0]


def _gru(x, kernel, recurrent, bias):
    """Keras's GRU, `reset_after`; the last output."""
    units = recurrent.shape[0]
    steps = (x @ kernel + bias[0]).swapaxes(0, 1)

    def step(h, z):
        inner = h @ recurrent + bias[1]
        update = jax.nn.sigmoid(z[:, :units] + inner[:, :units])
        reset = jax.nn.sigmoid(z[:, units : 2 * units] + inner[:, units : 2 * units])
        candidate = jnp.tanh(z[:, 2 * units :] + reset * inner[:, 2 * units :])
        return update * h + (1 - update) * candidate, None

    return lax.scan(step, jnp.zeros((x.shape[0], units), x.dtype), steps)[0]


def _sparse_loss(logits, y):
    picked = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)
    return -jnp.mean(picked)


def _dense(x, kernel, bias):
    return x @ kernel + bias


def _embedding(table, ids):
    return table[ids]


def _attention(q, k, v):
    """`[batch, time, heads, size]` each."""
    scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / q.shape[-1] ** 0.5
    return jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(scores), v)


PLAIN = SimpleNamespace(
    attention=_attention, batch_norm=_batch_norm, conv=_conv, dense=_dense, depthwise=_depthwise,
    embedding=_embedding, gru=_gru, layer_norm=_layer_norm, lstm=_lstm, max_pool=_max_pool,
    sparse_loss=_sparse_loss, jit=lambda f: jax.jit(f, donate_argnums=0),
)  # fmt: skip


def _tuned():
    from tapeflow.engine.compile_policy import compile_lazily
    from tapeflow.ops.linalg.contract import rows
    from tapeflow.ops.nn.batch_norm import normalize_rows
    from tapeflow.ops.nn.convolution import fused_convolution
    from tapeflow.ops.nn.convolve import convolve
    from tapeflow.ops.nn.gru import gru
    from tapeflow.ops.nn.lstm import lstm
    from tapeflow.ops.nn.max_pool import max_pool_last
    from tapeflow.ops.nn.sparse_cross_entropy import sparse_cross_entropy
    from tapeflow.ops.nn.window import axes

    def window(x, size, stride, padding):
        return axes("", x.shape[1:3], size, (stride, stride), (1, 1), padding)

    def conv(x, kernel, stride=1):
        slides = window(x, kernel.shape[:2], stride, "SAME")
        return fused_convolution(slides, 1, None, None, x, kernel, None)

    def depthwise(x, kernel, stride=1):
        return convolve(
            window(x, kernel.shape[:2], stride, "SAME"),
            x.shape[-1],
            x,
            kernel.reshape(*kernel.shape[:2], 1, -1),
        )

    def batch_norm(x, gamma, beta):
        return normalize_rows(1e-3, rows(x), gamma, beta)[0].reshape(x.shape)

    def zeros(x, recurrent):
        return jnp.zeros((x.shape[0], recurrent.shape[0]), x.dtype)

    def dense(x, kernel, bias):
        return (rows(x) @ kernel + bias).reshape(*x.shape[:-1], kernel.shape[-1])

    return SimpleNamespace(
        attention=_attention,
        batch_norm=batch_norm,
        conv=conv,
        dense=dense,
        depthwise=depthwise,
        embedding=lambda table, ids: jnp.take(table, ids, axis=0, mode="clip"),
        gru=lambda x, k, r, b: gru.op.function(x, zeros(x, r), k, r, b)[1],
        layer_norm=_layer_norm,
        lstm=lambda x, k, r, b: lstm.op.function(x, zeros(x, r), zeros(x, r), k, r, b)[1],
        max_pool=lambda x: max_pool_last(window(x, (2, 2), 2, "VALID"), x),
        sparse_loss=lambda logits, y: jnp.mean(sparse_cross_entropy(y, logits)),
        jit=lambda f: compile_lazily(f, (0,)),
    )


def __getattr__(name):
    if name == "TUNED":
        return _tuned()
    raise AttributeError(name)
