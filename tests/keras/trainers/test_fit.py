"""`fit`: many batches in one program, and what must not depend on that."""

import copy

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import program
from tapeflow.keras.trainers import array_source, pace

keras = tf.keras


def data(n=20, seed=0):
    x = np.random.default_rng(seed).normal(size=(n, 4)).astype("float32")
    return x, x[:, :1] * 2 + 1


def dense(**options):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, "relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse", metrics=["mae"], **options)
    return model


class EachBatch(keras.callbacks.Callback):
    def __init__(self):
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append((batch, sorted(logs), type(logs["loss"])))


def weights_after(callbacks=(), verbose=0, feed=lambda x, y: {"x": x, "y": y, "batch_size": 3}):
    model = dense()
    history = model.fit(**feed(*data()), epochs=3, verbose=verbose, callbacks=list(callbacks))
    return history.history, model.get_weights()


def assert_identical(first, second):
    assert first[0] == second[0]
    for a, b in zip(first[1], second[1], strict=True):
        np.testing.assert_array_equal(a, b)


def test_nothing_depends_on_how_an_epoch_is_cut(capsys):
    each = EachBatch()
    quiet = weights_after()
    assert_identical(quiet, weights_after([each], verbose=2))
    assert_identical(quiet, weights_after(verbose=1))
    assert each.seen == [(i, ["loss", "mae"], float) for i in range(7)] * 3
    assert "Epoch 3/3" in capsys.readouterr().out


def test_arrays_that_do_not_stay_on_the_device_train_alike(monkeypatch):
    on_the_device = weights_after(), weights_after([EachBatch()])
    monkeypatch.setattr(array_source, "_MAX_RESIDENT_ON_HOST", 0)
    assert_identical(on_the_device[0], weights_after())
    monkeypatch.setattr(array_source, "_WINDOW_BYTES", 2 * 3 * 5 * 4)  # two batches
    assert_identical(on_the_device[0], weights_after())
    assert_identical(on_the_device[1], weights_after([EachBatch()]))


class Batches:
    """Iterated anew for each epoch, as a data set or loader is."""

    def __init__(self, x, y, size=4):
        self.x, self.y, self.size = x, y, size

    def __iter__(self):
        for i in range(0, len(self.x), self.size):
            yield self.x[i : i + self.size], self.y[i : i + self.size]


def test_batches_of_an_iterable_are_trained_on_like_arrays():
    iterated = weights_after(feed=lambda x, y: {"x": Batches(x, y)})
    arrays = weights_after(feed=lambda x, y: {"x": x, "y": y, "batch_size": 4, "shuffle": False})
    assert_identical(iterated, arrays)
    assert_identical(iterated, weights_after([EachBatch()], feed=lambda x, y: {"x": Batches(x, y)}))


def test_an_eager_step_gives_the_same():
    x, y = data()
    results = []
    for eager in (False, True):
        model = dense(run_eagerly=eager)
        model.fit(x, y, batch_size=4, epochs=2, verbose=0)
        results.append(model.get_weights())
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)  # XLA fuses them differently


