"""Which formulation of an op is fast on XLA's CPU backend: the table that the ops' choices rest on.

Forward and both gradients (no input gradient for up to three channels), in milliseconds of
processor time, the least of several calls: what other processes do hardly moves it, but two threads
that work half as long look alike, so what uses one thread (YNNPACK's convolutions) looks better
than it is. "plain" is what JAX gives if nothing is done; "no ynn conv" the same with YNNPACK's
convolutions off; "ours" the formulation in `tapeflow/ops/nn`, with that option. Run it again with
every new release of jaxlib.
"""

from __future__ import annotations

import time

import numpy as np

from benchmarks.measure import ask, main, table

# Batch, picture's size, channels in and out, kernel's size, stride; no channels out: depthwise.
CONVOLUTIONS = {
    "5x5, 1 to 32, @28": (50, 28, 1, 32, 5, 1),
    "5x5, 32 to 64, @14": (50, 14, 32, 64, 5, 1),
    "5x5, 32 to 64, @14, 256 pictures": (256, 14, 32, 64, 5, 1),
    "3x3, 3 to 16, @32": (64, 32, 3, 16, 3, 1),
    "3x3, 3 to 32, @32": (64, 32, 3, 32, 3, 1),
    "3x3, 16 to 16, @32": (64, 32, 16, 16, 3, 1),
    "3x3, 64 to 64, @28": (32, 28, 64, 64, 3, 1),
    "3x3, 128 to 128, @28": (32, 28, 128, 128, 3, 1),
    "3x3, 256 to 256, @8": (32, 8, 256, 256, 3, 1),
    "3x3 stride 2, 32 to 64, @32": (64, 32, 32, 64, 3, 2),
    "1x1, 64 to 256, @28": (32, 28, 64, 256, 1, 1),
    "1x1 stride 2, 64 to 128, @28": (32, 28, 64, 128, 1, 2),
    "depthwise 3x3, 64, @28": (32, 28, 64, None, 3, 1),
    "depthwise 3x3 stride 2, 128, @28": (32, 28, 128, None, 3, 2),
}
# Batch, size, channels, window, stride.
POOLS = {
    "2x2, 32 channels, @28": (50, 28, 32, 2, 2),
    "3x3 stride 2, 64 channels, @56": (32, 56, 64, 3, 2),
    "3x3 stride 1, 64 channels, @28": (32, 28, 64, 3, 1),
}


def convolutions(quick):
    from jax import lax

    from benchmarks.workloads.jax_layers import TUNED

    def plain(x, k, stride):
        groups = x.shape[-1] if k.shape[-1] == 1 else 1
        k = k.swapaxes(2, 3) if groups > 1 else k
        return lax.conv_general_dilated(
            x, k, (stride, stride), "SAME",
            dimension_numbers=("NHWC", "HWIO", "NHWC"), feature_group_count=groups,
        )  # fmt: skip

    def ours(x, k, stride):
        return (TUNED.depthwise if k.shape[-1] == 1 else TUNED.conv)(x, k, stride)

    found = {}
    for name, (batch, size, before, after, window, stride) in CONVOLUTIONS.items():
        x = np.random.rand(batch, size, size, before).astype(np.float32)
        k = np.random.rand(window, window, before, after or 1).astype(np.float32)
        wrt = (1,) if before <= 3 else (0, 1)
        found[name] = {
            "plain": _least(lambda x, k, s=stride: plain(x, k, s), wrt, x, k, {}, quick),
            "no ynn conv": _least(lambda x, k, s=stride: plain(x, k, s), wrt, x, k, None, quick),
            "ours": _least(lambda x, k, s=stride: ours(x, k, s), wrt, x, k, None, quick),
        }
    return found


def pools(quick):
    import jax.numpy as jnp
    from jax import lax

    from tapeflow.ops.nn.max_pool import max_pool_last
    from tapeflow.ops.nn.window import axes

    found = {}
    for name, (batch, size, channels, window, stride) in POOLS.items():
        x = np.random.rand(batch, size, size, channels).astype(np.float32)
        square, step = (window, window), (stride, stride)
        slides = axes("", (size, size), square, step, (1, 1), "SAME")

        def plain(x, square=square, step=step):
            return lax.reduce_window(x, -jnp.inf, lax.max, (1, *square, 1), (1, *step, 1), "SAME")

        found[name] = {
            "reduce_window": _least(plain, (0,), x, None, {}, quick),
            "ours": _least(lambda x, s=slides: max_pool_last(s, x), (0,), x, None, None, quick),
        }
    return found


