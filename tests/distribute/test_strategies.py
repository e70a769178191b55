"""Scripts for several devices, on one."""

import numpy as np
import pytest

import tapeflow as tf


@pytest.mark.parametrize(
    "make",
    [
        tf.distribute.MirroredStrategy,
        tf.distribute.MultiWorkerMirroredStrategy,
        tf.distribute.experimental.CentralStorageStrategy,
        lambda: tf.distribute.OneDeviceStrategy("/cpu:0"),
    ],
)
def test_a_custom_training_loop_runs(make):
    strategy = make()
    batch = 8 * strategy.num_replicas_in_sync
    x = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True))).batch(batch)
    data = strategy.experimental_distribute_dataset(data)
    with strategy.scope():
        assert tf.distribute.get_strategy() is strategy
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        optimizer = tf.keras.optimizers.SGD(0.1)

    def step(inputs):
        features, targets = inputs
        with tf.GradientTape() as tape:
            errors = tf.reduce_sum((model(features) - targets) ** 2)
            loss = errors / batch
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    @tf.function
    def distributed_step(inputs):
        losses = strategy.run(step, args=(inputs,))
        return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)

    losses = [distributed_step(inputs).numpy() for _ in range(5) for inputs in data]
    assert losses[-1] < 0.5 * losses[0]


def test_contexts():
    strategy = tf.distribute.MirroredStrategy()
    assert not tf.distribute.has_strategy()
    assert tf.distribute.get_strategy().num_replicas_in_sync == 1
    with strategy.scope():
        assert tf.distribute.in_cross_replica_context()
        assert tf.distribute.get_replica_context() is None
        inside = strategy.run(tf.distribute.get_replica_context)
    assert inside.replica_id_in_sync_group == 0
    assert strategy.reduce("MEAN", tf.constant([1.0, 3.0]), axis=0).numpy() == 2.0


def test_data_sets_are_made_for_the_one_pipeline():
    strategy = tf.distribute.MirroredStrategy()

    def make(context):
        size = context.get_per_replica_batch_size(4)
        data = tf.data.Dataset.range(8).shard(
            context.num_input_pipelines, context.input_pipeline_id
        )
        return data.batch(size)

    batches = list(strategy.distribute_datasets_from_function(make))
    assert [len(batch) for batch in batches] == [4, 4]


def test_what_needs_several_devices_is_refused(monkeypatch):
    with pytest.raises(NotImplementedError, match="several devices"):
        tf.distribute.MirroredStrategy(["/gpu:0", "/gpu:1"])
    monkeypatch.setenv("TF_CONFIG", '{"cluster": {"worker": ["a:1", "b:1"]}}')
    with pytest.raises(NotImplementedError, match="2 workers"):
        tf.distribute.MultiWorkerMirroredStrategy()
