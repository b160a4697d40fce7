"""The log: one line an event on the standard error stream, never a personal link."""

from __future__ import annotations

import logging
import re

# The paths whose last part lets a person in without a password, see ``mail/links.py``.
_PERSONAL = re.compile(r"/(confirm|not-me|my|join)/[A-Za-z0-9._~%-]+")


class DiscreetFormatter(logging.Formatter):
    """Formats a record and takes the tokens out of it, wherever they stand."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, traceback included, with every token replaced by ``…``."""
        return _PERSONAL.sub(r"/\1/…", super().format(record))


def configure_logs(level: str) -> None:
    """Send all records of at least this level to the standard error stream."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("alembic", "apscheduler"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))