def test_a_step_is_recorded_once():
    recorded = []

    class Counting(keras.Sequential):
        def train_step(self, data):
            recorded.append(data[0].shape)
            return super().train_step(data)

    model = Counting([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = data()
    for _ in range(2):
        model.fit(x, y, batch_size=8, epochs=3, verbose=0)
    assert recorded == [(8, 4), (4, 4)]
    model.fit(x, y, batch_size=8, epochs=1, verbose=0, callbacks=[EachBatch()])
    assert len(recorded) == 2


def test_a_step_that_reads_values_runs_as_it_is_written():
    class Reading(keras.Sequential):
        def train_step(self, data):
            logs = super().train_step(data)
            self.losses_seen.append(float(logs["loss"]))
            return logs

    model = Reading([keras.layers.Dense(1)])
    model.losses_seen = []
    model.compile("sgd", "mse")
    x, y = data()
    history = model.fit(x, y, batch_size=5, epochs=2, verbose=0)
    assert len(model.losses_seen) == 8
    assert history.history["loss"] == [model.losses_seen[3], model.losses_seen[7]]


def test_many_batches_are_one_program(monkeypatch):
    monkeypatch.setattr(pace, "_TARGET", 10.0)
    model = dense()
    x, y = data(64)
    model.fit(x, y, batch_size=1, epochs=2, verbose=0)
    steps = model._compiled.steps(model, "train_step")
    calls = []
    run = steps.run
    steps.run = lambda part, start, stop: calls.append(stop - start) or run(part, start, stop)
    model.fit(x, y, batch_size=1, epochs=1, verbose=0)
    assert sum(calls) == 64
    assert len(calls) <= 2


def test_another_number_of_samples_is_the_same_program():
    model = dense()
    for samples in (64, 48, 12):
        x, y = data(samples)
        model.fit(x, y, batch_size=4, verbose=0)
        model.evaluate(x, y, batch_size=4, verbose=0)
    for name in ("train_step", "test_step"):
        assert len(model._compiled.steps(model, name)._loops) == 1


def test_stopping_in_the_middle_of_an_epoch():
    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 2

    model = dense()
    x, y = data()
    history = model.fit(x, y, batch_size=2, epochs=5, verbose=0, callbacks=[Stop()])
    assert history.epoch == [0]
    assert int(model.optimizer.iterations) == 3


def test_an_exception_leaves_the_model_usable():
    class Fail(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                raise KeyboardInterrupt

    model = dense()
    x, y = data()
    with pytest.raises(KeyboardInterrupt):
        model.fit(x, y, batch_size=4, verbose=0, callbacks=[Fail()])
    assert int(model.optimizer.iterations) == 2
    assert all(np.isfinite(w).all() for w in model.get_weights())
    history = model.fit(x, y, batch_size=4, verbose=0)
    assert np.isfinite(history.history["loss"][0])


def test_too_much_memory_leaves_all_weights():
    class Greedy(keras.layers.Layer):
        def call(self, inputs):
            if inputs.shape[0] != 7:
                return inputs
            side = tf.stop_gradient(tf.reduce_sum(inputs)) * tf.range(float(1 << 21))
            huge = tf.sort(tf.sin(side[:, None] + side), axis=0)  # 17 terabytes
            return inputs + tf.reduce_sum(huge[1])

    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Dense(3), Greedy(), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    x, y = data()
    model.fit(x, y, batch_size=5, verbose=0)
    before = [*model.get_weights(), *model.optimizer.get_weights()]
    with pytest.raises(tf.errors.ResourceExhaustedError, match="keep the values"):
        model.fit(x, y, batch_size=7, verbose=0)
    after = [*model.get_weights(), *model.optimizer.get_weights()]
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)
    assert np.isfinite(model.fit(x, y, batch_size=5, verbose=0).history["loss"][0])


def test_a_generator_that_fails_says_so_and_leaves_the_model_usable():
    def failing():
        yield data(4)
        raise OSError("disk on fire")

    model = dense()
    with pytest.raises(OSError, match="disk on fire"):
        model.fit(failing(), verbose=0)
    model.fit(*data(), verbose=0)


def test_wrong_labels_are_refused_with_the_layer_and_variables_kept():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "categorical_crossentropy")
    before = model.get_weights()
    with pytest.raises(ValueError, match="hape"):
        model.fit(np.ones((8, 4)), np.ones((8, 5)), verbose=0)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    model.fit(np.ones((8, 4)), np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 1]], verbose=0)


def test_steps_per_epoch_goes_on_where_the_last_epoch_ended():
    seen = []

    class Numbers:
        def __iter__(self):
            for i in range(7):
                seen.append(i)
                yield np.full((2, 4), i, "float32"), np.zeros((2, 1), "float32")

    model = dense()
    model.fit(Numbers(), steps_per_epoch=3, epochs=2, verbose=0)
    assert seen == [0, 1, 2, 3, 4, 5]
    with pytest.warns(UserWarning, match="ran out of data"):
        history = model.fit(Numbers(), steps_per_epoch=5, epochs=2, verbose=0)
    assert history.epoch == [0, 1]


