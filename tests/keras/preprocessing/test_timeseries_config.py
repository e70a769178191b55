"""`TimeseriesGenerator.to_json`; Keras 3.15's own raises AttributeError."""

import json

import numpy as np
import pytest

from tapeflow.keras.preprocessing.sequence import TimeseriesGenerator


def test_config_as_json():
    generator = TimeseriesGenerator(np.arange(6), list(range(6)), 2, stride=2, batch_size=2)
    found = json.loads(generator.to_json())
    assert found["class_name"] == "TimeseriesGenerator"
    assert found["config"]["data"] == "[0, 1, 2, 3, 4, 5]"
    assert found["config"]["start_index"] == 2


def test_data_that_is_no_json_is_refused():
    with pytest.raises(TypeError, match="not JSON"):
        TimeseriesGenerator([{1}] * 6, [1] * 6, 2).to_json()
