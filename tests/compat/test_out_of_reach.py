import pytest

import tapeflow as tf
import tapeflow.compat
from tapeflow.compat.out_of_reach import GONE, OUT_OF_REACH, reason


def test_no_name_of_the_package_is_listed():
    def there(name):
        found = tf
        for part in name.split(".")[1:]:
            found = getattr(found, part, None)
        return found is not None

    assert not [name for name in (*OUT_OF_REACH, *GONE) if there(name)]


def test_the_error_names_the_alternative():
    with pytest.raises(AttributeError, match="use the arguments"):
        tf.placeholder  # noqa: B018 - the lookup is what raises
    with pytest.raises(AttributeError, match=r"'other'$"):
        tf.other  # noqa: B018 - the same
    assert reason("tensorflow.lite.TFLiteConverter") == reason("tf.lite")
    assert reason("tensorflow.literal") is None


def test_scripts_see_it_too():
    tapeflow.compat.install()
    try:
        import tensorflow

        with pytest.raises(AttributeError, match="use tf"):
            tensorflow.train.GradientDescentOptimizer  # noqa: B018 - the lookup is what raises
        with pytest.raises(ModuleNotFoundError, match="MirroredStrategy"):
            import tensorflow.experimental.dtensor
    finally:
        tapeflow.compat.uninstall()


def test_keras_src_holds_the_public_names():
    tapeflow.compat.install()
    try:
        from keras.src import layers
        from keras.src.losses import MeanSquaredError
        from tensorflow.keras.src.optimizers import SGD

        assert layers.Dense is tf.keras.layers.Dense
        assert MeanSquaredError is tf.keras.losses.MeanSquaredError
        assert SGD is tf.keras.optimizers.SGD
    finally:
        tapeflow.compat.uninstall()
