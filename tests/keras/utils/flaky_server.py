"""A web server on this machine that breaks off, refuses ranges, or changes its file."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """One file, how it is served, and what was asked for it."""

    def __init__(self, content: bytes):
        self.content = content
        self.etag: str | None = '"one"'
        self.break_after: list[int] = []  # bytes sent before each of the next answers breaks off
        self.ranges = True
        self.status: int | None = None
        self.requests: list[dict[str, str]] = []
        self.address = ""

    def origin(self, name: str = "data.bin") -> str:
        return f"{self.address}/folder/{name}?token=1"


@contextmanager
def serve(content: bytes):
    """Yields a `Site` that can be reached on the loopback interface."""
    site = Site(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.requests.append(dict(self.headers))
            if site.status is not None:
                self.send_error(site.status)
                return
            start = _start(self.headers, site)
            if start and start >= len(site.content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(site.content)}")
                self.end_headers()
                return
            body = site.content[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            if site.etag:
                self.send_header("ETag", site.etag)
            self.end_headers()
            if site.break_after:
                body = body[: site.break_after.pop(0)]
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _start(headers, site: Site) -> int:
    found = re.fullmatch(r"bytes=(\d+)-", headers.get("Range", ""))
    if not found or not site.ranges:
        return 0
    if headers.get("If-Range") not in (None, site.etag):
        return 0
    return int(found[1])
