import pytest

from tapeflow.explain import History


@pytest.fixture
def history():
    """Takes notes while the test runs."""
    history = History()
    history.start()
    yield history
    history.stop()
