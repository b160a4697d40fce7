"""Every component in each of its states, for those who build pages; part of the demo only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext

from webinars import clock
from webinars.errors import NotFoundError
from webinars.languages import Texts
from webinars.models.host import Host
from webinars.models.series import Topic
from webinars.queries.editing import list_topics
from webinars.queries.hosts import list_hosts
from webinars.rules.icons import PICTOGRAMS
from webinars.settings import current_settings
from webinars.web.forms.gallery import ExampleForm
from webinars.web.language import current_language

bp = Blueprint("gallery", __name__)

ICONS = (
    "arrow",
    "calendar",
    "check",
    "clock",
    "download",
    "info",
    "link",
    "mail",
    "play",
    "search",
    "speech",
    "waiting",
    "warning",
)
NOTICES = ("", "good", "warn", "bad")
BUTTONS = ("", "second", "quiet", "danger")


@dataclass(frozen=True, kw_only=True)
class Example:
    """What lists show of a webinar; there is none behind it."""

    titles: Texts
    teasers: Texts
    starts_at: datetime
    ends_at: datetime
    hosts: list[Host]
    topics: list[Topic]
    id: int = 0
    key: str = "example"
    state: str = "published"
    provisional: bool = False
    time_zone: str = "Europe/Berlin"
    schedule_version: int = 1
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    seats_free: int = 40
    waiting_list: bool = True
    spoken_languages: list[str] = field(default_factory=lambda: ["de", "fr"])
    recording_url: str = ""
    recording_until: date | None = None


@bp.get("/gallery")
def show() -> str:
    """Show the components."""
    if current_settings().demo_mailbox is None:
        raise NotFoundError("the gallery is part of the demo only")
    wrong = ExampleForm(prefix="wrong-")
    wrong.validate()
    return render_template(
        "public/gallery/show.html",
        examples=_examples(clock.now(), list_hosts(), list_topics()[:2]),
        form=ExampleForm(),
        wrong=wrong,
        icons=ICONS,
        pictograms=sorted(PICTOGRAMS),
        notices=NOTICES,
        buttons=BUTTONS,
    )


def _examples(now: datetime, hosts: list[Host], topics: list[Topic]) -> list[Example]:
    """Return a webinar of both hosts in each state, then one of each host alone."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    states: list[dict[str, Any]] = [
        {"opens_at": now + day},
        {},
        {"seats_free": 3},
        {"seats_free": 0},
        {"seats_free": 0, "waiting_list": False},
        {"closes_at": now - day},
        {"starts_at": now},
        {"starts_at": now - 2 * day},
        {"starts_at": now - 2 * day, "recording_url": "https://video.example.org/1"},
        {"state": "cancelled"},
        {"provisional": True},
        *({"hosts": [host]} for host in hosts),
    ]
    made = []
    for each in states:
        values: dict[str, Any] = {"starts_at": now + 7 * day, "hosts": hosts, **each}
        values["ends_at"] = values["starts_at"] + hour
        made.append(_example(values, topics))
    return made


def _example(values: dict[str, Any], topics: list[Topic]) -> Example:
    words = {current_language(): gettext("Programme")}
    return Example(titles=words, teasers=words, topics=topics, **values)
