"""The log: one line an event on the standard error stream, without links, addresses or tricks."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from webinars.text import mask_addresses

# The paths whose last part lets a person in without a password; a test looks for others.
_PERSONAL = re.compile(
    r"/(confirm|not-me|my|join|my-calendar|stop-reminders|reminders|stop-news|news|new-address"
    r"|old-address|speaker|set-password)/[A-Za-z0-9._~%-]+"
)

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FIELD = re.compile(r"(?:^| )([a-z_]+)=('[^']*'|\S+)")


class DiscreetFormatter(logging.Formatter):
    """Formats a record, without tokens and addresses; what others wrote cannot begin a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of a traceback every further line is indented."""
        message, traceback = _parts(self, record)
        kept = self.formatMessage(_copied(record, message))
        return "\n".join((kept, *(f"    {line}" for line in traceback)))


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object, without tokens and addresses."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; the ``key=value`` pairs of the message stand in ``fields`` too."""
        message, traceback = _parts(self, record)
        values: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
        }
        if fields := dict(_FIELD.findall(message)):
            values["fields"] = {name: value.strip("'") for name, value in fields.items()}
        if traceback:
            values["traceback"] = traceback
        return json.dumps(values, ensure_ascii=False)


def configure_logs(level: str, style: str = "text") -> None:
    """Send all records of at least this level to the standard error stream.

    :param style: ``text`` or ``json``.
    """
    handler = logging.StreamHandler()
    text = DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if style == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("alembic", "apscheduler"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))


def _parts(formatter: logging.Formatter, record: logging.LogRecord) -> tuple[str, list[str]]:
    """Return message and traceback as they may be read by everybody."""
    traceback = formatter.formatException(record.exc_info) if record.exc_info else ""
    lines = [_discreet(line) for line in traceback.split("\n")] if traceback else []
    return _discreet(record.getMessage()), lines


def _discreet(text: str) -> str:
    without = mask_addresses(_PERSONAL.sub(r"/\1/…", text))
    return _CONTROLS.sub(lambda found: f"\\x{ord(found.group()):02x}", without)


def _copied(record: logging.LogRecord, message: str) -> logging.LogRecord:
    copied = logging.makeLogRecord(record.__dict__)
    copied.message, copied.asctime = message, logging.Formatter().formatTime(record)
    return copied
