"""`LivePage`: the report while training goes on, for a browser on this machine alone."""

from __future__ import annotations

import secrets
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tapeflow.explain.history import History
from tapeflow.explain.page import as_json, page
from tapeflow.explain.snapshot import snapshot

# Seconds: within them a page that is open asks again.
_PATIENCE = 3.0


class LivePage:
    """Serves the page on 127.0.0.1 from a thread of its own; the training is only looked at.

    The address has a secret part: without it, other users and pages of the machine see nothing.

    Args:
      history: what is shown.
      title: the script's name.
    """

    def __init__(self, history: History, title: str):
        self._history, self._title = history, title
        self._token = secrets.token_urlsafe(16)
        self._asked = 0.0
        self._is_over = False
        self._showed_end = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="tapeflow live page", daemon=True
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{self._token}/"

    def start(self) -> None:
        """Begins to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it; a page that is open sees the end first."""
        self._is_over = True
        if time.monotonic() - self._asked < _PATIENCE:
            self._showed_end.wait(_PATIENCE)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, host: str) -> tuple[HTTPStatus, str, str]:
        """Status, kind and text of what is at `path`."""
        port = self._server.server_port
        # A foreign site whose name was made to mean this machine has another host.
        if host not in (f"127.0.0.1:{port}", f"localhost:{port}"):
            return HTTPStatus.FORBIDDEN, "text/plain", "only for 127.0.0.1"
        _, token, *rest = path.split("/")
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return HTTPStatus.NOT_FOUND, "text/plain", "not found"
        if rest == [""]:
            return HTTPStatus.OK, "text/html", page(None)
        if rest == ["data.json"]:
            self._asked = time.monotonic()
            is_over = self._is_over
            text = as_json(snapshot(self._history, self._title, is_over))
            return HTTPStatus.OK, "application/json", text
        return HTTPStatus.NOT_FOUND, "text/plain", "not found"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        live = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                was_over = live._is_over
                status, kind, text = live.answer(self.path, self.headers.get("Host", ""))
                body = text.encode()
                self.send_response(status)
                for name, value in (
                    ("Content-Type", f"{kind}; charset=utf-8"),
                    ("Content-Length", str(len(body))),
                    ("Cache-Control", "no-store"),
                    ("Referrer-Policy", "no-referrer"),
                    ("X-Content-Type-Options", "nosniff"),
                    ("X-Frame-Options", "DENY"),
                ):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                if was_over and kind == "application/json":
                    live._showed_end.set()

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler
