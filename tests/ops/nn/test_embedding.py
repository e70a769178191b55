"""`tf.nn.embedding_lookup` looks at ids that are on the host."""

import numpy as np
import pytest

import tapeflow as tf


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64"])
def test_an_id_outside_the_table_is_refused_whatever_its_type(dtype):
    table = tf.ones([10, 2])
    assert tf.nn.embedding_lookup(table, np.array([[0, 9]], dtype)[:, ::-1]).shape == (1, 2, 2)
    for wrong in (10, 100, *([] if dtype == "uint8" else [-1, np.iinfo(dtype).min])):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[1\]"):
            tf.nn.embedding_lookup(table, np.array([3, wrong], dtype))
