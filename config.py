"""Settings of the service: typed, read from the environment, refused at start when they are wrong.

Every setting is an environment variable named ``WEBINARS_`` plus the field's name in capitals.
``docs/operations.md`` lists them all; a test keeps that list complete.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "WEBINARS_"

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Mail servers that may be spoken to without encryption."""

KEY_MIN_LENGTH = 32
"""Characters of a secret key."""

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*", re.ASCII)
_PORT = r"(:[1-9]\d{0,3}|:[1-5]\d{4}|:6[0-4]\d{3})"
_ORIGIN = re.compile(rf"https?://(\*\.)?({_HOST.pattern}|\[[\dA-Fa-f:.]+\]){_PORT}?(/|$)", re.ASCII)

_ADDRESS = re.compile(r"[^@\s<>,\"]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _key(value: str) -> str:
    if len(value) < KEY_MIN_LENGTH or len(set(value)) < 8:
        raise ValueError(
            f"must be a random text of at least {KEY_MIN_LENGTH} characters, for example from"
            " `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`"
        )
    return value


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be {', '.join(choices[:-1])} or {choices[-1]}")
        return value

    return parse


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value) if value.isdecimal() else least - 1
        if not least <= number <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return number

    return parse


def _ladder(value: str) -> tuple[int, ...]:
    steps = _names(value)
    if not steps:
        raise ValueError("must be whole numbers such as 10,30,60")
    return tuple(_whole(1, 86400)(step) for step in steps)


def _base_url(value: str) -> str:
    if not _ORIGIN.fullmatch(value) or "*" in value or "[" in value:
        raise ValueError("must be an address without a path, such as https://webinars.example.org")
    return _safe(value).rstrip("/")


def _safe(value: str) -> str:
    if not re.fullmatch(rf"{_ORIGIN.pattern}\S*", value, re.ASCII):
        raise ValueError("must be a web address such as https://monitor.example.org/ping/1234")
    if value.startswith("http://") and urlsplit(value).hostname not in LOOPBACK:
        raise ValueError("must begin with https:// unless it is an address of this machine")
    return value


