"""`ExportArchive`: endpoints written and loaded again."""

import numpy as np
import pytest

import tapeflow as tf


def _model():
    return tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3)])


def test_endpoints_are_loaded(tmp_path):
    model, archive = _model(), tf.keras.export.ExportArchive()
    archive.track_and_add_endpoint("serve", model, [tf.TensorSpec((None, 2))])
    archive.add_endpoint("twice", lambda x: model(x) * 2, [tf.keras.InputSpec(shape=(None, 2))])
    archive.add_variable_collection("weights", model.weights)
    archive.write_out(tmp_path / "m", verbose=False)
    loaded, x = tf.saved_model.load(tmp_path / "m"), np.ones([5, 2], "float32")
    np.testing.assert_allclose(loaded.serve(x), model(x), rtol=1e-6)
    np.testing.assert_allclose(loaded.twice(x), model(x) * 2, rtol=1e-6)
    assert len(archive.variables) == len(archive.trainable_variables) == 2


def test_misuse_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Unsupported format: zip"):
        tf.keras.export.ExportArchive("zip")
    with pytest.raises(NotImplementedError, match="saved_model"):
        tf.keras.export.ExportArchive("neptune_model")
    archive = tf.keras.export.ExportArchive()
    with pytest.raises(ValueError, match="No endpoints"):
        archive.write_out(tmp_path / "m")
    with pytest.raises(ValueError, match="not yet been built"):
        archive.track(tf.keras.layers.Dense(1))
    with pytest.raises(ValueError, match="input_signature"):
        archive.add_endpoint("serve", lambda x: x)
    archive.add_endpoint("serve", lambda x: x, [tf.TensorSpec((2,))])
    with pytest.raises(ValueError, match="already taken"):
        archive.add_endpoint("serve", lambda x: x, [tf.TensorSpec((2,))])


def test_legacy_objects_are_dicts_of_class_and_config():
    saving, layer = tf.keras.legacy.saving, tf.keras.layers.Dense(2, name="d")
    written = saving.serialize_keras_object(layer)
    assert written["class_name"] == "Dense"
    known = {"Dense": tf.keras.layers.Dense}
    assert saving.deserialize_keras_object(written, known).get_config() == layer.get_config()
    with pytest.raises(ValueError, match="Unknown thing: 'what'"):
        saving.deserialize_keras_object("what", printable_module_name="thing")
