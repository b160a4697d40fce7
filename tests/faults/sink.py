"""The judge: a mail server that misbehaves by rules, and remembers what it accepted and when."""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRWPair

from tests.delivery.scripted_smtp import DROP, ScriptedServer

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"<([^>]*)>")


@dataclass
class Turn:
    """What a connection has come to."""

    recipient: str = ""
    tries: int = 0
    """How often this recipient was named, on any connection."""
    mails: int = 0
    """How many this connection has brought."""


@dataclass(frozen=True)
class Accepted:
    """A mail that exists because the judge took it."""

    message_id: str
    recipient: str
    at: float
    """Seconds since the epoch."""
    content: bytes


Rule = Callable[[Turn], "str | None"]
"""What to answer at a stage; None: healthily."""


class Judge(ScriptedServer):
    """Answers by ``rules``, one for a stage; after that by script, after that healthily."""

    def __init__(self, context: ssl.SSLContext | None = None, *, implicit: bool = False) -> None:
        """Listen."""
        self.rules: dict[str, Rule] = {}
        self.taken: list[Accepted] = []
        self.named: Counter[str] = Counter()
        self.away = False
        self.slim = False
        """Forget what stands in the mails; for very many."""
        self._here = threading.local()
        super().__init__(context, implicit=implicit)

    @property
    def copies(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(each.message_id for each in list(self.taken))

    @property
    def recipients_taken(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(each.recipient for each in list(self.taken))

    @property
    def turn(self) -> Turn:
        """What the connection has come to that is served in this thread."""
        turn: Turn = self._here.turn
        return turn

    def choose(self, stage: str, line: str) -> str:
        """Answer by the rule of the stage."""
        if self.away:
            return DROP
        turn = self._turn(stage, line)
        rule = self.rules.get(stage)
        return (rule(turn) if rule else None) or super().choose(stage, line)

    def keep(self, mail: bytes) -> None:
        """Take a mail."""
        found = _MESSAGE_ID.search(mail)
        assert found is not None, mail
        content = b"" if self.slim else mail
        self.taken.append(Accepted(found[1].decode(), self.turn.recipient, time.time(), content))

    def _read_mail(self, stream: BufferedRWPair) -> str:
        rule = self.rules.get("BODY")
        if rule is not None and rule(self.turn):
            stream.readline()
            return ""
        return super()._read_mail(stream)

    def go_away(self) -> None:
        """Refuse connections, and break off those that are open."""
        self.away = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._listener.close()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Offer STARTTLS from the next connection on, with the certificate in this context."""
        self._context = context

    def come_back(self) -> None:
        """Listen again, at the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.away = False
        self._threads[0] = threading.Thread(target=self._listen)
        self._threads[0].start()

    def _turn(self, stage: str, line: str) -> Turn:
        if stage == "GREETING":
            self._here.turn = Turn()
        turn = self.turn
        if stage == "RCPT":
            found = _ADDRESS.search(line)
            turn.recipient = found[1] if found else ""
            turn.tries = self.named[turn.recipient] = self.named[turn.recipient] + 1
            turn.mails += 1
        return turn


def chosen(share: float, *names: object) -> bool:
    """Tell whether chance, which is the same in every run, hits these names."""
    digest = hashlib.sha256(":".join(map(str, names)).encode()).digest()
    return int.from_bytes(digest[:6], "big") < share * 2**48


def for_share(share: float, reply: str) -> Rule:
    """Return a rule that answers so to this share of all tries."""
    return lambda turn: reply if chosen(share, turn.recipient, turn.tries) else None


@contextmanager
def judging(context: ssl.SSLContext | None = None) -> Iterator[Judge]:
    """Run a judge."""
    judge = Judge(context)
    try:
        yield judge
    finally:
        judge.close()
