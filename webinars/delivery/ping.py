"""What we ask other web servers: the monitor that misses us, and what time it is."""

from __future__ import annotations

import logging
import urllib.request
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.error import HTTPError

from webinars.delivery.outcomes import described

SECONDS = 10
"""Longest wait for the monitor."""

_log = logging.getLogger(__name__)


def server_date(url: str) -> datetime | None:
    """Return what time a web server says it is, whatever it answers; None when it says nothing."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as response:  # noqa: S310
            said = response.headers.get("Date", "")
    except HTTPError as error:
        said = error.headers.get("Date", "")
    except (OSError, HTTPException, ValueError):
        return None
    try:
        return parsedate_to_datetime(said)
    except ValueError:
        return None


def ping(url: str) -> bool:
    """Ask this address once; tell whether it answered. Its failures are logged, never raised."""
    try:
        # The settings allow https and this machine only.
        with urllib.request.urlopen(url, timeout=SECONDS):  # noqa: S310
            return True
    except (OSError, HTTPException, ValueError) as error:
        _log.warning("ping failed error=%s", described(error))
        return False
