"""Where returned mails wait: a maildir folder, or a folder on an IMAP server.

A mail is removed, or marked as seen, only after the caller has dealt with it; whatever interrupts
that leaves it for the next time.
"""

from __future__ import annotations

import imaplib
import logging
import os
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from webinars.errors import WebinarsError
from webinars.settings import Settings

_log = logging.getLogger(__name__)

Handle = Callable[[bytes], bool]
"""Deals with a mail; True: nobody needs it any more."""

Progress = Callable[[], None]
"""Called before each mail, to show that the reading goes on."""

AT_ONCE = 500
"""Mails of one round, so that a flood does not hold up everything else."""

MOST_FAILURES = 10
"""Mails of one round that may fail before it ends: then not a mail is wrong but something else."""

SEEN = ":2,S"
"""Ending of a maildir's file whose mail was looked at."""


class MailboxError(WebinarsError):
    """A mailbox, or a mail in it, cannot be read now."""


class _Round:
    """Hands mails on; one that fails stays for the next time and holds up no other."""

    def __init__(self, handle: Handle, progress: Progress) -> None:
        self._handle, self._progress = handle, progress
        self._failures: list[str] = []
        self.count = 0

    def deal_with(self, data: bytes) -> bool | None:
        """Return what ``handle`` says, or None when it failed.

        :raises MailboxError: when too many have failed.
        """
        self._progress()
        try:
            done = self._handle(data)
        except Exception as error:  # noqa: BLE001 - a mail is foreign and may do anything
            _log.exception("returned mail failed")
            self._failures.append(type(error).__name__)
            if len(self._failures) >= MOST_FAILURES:
                self.end()
            return None
        self.count += 1
        return done

    def end(self) -> int:
        """Return how many were dealt with.

        :raises MailboxError: when one has failed.
        """
        if self._failures:
            raise MailboxError(f"{len(self._failures)} mails failed: {self._failures[-1]}")
        return self.count


def no_progress() -> None:
    """Tell nobody."""


def read_mailboxes(
    settings: Settings, largest: int, handle: Handle, progress: Progress = no_progress
) -> int:
    """Hand every new mail of the configured mailboxes to ``handle``; return how many.

    :param largest: bytes that are read of a mail.
    :raises MailboxError: when one of them cannot be read; the other has been.
    """
    count, problem = 0, ""
    if settings.bounce_maildir is not None:
        try:
            count += _read_maildir(settings.bounce_maildir, largest, _Round(handle, progress))
        except (OSError, MailboxError) as error:
            problem = f"maildir: {error}"
    if settings.bounce_imap_server:
        try:
            count += _read_imap(settings, largest, _Round(handle, progress))
        except (OSError, MailboxError, imaplib.IMAP4.error) as error:
            problem = f"{problem} IMAP: {error}".strip()
    if problem:
        raise MailboxError(problem)
    return count


def _read_maildir(folder: Path, largest: int, mails: _Round) -> int:
    """Deal with the mails of a maildir that were not seen."""
    for path in list(_unseen(folder))[:AT_ONCE]:
        try:
            with path.open("rb") as file:
                data = file.read(largest)
        except FileNotFoundError:
            continue  # another worker was here
        done = mails.deal_with(data)
        with suppress(FileNotFoundError):
            if done:
                path.unlink()
            elif done is not None:
                name = path.name.partition(":2,")[0]
                path.rename(folder / "cur" / f"{name}{SEEN}")
    return mails.end()


def _read_imap(settings: Settings, largest: int, mails: _Round) -> int:
    """Deal with the mails of an IMAP folder that were not seen."""
    context = ssl.create_default_context()
    server, port = settings.bounce_imap_server, settings.bounce_imap_port
    with imaplib.IMAP4_SSL(
        server, port, ssl_context=context, timeout=settings.mail_timeout
    ) as mailbox:
        mailbox.login(settings.bounce_imap_username, settings.bounce_imap_password)
        # What a server can do is often told only to those who have signed in.
        removes_one = b"UIDPLUS" in _checked(mailbox.capability())[0].upper().split()
        _checked(mailbox.select(_quoted(settings.bounce_imap_folder)))
        found = _checked(mailbox.uid("SEARCH", "UNSEEN"))
        for uid in found[0].split()[:AT_ONCE] if found and found[0] else []:
            data = _fetched(mailbox, uid.decode("ascii"), largest)
            if data is None:
                continue
            done = mails.deal_with(data)
            if done is None:
                continue
            flags = "\\Seen \\Deleted" if done else "\\Seen"
            _checked(mailbox.uid("STORE", uid.decode("ascii"), "+FLAGS.SILENT", f"({flags})"))
            if done and removes_one:
                # RFC 4315; a plain EXPUNGE would remove what others have marked as well.
                _checked(mailbox.uid("EXPUNGE", uid.decode("ascii")))
    return mails.end()


def _unseen(folder: Path) -> Iterator[Path]:
    for place in ("new", "cur"):
        with os.scandir(folder / place) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
        for name in names:
            if place == "new" or "S" not in name.partition(":2,")[2]:
                yield folder / place / name


def _fetched(mailbox: imaplib.IMAP4, uid: str, largest: int) -> bytes | None:
    parts = _checked(mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{largest}>)"))
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _checked(answer: tuple[str, Any]) -> Any:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(str(data))
    return data


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
