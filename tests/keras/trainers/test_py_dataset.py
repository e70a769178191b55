"""`PyDataset` in `fit`: order, workers, hooks."""

import numpy as np
import pytest

import tapeflow as tf

keras = tf.keras


class Numbered(keras.utils.PyDataset):
    """Batch `i` is full of `i`; it remembers what it was asked."""

    def __init__(self, **options):
        super().__init__(**options)
        self.asked, self.ended = [], 0

    def __len__(self):
        return 6

    def __getitem__(self, index):
        self.asked.append(index)
        return np.full((2, 3), index, "float32"), np.full((2, 1), index, "float32")

    def on_epoch_end(self):
        self.ended += 1


def fit(batches, **options):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.001), "mse")
    history = model.fit(batches, epochs=2, verbose=0, **options)
    return history, model.get_weights()


def test_in_order_and_shuffled():
    batches = Numbered()
    history, _ = fit(batches, shuffle=False)
    assert batches.asked == [0, 1, 2, 3, 4, 5] * 2
    assert batches.ended == 2
    assert history.params["steps"] == 6
    shuffled = Numbered()
    fit(shuffled)
    assert sorted(shuffled.asked[:6]) == [0, 1, 2, 3, 4, 5]
    assert shuffled.asked[:6] != shuffled.asked[6:]


@pytest.mark.parametrize("options", [{"workers": 3}, {"workers": 2, "max_queue_size": 1}])
def test_workers_change_nothing(options):
    alone, own = fit(Numbered())
    together, others = fit(Numbered(**options))
    assert alone.history == together.history
    for a, b in zip(own, others, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_worker_that_fails_says_so():
    class Failing(Numbered):
        def __getitem__(self, index):
            if index == 3:
                raise OSError("no such picture")
            return super().__getitem__(index)

    with pytest.raises(OSError, match="no such picture"):
        fit(Failing(workers=2), shuffle=False)


def test_classes_have_weights():
    history, _ = fit(Numbered(), class_weight={i: 0.0 for i in range(6)})
    assert history.history["loss"] == [0.0, 0.0]
