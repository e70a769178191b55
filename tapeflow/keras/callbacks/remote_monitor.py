"""`RemoteMonitor`: sends the logs of every epoch to a server."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
import warnings
from typing import Any

import numpy as np

from tapeflow.keras.callbacks.callback import Callback

_TIMEOUT = 30.0  # seconds


class RemoteMonitor(Callback):
    """Posts a JSON object of `epoch` and the logs, as a form's field or as it is.

    Args:
      root: the server's address.
      path: what follows it.
      field: the form's field.
      headers: additional HTTP headers.
      send_as_json: whether the object is the whole request, not a field of a form.
    """

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: dict[str, str] | None = None,
        send_as_json: bool = False,
    ):
        self.root, self.path, self.field = root, path, field
        self.headers, self.send_as_json = headers, send_as_json

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        sent: dict[str, Any] = {"epoch": epoch}
        for name, value in (logs or {}).items():
            sent[name] = value.item() if isinstance(value, (np.ndarray, np.generic)) else value
        text = json.dumps(sent)
        headers = dict(self.headers or {})
        if self.send_as_json:
            headers.setdefault("Content-Type", "application/json")
            body = text
        else:
            body = urllib.parse.urlencode({self.field: text})
        request = urllib.request.Request(self.root + self.path, body.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                answer.read()
        except (urllib.error.URLError, OSError):
            warnings.warn(f"Could not reach RemoteMonitor root server at {self.root}", stacklevel=2)
