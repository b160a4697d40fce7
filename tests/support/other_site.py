"""A site of somebody else, on an origin of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NAME = "tweed.localhost"
"""Browsers find every name below ``localhost`` on this machine."""


@contextmanager
def running_other_site(body: str) -> Iterator[str]:
    """Serve a page with this body until the block ends; yield the origin."""

    class Handler(_Page):
        content = (
            '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
            f"<title>A site</title><main><h1>A site</h1>{body}</main>"
        ).encode()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{NAME}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Page(BaseHTTPRequestHandler):
    content = b""

    def do_GET(self) -> None:
        found = self.path == "/"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if found:
            self.wfile.write(self.content)

    def log_message(self, *_args: Any) -> None:
        """Stay silent: tests print nothing."""
