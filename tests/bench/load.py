"""Requests to one address as fast as it answers, from a process of its own.

``python -m tests.bench.load PORT CONNECTIONS SECONDS`` reads the request from its standard input
and prints how many answers came, how long they took, and of which status they were, as JSON.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import quantiles

FEWEST = 20
"""Answers that are waited for, however long they take."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"


@dataclass(frozen=True, kw_only=True)
class Load:
    """What came back."""

    per_second: float
    median: float
    """Seconds."""
    p95: float
    statuses: dict[str, int]


def load(
    port: int,
    path: str,
    host: str,
    *,
    connections: int = 8,
    seconds: float,
    method: str = "GET",
    **headers: str,
) -> Load:
    """Ask again and again; the process that asks is none of ours.

    :param headers: more of them, with underscores for dashes.
    """
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if method == "POST":
        lines.append("Content-Length: 0")
    request = "\n".join([*lines, "", ""])
    command = [sys.executable, "-m", "tests.bench.load", str(port), str(connections), str(seconds)]
    done = subprocess.run(command, input=request, text=True, check=True, stdout=subprocess.PIPE)
    return Load(**json.loads(done.stdout))


@dataclass
class _Visitor:
    """One connection that is kept, with one question under way."""

    sock: socket.socket
    asked_at: float = 0.0
    answer: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        self.answer.clear()
        self.asked_at = time.perf_counter()
        self.sock.sendall(request)

    def listen(self) -> bytes | None:
        """Return the status once the whole answer is there."""
        data = self.sock.recv(262_144)
        if not data:
            raise ConnectionError("the server hung up")
        self.answer += data
        end = self.answer.find(_END)
        if end < 0:
            return None
        length = _LENGTH.search(self.answer, 0, end)
        whole = end + len(_END) + (int(length.group(1)) if length else 0)
        return bytes(self.answer[9:12]) if len(self.answer) >= whole else None


def _ask(port: int, connections: int, seconds: float, request: bytes) -> Load:
    selector, times, statuses = selectors.DefaultSelector(), list[float](), Counter[str]()
    for _ in range(connections):
        visitor = _Visitor(socket.create_connection(("127.0.0.1", port)))
        visitor.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(visitor.sock, selectors.EVENT_READ, visitor)
        visitor.ask(request)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds or len(times) < FEWEST:
        for key, _ in selector.select(seconds):
            status: bytes | None = key.data.listen()
            if status is not None:
                times.append(time.perf_counter() - key.data.asked_at)
                statuses[status.decode()] += 1
                key.data.ask(request)
    lasted = time.perf_counter() - began
    parts = quantiles(times, n=20)
    return Load(
        per_second=len(times) / lasted, median=parts[9], p95=parts[18], statuses=dict(statuses)
    )


if __name__ == "__main__":
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    # Through the pipe its lines end as those of any text.
    found = _ask(port, connections, seconds, sys.stdin.read().replace("\n", "\r\n").encode())
    print(json.dumps(vars(found)))