def others(quick):
    import jax
    import jax.numpy as jnp

    from benchmarks.workloads.jax_layers import PLAIN, TUNED
    from tapeflow.ops.random.hashed import keep_mask

    rng = np.random.default_rng(0)
    pictures = rng.random((32, 56, 56, 64), np.float32)
    ones = np.ones(64, np.float32)
    maps, kernel = rng.random((64, 32, 32, 64), np.float32), rng.random((3, 3, 64, 1), np.float32)

    def separable(nn):
        """A depthwise convolution among what XLA would fuse it with, to compute it many times."""

        def normalized(x):
            return jax.nn.relu(nn.batch_norm(x, ones, ones))

        return lambda x, k: normalized(nn.depthwise(normalized(x), kernel + k))

    steps = rng.random((32, 50, 128), np.float32)
    logits, labels = rng.random((4096, 1000), np.float32), rng.integers(0, 1000, 4096)
    weights = {
        gates: [rng.random(shape, np.float32) * 0.1 for shape in shapes]
        for gates, shapes in {
            4: ((128, 1024), (256, 1024), (1024,)),
            3: ((128, 768), (256, 768), (2, 768)),
        }.items()
    }
    calls = {
        "batch normalization, 32x56x56x64": lambda nn: (
            lambda x, _: nn.batch_norm(x, ones, ones), pictures
        ),
        "depthwise 3x3 among batch normalizations, 64x32x32x64": lambda nn: (separable(nn), maps),
        "LSTM of 256, 50 steps": lambda nn: (lambda x, _: nn.lstm(x, *weights[4]), steps),
        "GRU of 256, 50 steps": lambda nn: (lambda x, _: nn.gru(x, *weights[3]), steps),
        "cross entropy, 4096 of 1000": lambda nn: (lambda x, _: nn.sparse_loss(x, labels), logits),
    }  # fmt: skip
    found = {}
    for name, call in calls.items():
        found[name] = {}
        for kind, nn, options in (("plain", PLAIN, {}), ("ours", TUNED, None)):
            function, x = call(nn)
            zero = np.zeros((), np.float32)
            found[name][kind] = _least(function, (0, 1), x, zero, options, quick)
    ones, key = np.ones((4, 1000, 1000), np.float32), jax.random.key(0)
    masks = {
        "plain": lambda x: jnp.where(jax.random.bernoulli(key, 0.5, x.shape), x, 0),
        "ours": lambda x: jnp.where(
            keep_mask(jnp.uint32(1), jnp.uint32(2), jnp.float32(0.5), x.shape), x, 0
        ),
    }
    found["dropout of 4 million"] = {
        k: _least(f, (), ones, None, {}, quick) for k, f in masks.items()
    }
    return found


def _least(function, wrt, x, k, options, quick):
    """Milliseconds of processor time, of results and gradients; `options`: None for TapeFlow's."""
    import jax

    from tapeflow.engine import compile_policy

    def whole(*operands):
        if not wrt:
            return function(*operands)
        outputs, pullback = jax.vjp(
            lambda *varied: function(*_filled(operands, wrt, varied)), *[operands[i] for i in wrt]
        )
        return outputs, pullback(outputs)

    if options is None:
        compiled = compile_policy.compile_lazily(whole)
    else:
        compiled = jax.jit(whole, compiler_options=options or None)
    operands = [jax.device_put(part) for part in (x, k) if part is not None]
    jax.block_until_ready(compiled(*operands))
    best = float("inf")
    for _ in range(2 if quick else 9):
        start = time.process_time()
        jax.block_until_ready(compiled(*operands))
        best = min(best, time.process_time() - start)
    return best * 1e3


def _filled(operands, wrt, varied):
    filled = list(operands)
    for position, value in zip(wrt, varied, strict=True):
        filled[position] = value
    return filled


VARIANTS = {
    "convolutions": ("this", convolutions),
    "pools": ("this", pools),
    "others": ("this", others),
}


def measure(quick):
    tables = []
    for variant in VARIANTS:
        for name, found in ask("formulations", variant, quick).items():
            title = f"max pooling {name}" if variant == "pools" else name
            tables.append(table(title, "ms", {kind: [best] for kind, best in found.items()}))
    return tables, []


if __name__ == "__main__":
    main(measure)
