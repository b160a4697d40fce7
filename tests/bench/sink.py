"""A mail server in a process of its own that takes everything and counts Message-IDs.

``python -m tests.bench.sink`` prints its port and answers each line of its standard input with a
line: ``report`` with what it has accepted since the last time, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_MESSAGE_ID = re.compile(rb"^Message-ID: *(<[^>\r\n]+>)", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Accepted:
    """What the sink has taken since it was asked last."""

    message_ids: tuple[str, ...]
    """In the order of their arrival."""
    times: tuple[float, ...]
    """When each was accepted, seconds since the epoch."""
    connections: int
    octets: int

    @property
    def repeated(self) -> int:
        """How many mails came once more."""
        return len(self.message_ids) - len(set(self.message_ids))

    @property
    def per_second(self) -> float:
        """Mails per second; the first fifth warms up and is not counted."""
        counted = sorted(self.times)[len(self.times) // 5 :]
        return (len(counted) - 1) / (counted[-1] - counted[0])


class Sink:
    """The running sink."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Read its port."""
        self._process = process
        self.port = int(self._line())

    def report(self) -> Accepted:
        """Return what was accepted since the last report, and forget it."""
        values = self._ask("report")
        return Accepted(
            tuple(values["message_ids"]),
            tuple(values["times"]),
            values["connections"],
            values["octets"],
        )

    def await_mails(self, count: int, *, seconds: float = 300) -> Accepted:
        """Wait until so many mails have come, then report.

        :raises RuntimeError: when they do not come in time.
        """
        patience = time.monotonic() + seconds
        while self._ask("count") < count:
            if time.monotonic() > patience:
                raise RuntimeError(f"{self._ask('count')} of {count} mails came")
            time.sleep(0.05)
        return self.report()

    def _ask(self, question: str) -> Any:
        assert self._process.stdin is not None
        print(question, file=self._process.stdin, flush=True)
        return json.loads(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Run a sink until the body ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Sink(process)
        process.terminate()


class _Tally:
    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.message_ids: list[str] = []
        self.times: list[float] = []
        self.connections = 0
        self.octets = 0

    def keep(self, mail: bytes) -> None:
        found = _MESSAGE_ID.search(mail)
        self.message_ids.append(found.group(1).decode() if found else "")
        self.times.append(time.time())
        self.octets += len(mail)


class _Protocol(asyncio.Protocol):
    """As much of SMTP as our senders speak."""

    def __init__(self, tally: _Tally) -> None:
        self._tally = tally
        self._buffer = bytearray()
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._tally.connections += 1
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._in_data or b"\r\n" in self._buffer:
            if not self._in_data:
                line, _, rest = self._buffer.partition(b"\r\n")
                self._buffer = rest
                self._transport.write(self._answer(bytes(line).upper()))
            elif _END in self._buffer:
                mail, _, rest = self._buffer.partition(_END)
                self._buffer, self._in_data = rest, False
                self._tally.keep(bytes(mail))
                self._transport.write(b"250 2.0.0 taken\r\n")
            else:
                return

    def _answer(self, line: bytes) -> bytes:
        if line.startswith(b"EHLO"):
            return b"250-sink\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
        if line.startswith(b"DATA"):
            self._in_data = True
            return b"354 go on\r\n"
        if line.startswith(b"QUIT"):
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
            return b""
        return b"250 2.1.0 fine\r\n"


async def _serve() -> None:
    loop, tally = asyncio.get_running_loop(), _Tally()
    server = await loop.create_server(lambda: _Protocol(tally), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while question := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        if question == "count":
            print(len(tally.times), flush=True)
        else:
            print(json.dumps(vars(tally)), flush=True)
            tally.clear()


if __name__ == "__main__":
    asyncio.run(_serve())
