import logging

import tapeflow as tf


def test_without_interactive_logging_progress_goes_to_the_log(caplog, capsys, monkeypatch):
    logger = tf.get_logger()
    monkeypatch.setattr(logger, "propagate", True)
    tf.keras.utils.disable_interactive_logging()
    try:
        with caplog.at_level(logging.INFO, logger.name):
            tf.keras.utils.Progbar(2).update(2, [("loss", 0.5)])
    finally:
        tf.keras.utils.enable_interactive_logging()
    assert capsys.readouterr().out == ""
    assert "loss: 0.5" in caplog.text
    tf.keras.utils.Progbar(2).update(2)
    assert capsys.readouterr().out.startswith("2/2")
