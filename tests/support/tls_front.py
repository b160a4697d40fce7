"""A reverse proxy that ends TLS, as it stands in front of the service in production."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.delivery.certificates import make_certificate

NAMES = "DNS:localhost,DNS:meet.localhost,IP:127.0.0.1"

_PER_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@contextmanager
def running_tls_front(target: int, folder: Path) -> Iterator[int]:
    """Pass what comes in over TLS on to a port of this machine; yield the port that listens.

    The service behind needs ``proxy_hops=1``; a browser has to accept the certificate.
    """

    class Handler(_Passing):
        port = target

    with running_tls_server(Handler, folder) as listening:
        yield listening


@contextmanager
def running_tls_server(handler: type[BaseHTTPRequestHandler], folder: Path) -> Iterator[int]:
    """Serve over TLS with this handler until the body ends; yield the port."""
    folder.mkdir(parents=True, exist_ok=True)
    context, _certificate = make_certificate(folder, NAMES)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    # Shaken hands per connection in its own thread: a browser that waits must not stop others.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Passing(BaseHTTPRequestHandler):
    port = 0

    def do_GET(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_message(self, *_args: Any) -> None:
        """Stay silent: tests print nothing."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if _passes(name)}
        headers["X-Forwarded-Proto"] = "https"
        headers["X-Forwarded-For"] = self.client_address[0]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if _passes(name) and name.lower() not in {"server", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _passes(name: str) -> bool:
    return name.lower() not in _PER_CONNECTION and not name.lower().startswith("x-forwarded-")