def test_a_generator_that_ends_ends_training():
    model = dense()
    with pytest.warns(UserWarning, match="ran out of data"):
        history = model.fit((data(4, i) for i in range(3)), steps_per_epoch=2, epochs=4, verbose=0)
    assert history.epoch == [0, 1]


def test_the_history_knows_its_model_and_parameters():
    model = dense()
    history = model.fit(*data(), batch_size=4, epochs=2, verbose=0)
    assert history.params == {"verbose": 0, "epochs": 2, "steps": 5}
    assert history.model is model
    assert model.history is history


def test_layers_frozen_after_compiling_are_trained_until_it_is_compiled_again():
    model = dense()
    x, y = data()
    model.trainable = False
    before = model.get_weights()
    model.fit(x, y, verbose=0)
    assert any((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    assert not model.trainable_variables
    model.compile("sgd", "mse")
    before = model.get_weights()
    with pytest.warns(UserWarning, match="does not have any trainable weights"):
        model.fit(x, y, verbose=0)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_changing_the_optimizer_counts_from_the_next_batch_on():
    model = dense()
    x, y = data()
    model.fit(x, y, verbose=0)
    before = model.get_weights()
    model.optimizer.learning_rate = 0.0
    model.fit(x, y, verbose=0)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    model.optimizer = keras.optimizers.SGD(1.0)
    model.fit(x, y, verbose=0)
    assert any((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))


def test_a_train_step_written_for_keras_2():
    class Old(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs)

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
            self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
            self.compiled_metrics.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    model = Old()
    model.compile("sgd", "mse", metrics=["mae"])
    history = model.fit(*data(), epochs=4, verbose=0)
    assert sorted(history.history) == ["loss", "mae"]
    assert history.history["loss"][-1] < history.history["loss"][0]


def test_two_optimizers_as_in_a_gan():
    class Gan(keras.Model):
        def __init__(self):
            super().__init__()
            self.generator = keras.Sequential([keras.layers.Dense(4)])
            self.discriminator = keras.Sequential([keras.layers.Dense(1)])
            self.d_loss = keras.metrics.Mean(name="d_loss")
            self.g_loss = keras.metrics.Mean(name="g_loss")

        @property
        def metrics(self):
            return [self.d_loss, self.g_loss]

        def compile(self, d_optimizer, g_optimizer, loss_fn):
            super().compile()
            self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn

        def train_step(self, real):
            count = tf.shape(real)[0]
            noise = tf.random.normal((count, 3))
            both = tf.concat([self.generator(noise), real], axis=0)
            labels = tf.concat([tf.ones((count, 1)), tf.zeros((count, 1))], axis=0)
            with tf.GradientTape() as tape:
                d_loss = self.loss_fn(labels, self.discriminator(both))
            weights = self.discriminator.trainable_weights
            self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))  # noqa: B905
            noise = tf.random.normal((count, 3))
            with tf.GradientTape() as tape:
                fooled = self.discriminator(self.generator(noise))
                g_loss = self.loss_fn(tf.zeros((count, 1)), fooled)
            weights = self.generator.trainable_weights
            self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))  # noqa: B905
            self.d_loss.update_state(d_loss)
            self.g_loss.update_state(g_loss)
            return {"d_loss": self.d_loss.result(), "g_loss": self.g_loss.result()}

    def trained():
        keras.utils.set_random_seed(3)
        gan = Gan()
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        gan.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01), loss)
        history = gan.fit(data()[0], batch_size=4, epochs=2, verbose=0)
        return history.history, gan.get_weights()

    first = trained()
    assert sorted(first[0]) == ["d_loss", "g_loss"]
    assert_identical(first, trained())


