import pytest

from tapeflow.engine import flush
from tapeflow.explain import History


@pytest.fixture
def history():
    """Takes notes while the test runs."""
    flush()  # what an earlier test left pending
    history = History()
    history.start()
    yield history
    history.stop()
