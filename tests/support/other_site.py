"""A site of somebody else, on an origin of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NAME = "tweed.localhost"
"""Browsers find every name below ``localhost`` on this machine."""


def policy_allowing(origin: str) -> str:
    """Return a strict policy that lets a page take scripts and frames of this origin only."""
    return f"default-src 'none'; script-src {origin}; frame-src {origin}; style-src 'self'"


@contextmanager
def running_other_site(body: str, policy: str = "") -> Iterator[str]:
    """Serve a page with this body until the block ends; yield the origin.

    :param policy: the content security policy of the page.
    """

    class Handler(_Page):
        content = (
            '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
            f"<title>A site</title><main><h1>A site</h1>{body}</main>"
        ).encode()
        headers_of_page = {"Content-Security-Policy": policy} if policy else {}

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
    headers_of_page: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed

    def do_GET(self) -> None:
        found = self.path == "/"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in self.headers_of_page.items():
            self.send_header(name, value)
        self.end_headers()
        if found:
            self.wfile.write(self.content)

    def log_message(self, *_args: Any) -> None:
        """Stay silent: tests print nothing."""
