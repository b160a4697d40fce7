"""The audit log of a host, for its owners."""

from __future__ import annotations

from flask import render_template, request

from webinars.models.organiser import Role
from webinars.queries.log import PAGE, count_entries, list_entries, list_webinars_of, name_entries
from webinars.queries.memberships import get_host_of
from webinars.queries.team import list_members
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.log import LogForm
from webinars.web.language import current_language
from webinars.web.organiser.log_words import log_line
from webinars.web.organiser.pages import page_number

bp = organiser_blueprint("organiser_log")


@bp.get("/hosts/<key>/log")
def show(key: str) -> str:
    """Show who did what for a host, and when."""
    host = get_host_of(current_organiser(), key, Role.OWNER)
    form = LogForm(request.args)
    form.offer(list_webinars_of(host), list_members(host), current_language())
    wanted = form.wanted()
    found = count_entries(host, wanted)
    pages = max(1, -(-found // PAGE))
    page = page_number(pages)
    entries = list_entries(host, wanted, page)
    named = name_entries(host, entries)
    chosen = {"webinar": wanted.webinar, "person": wanted.person, "kind": wanted.kind}
    return render_template(
        "organiser/log/show.html",
        host=host,
        form=form,
        wanted=wanted,
        chosen={name: value for name, value in chosen.items() if value},
        lines=[log_line(each, named) for each in entries],
        found=found,
        first=(page - 1) * PAGE + 1,
        page=page,
        pages=pages,
    )