def test_batch_normalization_moves_its_averages():
    model = keras.Sequential([keras.layers.BatchNormalization(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = data()
    model.fit(x + 5, y, batch_size=4, epochs=20, verbose=0)
    moved = model.layers[0].moving_mean.numpy()
    # 100 steps of momentum 0.99 from 0; batches' means differ a little from the whole's.
    np.testing.assert_allclose(moved, (x.mean(0) + 5) * (1 - 0.99**100), rtol=0.01)


def test_masks_count_in_the_loss_and_metrics():
    x = np.zeros((2, 3, 2), "float32")
    x[:, :2] = 1.0
    y = np.zeros((2, 3, 1), "float32")
    y[:, 2] = 100.0
    model = keras.Sequential(
        [
            keras.layers.Masking(),
            keras.layers.TimeDistributed(keras.layers.Dense(1, kernel_initializer="ones")),
        ]
    )
    model.compile("sgd", "mse", metrics=["mae"])
    assert model.evaluate(x, y, verbose=0) == [4.0, 2.0]


def test_strings_and_what_is_not_numbers():
    with pytest.raises(ValueError, match=r"np\.array"):
        dense().fit([[1.0, 2.0]], [1.0], verbose=0)
    with pytest.raises(ValueError, match="no samples"):
        dense().fit(np.ones((0, 4)), np.ones((0, 1)), verbose=0)
    with pytest.raises(ValueError, match="batch_size"):
        dense().fit(*data(), batch_size=0, verbose=0)


def test_a_data_set_is_trained_on_like_arrays():
    def data_set(x, y):
        return {"x": tf.data.Dataset.from_tensor_slices((x, y)).batch(4)}

    assert_identical(
        weights_after(feed=data_set), weights_after(feed=lambda x, y: {"x": Batches(x, y)})
    )
    endless = tf.data.Dataset.from_tensor_slices(data()).batch(4).repeat()
    with pytest.raises(ValueError, match="never ends"):
        dense().fit(endless, verbose=0)
    assert dense().fit(endless, steps_per_epoch=2, verbose=0).params["steps"] == 2


def test_callbacks_are_checked():
    with pytest.raises(TypeError, match="call the class"):
        dense().fit(*data(), verbose=0, callbacks=[keras.callbacks.TerminateOnNaN])


def test_a_loss_that_is_not_finite_ends_training(capsys):
    model = dense()
    x, y = data()
    y[3] = np.nan
    history = model.fit(
        x, y, epochs=5, batch_size=4, verbose=0, callbacks=[keras.callbacks.TerminateOnNaN()]
    )
    assert history.epoch == [0]
    assert "Invalid loss, terminating training" in capsys.readouterr().out


def test_a_copy_of_a_trained_model_goes_on_by_itself():
    model = dense()
    x, y = data()
    model.fit(x, y, batch_size=4, verbose=0)
    copied = copy.deepcopy(model)
    before = model.get_weights()
    keras.utils.set_random_seed(2)
    copied.fit(x, y, batch_size=4, verbose=0)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    keras.utils.set_random_seed(2)
    model.fit(x, y, batch_size=4, verbose=0)
    for a, b in zip(copied.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_metrics_may_be_the_third_argument_as_in_keras_2():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse", ["mae"])
    history = model.fit(np.ones((4, 2)), np.ones(4), verbose=0).history
    assert list(history) == ["loss", "mae"]


def test_initial_values_that_wait_do_not_compile_the_loop_twice():
    x, y = data()
    model = keras.Sequential([keras.layers.LSTM(3), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x[:, :, None], y, batch_size=10, epochs=3, verbose=0)
    loops = [
        found.nodes
        for found in program._programs.values()
        if any(node.op.name == "Sequential.train_step" for node, _ in found.nodes)
        and any(spec.shape == (1024, 4, 1) for node, _ in found.nodes for spec in node.in_specs)
    ]
    assert [len(nodes) for nodes in loops] == [1]


def test_an_image_data_generators_flow_ends_an_epoch():
    pictures = np.random.default_rng(0).random((10, 4, 4, 1))
    flow = keras.preprocessing.image.ImageDataGenerator(horizontal_flip=True).flow(
        pictures, np.arange(10), batch_size=4
    )
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    seen = EachBatch()
    model.fit(flow, epochs=2, verbose=0, callbacks=[seen])
    assert [batch for batch, *_ in seen.seen] == [0, 1, 2] * 2
