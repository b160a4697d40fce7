"""Public pages and files are kept for some seconds, as long as nothing in the database changes.

What is shown is always what stands in the database: before a kept page is sent, the database is
asked whether anybody has committed anything since. Only the present moment may be behind, by
``page_kept_seconds``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, g, request

from webinars import clock
from webinars.memory import Memory
from webinars.queries.change_marks import change_mark
from webinars.settings import current_settings

PAGES = frozenset(
    {
        "discovery.site",
        "feeds.host_calendar",
        "feeds.news",
        "feeds.programme_calendar",
        "feeds.series_calendar",
        "feeds.webinar_entry",
        "home.show",
        "programme.month",
        "programme.past",
        "programme.show",
        "programme.this_month",
        "series.show",
        "sharing.programme_image",
        "sharing.series_code_svg",
        "sharing.series_flyer",
        "sharing.series_flyer_pdf",
        "sharing.series_image",
        "sharing.webinar_code_png",
        "sharing.webinar_code_svg",
        "sharing.webinar_flyer",
        "sharing.webinar_flyer_pdf",
        "sharing.webinar_image",
        "webinars.show",
    }
)
"""Pages and files that show everybody the same: whatever cookies say is on none of them."""

MOST = 300
"""Pages that each process keeps; of each language, encoding and query its own."""

MOST_BYTES = 32 * 1024 * 1024
"""Room for them in each process."""

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


def init_kept_pages(app: Flask) -> None:
    """Send kept pages, and keep those that are sent.

    To be called before others that work on responses: Flask calls those in the reverse order.
    """
    app.extensions["webinars_kept_pages"] = Memory[KeptPage](MOST, MOST_BYTES)
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
        _pages().keep(key, page, len(page.body))
    return response


def _pages() -> Memory[KeptPage]:
    kept: Memory[KeptPage] = current_app.extensions["webinars_kept_pages"]
    return kept