def _or_empty(parse: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: parse(value) if value else value


def _names(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _several(fits: Callable[[str], object], what: str) -> Callable[[str], tuple[str, ...]]:
    def parse(value: str) -> tuple[str, ...]:
        for name in _names(value):
            if not fits(name):
                raise ValueError(f"must be {what}; {name} is none")
        return tuple(name.rstrip("/") for name in _names(value))

    return parse


def _mail_address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("must be an e-mail address such as webinars@example.org")
    return value


def _bounce_address(value: str) -> str:
    # Its signed form adds up to 38 characters, and 64 may stand before the @.
    if len(value.partition("@")[0]) > 20:
        raise ValueError("may have 20 characters before the @")
    return _mail_address(value) if value else ""


def _database(value: str) -> str:
    if value.startswith("postgresql://"):
        value = "postgresql+psycopg://" + value.removeprefix("postgresql://")
    if not re.fullmatch(r"sqlite:///[^?]+|postgresql\+psycopg://.*", value):
        raise ValueError("must begin with sqlite:/// (a file, nothing more) or postgresql://")
    if value.startswith("sqlite:///"):
        # Flask-SQLAlchemy would look for a relative one in a folder of its own.
        value = f"sqlite:///{Path(value.removeprefix('sqlite:///')).absolute()}"
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    named = _HOST.fullmatch(host) or (host.startswith("[") and host.endswith("]"))
    if not named or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("must be an address and a port such as 127.0.0.1:8000 or [::1]:8000")
    return value


def _folder(value: str) -> Path | None:
    if value and not Path(value).is_dir():
        raise ValueError(f"must be an existing folder; {value} is none")
    return Path(value) if value else None


def _yes(value: str) -> bool:
    return _one_of("0", "1")(value) == "1"


def _setting(parse: Callable[[str], Any], about: str, default: str | None = None) -> Any:
    return field(metadata={"parse": parse, "about": about, "default": default})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings; read and checked by ``webinars/settings.py``."""

    secret_key: str = _setting(_key, "Signs cookies and form tokens. May be changed at any time.")
    former_secret_key: str = _setting(
        _or_empty(_key), "The one before, while it is changed; empty: none.", ""
    )
    link_key: str = _setting(_key, "For links in mails and second factors. Changing it kills both.")
    address_key: str = _setting(_key, "Keyed hash of addresses. Changing it forgets objections.")
    public_base_url: str = _setting(
        _base_url, "Where people reach the service; every link in a mail begins with it."
    )
    trusted_hosts: tuple[str, ...] = _setting(
        _several(_HOST.fullmatch, "host names such as www.example.org"),
        "Host names that requests may carry; empty: the one of the public base URL.",
        "",
    )
    proxy_hops: int = _setting(
        _whole(0, 5), "Reverse proxies in front, whose X-Forwarded headers are believed.", "0"
    )
    database_url: str = _setting(
        _database, "sqlite:///FILE or postgresql://USER@HOST/NAME.", "sqlite:///webinars.sqlite3"
    )
    listen: str = _setting(_listen, "Address and port of the web server.", "127.0.0.1:8000")
    web_processes: int = _setting(_whole(1, 64), "Web server processes.", "2")
    web_threads: int = _setting(_whole(1, 64), "Threads in each web process.", "2")
    page_kept_seconds: int = _setting(
        _whole(0, 60), "Seconds that a public page is kept while nothing changes; 0: never.", "10"
    )
    mail_server: str = _setting(_text, "Name of the SMTP server.", "127.0.0.1")
    mail_port: int = _setting(_whole(1, 65535), "Port of the SMTP server.", "25")
    mail_encryption: str = _setting(
        _one_of("tls", "starttls", "none"),
        "tls, starttls, or none (only for a server on this machine).",
        "starttls",
    )
    mail_username: str = _setting(str.strip, "Login at the SMTP server; empty: none.", "")
    mail_password: str = _setting(str.strip, "Password at the SMTP server.", "")
    mail_sender: str = _setting(_mail_address, "The service mailbox that all mails come from.")
    mail_timeout: int = _setting(_whole(1, 300), "Seconds to wait for the SMTP server.", "20")
    mail_dot_timeout: int = _setting(_whole(1, 600), "The same, after a complete mail.", "300")
    mail_connections: int = _setting(_whole(1, 8), "SMTP connections of each worker.", "1")
    mail_per_minute: int = _setting(_whole(0, 9999), "Most mails of a worker; 0: no limit.", "0")
    mail_per_domain: int = _setting(_whole(0, 8), "Most at once to one domain; 0: no limit.", "0")
    mail_connection_messages: int = _setting(_whole(1, 1000), "Mails of one connection.", "50")
    bounce_address: str = _setting(_bounce_address, "Where mails return to; empty: nowhere.", "")
    bounce_maildir: Path | None = _setting(_folder, "Maildir of returned mails.", "")  # noqa: RUF009
    bounce_imap_server: str = _setting(str.strip, "IMAP server (TLS) of returned mails.", "")
    bounce_imap_port: int = _setting(_whole(1, 65535), "Port of the IMAP server.", "993")
    bounce_imap_username: str = _setting(str.strip, "Login at the IMAP server.", "")
    bounce_imap_password: str = _setting(str.strip, "Password at the IMAP server.", "")
    bounce_imap_folder: str = _setting(_text, "Folder on the IMAP server.", "INBOX")
    bounce_seconds: int = _setting(_whole(1, 86400), "Seconds between looks for them.", "180")
    link_hours: int = _setting(_whole(1, 336), "Hours an address confirmation stays valid.", "48")
    unconfirmed_days: int = _setting(_whole(1, 30), "Days of an unconfirmed sign-up.", "7")
    registration_days: int = _setting(
        _whole(1, 3650), "Days after the last webinar until a person's data is deleted.", "30"
    )
    note_days: int = _setting(
        _whole(1, 3650), "Days after the webinar until private notes are deleted.", "30"
    )
    body_days: int = _setting(_whole(1, 90), "Days that the text of a sent mail is kept.", "7")
    erasures_folder: Path | None = _setting(  # noqa: RUF009 - a field like all others
        _folder, "Folder that remembers erasures, for restored backups; empty: nothing does.", ""
    )
    backup_days: int = _setting(
        _whole(1, 365), "Days that backups are kept, and erasures remembered.", "30"
    )
    confirmation_mails_per_day: int = _setting(
        _whole(1, 20), "Address confirmations to one address within 24 hours.", "3"
    )
    resend_seconds: int = _setting(
        _whole(1, 3600), "Seconds until an address confirmation may be asked for again.", "60"
    )
    form_seconds: int = _setting(
        _whole(0, 60), "Seconds that filling in the form takes; faster ones take a step more.", "3"
    )
    sign_ups_per_hour: int = _setting(
        _whole(1, 100_000), "Registrations of one network in an hour without a step more.", "15"
    )
    settle_seconds: int = _setting(_whole(0, 3600), "Seconds from a move to its mails.", "120")
    join_minutes: int = _setting(_whole(0, 120), "Minutes before the start to let people in.", "10")
    late_minutes: int = _setting(
        _whole(0, 1440), "Minutes before a reminder from which new seats do not get it.", "30"
    )
    session_idle_minutes: int = _setting(
        _whole(1, 1440), "Minutes without a click after which an organiser signs in again.", "30"
    )
    session_hours: int = _setting(_whole(1, 168), "Hours until they sign in again anyway.", "12")
    proof_minutes: int = _setting(
        _whole(1, 1440), "Minutes after which an export asks for password or code again.", "10"
    )
    embed_origins: tuple[str, ...] = _setting(
        _several(_ORIGIN.fullmatch, "origins such as https://www.example.org"),
        "Sites that may show the programme in a frame; empty: every site.",
        "",
    )
    password_link_minutes: int = _setting(
        _whole(5, 1440), "Minutes a link to choose a new password stays valid.", "60"
    )
    few_seats: int = _setting(_whole(0, 1000), "From how many free seats down they are told.", "9")
    lease_seconds: int = _setting(
        _whole(1, 600), "Seconds after which a silent sender's messages are taken over.", "60"
    )
    heartbeat_seconds: int = _setting(_whole(1, 300), "Seconds between a sender's beats.", "10")
    tick_seconds: int = _setting(_whole(1, 60), "Seconds between two looks for due messages.", "2")
    retry_seconds: tuple[int, ...] = _setting(
        _ladder,
        "Longest wait after the first, second … try of a mail; the last one goes on for ever.",
        "10,30,60,300,900,1800",
    )
    pause_seconds: int = _setting(
        _whole(1, 600), "First pause of a mail server that cannot be used; doubled each time.", "10"
    )
    longest_pause_seconds: int = _setting(_whole(1, 3600), "Longest such pause.", "60")
    ticker_seconds: int = _setting(
        _whole(1, 600), "Longest silence of the worker's ticker; then the worker ends.", "50"
    )
    sign_seconds: int = _setting(_whole(1, 3600), "Longest silence of a part of the worker.", "60")
    silent_worker_seconds: int = _setting(_whole(1, 3600), "Longest absence of workers.", "120")
    overdue_seconds: int = _setting(_whole(1, 86400), "Longest wait of a due message.", "300")
    job_seconds: int = _setting(_whole(1, 86400), "Longest standstill of the worker's jobs.", "900")
    ping_url: str = _setting(_or_empty(_safe), "Asked by a healthy worker once a minute.", "")
    metrics_token: str = _setting(_or_empty(_key), "Opens /metrics to other machines.", "")
    demo_mailbox: Path | None = _setting(  # noqa: RUF009 - a field like all others
        _folder, "Folder whose mails the page /mailbox shows; set by `webinars demo` only.", ""
    )
    demo: bool = _setting(_yes, "1 lets `webinars load` register example people.", "0")
    log_level: str = _setting(
        _one_of("DEBUG", "INFO", "WARNING", "ERROR"), "DEBUG, INFO, WARNING or ERROR.", "INFO"
    )
    log_format: str = _setting(_one_of("text", "json"), "text or json: an object a line.", "text")

    @property
    def public_host(self) -> str:
        """Host name (without port) of the public base URL."""
        return urlsplit(self.public_base_url).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether people reach the service over TLS."""
        return self.public_base_url.startswith("https://")

    @property
    def mail_domain(self) -> str:
        """Right-hand side of Message-IDs and calendar UIDs."""
        return self.mail_sender.rpartition("@")[2]


assert all(each.default is MISSING for each in fields(Settings))  # noqa: S101
