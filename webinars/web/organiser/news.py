"""The news of a host at the desk: a draft, how it reads and to how many, then the act."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import ChangeRefusedError
from webinars.mail.message_words import Clock, message_words
from webinars.mail.previews import preview_news
from webinars.models.host import Host
from webinars.models.news import News
from webinars.models.organiser import Role
from webinars.queries.memberships import get_host_of, list_hosts_of
from webinars.queries.news import count_news_readers, get_news, list_lost, list_news
from webinars.services.news import draft_news, edit_news, send_news, withhold_news
from webinars.services.trials import send_test_of_news
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.announcements import NewsForm, SendForm
from webinars.web.forms.base import BaseForm, version_in
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms
from webinars.web.organiser.letters import (
    REFUSALS,
    address_in,
    carry_out,
    framed,
    known,
    show_letter,
)
from webinars.web.organiser.trials import TEST, tell_of_test

bp = organiser_blueprint("organiser_news")
keep_expired_forms(bp)

_HERE = "/hosts/<key>/news"


@bp.get(_HERE)
def index(key: str) -> str:
    """Show how many people agreed to the news of a host, and what it has written."""
    host = _host(key, Role.VIEWER)
    return render_template(
        "organiser/news/index.html",
        host=host,
        readers=count_news_readers(host),
        letters=list_news(host),
        may_edit=_may_edit(host),
    )


@bp.route(f"{_HERE}/new", methods=["GET", "POST"])
def create(key: str) -> ResponseReturnValue:
    """Ask for the words; keep them as a draft."""
    host, form = _host(key), NewsForm.of(None)
    if not form.is_right(host):
        return _show_form(host, form, None)
    number = draft_news(current_organiser(), key, **form.words, now=clock.now())
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route(f"{_HERE}/<int:number>/edit", methods=["GET", "POST"])
def edit(key: str, number: int) -> ResponseReturnValue:
    """Ask for other words of a draft."""
    host = _host(key)
    row = get_news(host, number)
    form = NewsForm.of(row)
    if not form.is_right(host):
        return _show_form(host, form, row)
    try:
        edit_news(current_organiser(), key, number, **form.words, seen=version_in(form.seen))
    except ChangeRefusedError as refused:
        # What was typed stays on the page.
        return _show_form(host, form, row, str(REFUSALS[refused.why])), 409
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.get(f"{_HERE}/<int:number>")
def show(key: str, number: int) -> ResponseReturnValue:
    """Show how it reads, who gets it and what became of it."""
    host = _host(key, Role.VIEWER)
    row = get_news(host, number)
    return _show(host, row, SendForm(data={"seen": str(row.version)}))


@bp.route(f"{_HERE}/<int:number>/send", methods=["GET", "POST"])
def send(key: str, number: int) -> ResponseReturnValue:
    """Send it; who only looks is led to the page with the button."""
    host, organiser = _host(key), current_organiser()
    row = get_news(host, number)
    if request.method == "POST":
        form, people = SendForm(), sum(count_news_readers(host).values())
        if not (form.submitted() and form.counts_right(people)):
            return _show(host, row, form)
        seen, now = version_in(form.seen), clock.now()
        carry_out(row, lambda: send_news(organiser, key, number, seen=seen, now=now))
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route(f"{_HERE}/<int:number>/undo", methods=["GET", "POST"])
def withhold(key: str, number: int) -> ResponseReturnValue:
    """Make it a draft again; who only looks is led to the page with the button."""
    host, organiser = _host(key), current_organiser()
    row = get_news(host, number)
    if request.method == "POST":
        form = SendForm()
        if not form.submitted():
            return _show(host, row, form)
        seen, now = version_in(form.seen), clock.now()
        carry_out(row, lambda: withhold_news(organiser, key, number, seen=seen, now=now))
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route(f"{_HERE}/<int:number>/<mail_language>/test", methods=["GET", "POST"])
def test(key: str, number: int, mail_language: str) -> ResponseReturnValue:
    """Send the mail to whoever asks; who only looks is led to the page with the button."""
    get_news(_host(key), number)
    organiser, language = current_organiser(), known(mail_language)
    if BaseForm().submitted():
        session[TEST] = tell_of_test(
            organiser, lambda: send_test_of_news(organiser, key, number, language, now=clock.now())
        )
    chosen: dict[str, Any] = {"in": language}
    return redirect(url_for(".show", key=key, number=number, **chosen), code=303)


@bp.get(f"{_HERE}/<int:number>/<mail_language>/mail")
def mail(key: str, number: int, mail_language: str) -> Response:
    """Give the HTML of the mail to the frame that shows it."""
    language = known(mail_language)
    row = get_news(_host(key, Role.VIEWER), number)
    return framed(preview_news(row, language, now=clock.now()))


def _host(key: str, least: Role = Role.EDITOR) -> Host:
    return get_host_of(current_organiser(), key, least)


def _may_edit(host: Host) -> bool:
    return host in list_hosts_of(current_organiser(), Role.EDITOR)


def _show_form(host: Host, form: NewsForm, row: News | None, refused: str = "") -> str:
    return render_template(
        "organiser/news/form.html", host=host, form=form, row=row, refused=refused
    )


def _show(host: Host, row: News, form: SendForm) -> Response:
    now, said = clock.now(), Clock(host.time_zone, current_language())
    return show_letter(
        "organiser/news/show.html",
        row,
        count_news_readers(host),
        address=address_in("organiser_news", host.key, row.id),
        preview=lambda language: preview_news(row, language, now=now),
        now=now,
        host=host,
        form=form,
        lost=[(each.recipient, message_words(each, said)) for each in list_lost(row)],
        may_edit=_may_edit(host),
    )
