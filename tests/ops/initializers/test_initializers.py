"""Initializers: variances, bounds, configs, and values that are there at once."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops import initializers
from tapeflow.ops.initializers import lookup
from tapeflow.ops.initializers.variance_scaling import fans

PRESETS = {
    "GlorotUniform": 2 / 300, "GlorotNormal": 2 / 300, "HeUniform": 2 / 200, "HeNormal": 2 / 200,
    "LecunUniform": 1 / 200, "LecunNormal": 1 / 200,
}  # fmt: skip


@pytest.mark.parametrize("name", list(PRESETS))
def test_presets_have_their_variance(name):
    drawn = getattr(initializers, name)(seed=1)((200, 100)).numpy()
    assert abs(drawn.var() / PRESETS[name] - 1) < 0.05
    assert abs(drawn.mean()) < 5 * (PRESETS[name] / drawn.size) ** 0.5


@pytest.mark.parametrize("name", sorted({kind.__name__ for kind in lookup.NAMES.values()}))
def test_configs_make_an_equal_one(name):
    shape = (8, 1, 5) if name == "STFT" else (4, 4)
    made = getattr(initializers, name)()
    config = made.get_config()
    if "seed" in config:
        config["seed"] = made.seed
    again = type(made).from_config(config)
    if name != "STFT":
        np.testing.assert_array_equal(made(shape), again(shape))
    assert initializers.deserialize(initializers.serialize(made)).__class__ is type(made)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((), (1, 1)),
        ((5,), (5, 5)),
        ((3, 4), (3, 4)),
        ((3, 3, 16, 32), (144, 288)),
        ((5, 2, 3), (10, 15)),
    ],
)
def test_fans(shape, expected):
    assert fans(shape) == expected


def test_values_are_there_at_once():
    for name in (*PRESETS, "Zeros", "Ones", "Orthogonal", "TruncatedNormal"):
        with tf.GradientTape():
            value = getattr(initializers, name)()((6, 5))
        assert isinstance(value._value, np.ndarray), name


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (2, 3, 4)])
def test_orthogonal_columns_or_rows(shape):
    matrix = initializers.Orthogonal(seed=2)(shape).numpy().reshape(-1, shape[-1])
    small = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
    np.testing.assert_allclose(small, np.eye(len(small)), atol=1e-6)


def test_a_seed_generator_gives_other_numbers_every_time():
    class Seeds:
        drawn = 0

        def next(self):
            self.drawn += 1
            return tf.constant([1, self.drawn], tf.int64)

    initializer = initializers.RandomNormal(seed=Seeds())
    assert not np.array_equal(initializer((3,)), initializer((3,)))


def test_the_default_dtype_can_be_set():
    initializers.set_default_dtype("float64")
    try:
        assert initializers.Zeros()((2,)).dtype is tf.float64
        assert initializers.HeNormal()((2, 2)).dtype is tf.float64
    finally:
        initializers.set_default_dtype("float32")


def test_finders_know_more_names(monkeypatch):
    class Mine(initializers.Initializer):
        pass

    monkeypatch.setattr(lookup, "FINDERS", [{"mine>Mine": Mine}.get])
    assert type(initializers.get("mine>Mine")) is Mine
    data = {"class_name": "Mine", "config": {}, "registered_name": "mine>Mine"}
    assert type(initializers.deserialize(data)) is Mine
    assert type(initializers.deserialize("Mine", {"Mine": Mine})) is Mine


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="glorot_uniform"):
        initializers.get("nonesuch")


def test_shapes_may_be_tensors():
    assert initializers.Zeros()(tf.constant([2, 3])).shape == (2, 3)
    assert initializers.HeNormal()(tf.TensorShape([2, 3])).shape == (2, 3)
