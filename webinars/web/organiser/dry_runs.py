"""Who gets which reminder of a webinar when, on one page, before and after it is online."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from webinars.queries.dry_runs import count_post, list_post, list_speakers_post
from webinars.queries.joined import find_joined_at
from webinars.queries.memberships import get_webinar_of
from webinars.queries.people import PAGE
from webinars.queries.timelines import Entry, by_moment, entry_of, list_timeline, seen_by
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.organiser.pages import page_number
from webinars.web.organiser.words import RuleLine, rule_lines

bp = organiser_blueprint("organiser_dry_runs")


@dataclass(frozen=True)
class Row:
    """A reminder on the dry run."""

    entry: Entry
    """As it is, or as it would be if it were switched on."""
    line: RuleLine
    """The rule in words."""


@bp.get("/webinars/<key>/who-gets-what")
def show(key: str) -> str:
    """Show each reminder with its moment and number of people, then each person with theirs."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key)
    entries = list_timeline(webinar)
    lines = {line.columns["key"]: line for line in rule_lines(webinar)}
    off = [
        entry_of(webinar, {**line.columns, "active": True})
        for line in lines.values()
        if not line.columns["active"]
    ]
    joined_at = find_joined_at(organiser, webinar)
    seen = [seen_by(entry, webinar, joined_at) for entry in entries]
    total = count_post(seen)
    pages = max(1, -(-total // PAGE))
    number = page_number(pages)
    return render_template(
        "organiser/reminders/dry_run.html",
        webinar=webinar,
        rows=[Row(each, lines[each.rule.key]) for each in sorted([*entries, *off], key=by_moment)],
        lines=lines,
        people=list_post(seen, skip=(number - 1) * PAGE, limit=PAGE),
        speakers=list_speakers_post(seen),
        total=total,
        page=number,
        pages=pages,
        first=(number - 1) * PAGE + 1,
    )
