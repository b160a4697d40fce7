"""Public pages are kept for a few seconds, for as long as nothing in the database changes.

What is shown is always what stands in the database: before a kept page is sent, the database is
asked whether anybody has committed anything since. Only the present moment may be behind, by
``page_kept_seconds``.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, g, request

from webinars import clock
from webinars.queries.change_marks import change_mark
from webinars.settings import current_settings

PAGES = frozenset(
    {
        "home.show",
        "programme.month",
        "programme.past",
        "programme.show",
        "programme.this_month",
        "series.show",
        "webinars.show",
    }
)
"""Pages that show everybody the same: whatever cookies say is on none of them."""

MOST = 300
"""Pages that each process keeps; of each language, encoding and query its own."""

LONGEST_KEY = 500
"""Characters; longer addresses are nobody's bookmark."""


@dataclass(frozen=True)
class KeptPage:
    """A page as it was sent, compressed for those who can read it so."""

    mark: str
    made_at: datetime
    body: bytes
    headers: list[tuple[str, str]]

    def is_true(self, mark: str, now: datetime, longest: timedelta) -> bool:
        """Tell whether it is still what the database holds, and not too old."""
        return self.mark == mark and timedelta() <= now - self.made_at < longest


class KeptPages:
    """The pages of one process; those that nobody wanted for the longest time go first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str) -> KeptPage | None:
        """Return the page that was kept under this key, however old it is."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: str, page: KeptPage) -> None:
        """Keep a page instead of the one before."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)


def init_kept_pages(app: Flask) -> None:
    """Send kept pages, and keep those that are sent.

    To be called before others that work on responses: Flask calls those in the reverse order.
    """
    app.extensions["webinars_kept_pages"] = KeptPages()
    app.before_request(_send_kept)
    app.after_request(_keep)


def _send_kept() -> Response | None:
    g.pop("page_key", None)
    seconds = current_settings().page_kept_seconds
    if request.endpoint not in PAGES or request.method != "GET" or not seconds:
        return None
    key = f"{request.full_path} {request.headers.get('Accept-Encoding', '')}"
    mark = change_mark() if len(key) <= LONGEST_KEY else None
    if mark is None:
        return None
    g.page_key, g.page_mark, now = key, mark, clock.now()
    kept = _pages().find(key)
    if kept is None or not kept.is_true(mark, now, timedelta(seconds=seconds)):
        return None
    g.pop("page_key")
    response = Response(kept.body, headers=kept.headers)
    response.make_conditional(request)
    return response


def _keep(response: Response) -> Response:
    key = g.pop("page_key", None)
    if key is not None and response.status_code == 200:
        headers = list(response.headers.items())
        page = KeptPage(g.page_mark, clock.now(), response.get_data(), headers)
        _pages().keep(key, page)
    return response


def _pages() -> KeptPages:
    kept: KeptPages = current_app.extensions["webinars_kept_pages"]
    return kept
