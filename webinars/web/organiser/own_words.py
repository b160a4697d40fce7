"""Own words of the mails of a host, a series or a webinar: which hold, and how they read."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotFoundError, StaleRevisionError
from webinars.mail.previews import Preview
from webinars.mail.word_previews import preview_words
from webinars.models.host import Host
from webinars.models.own_words import OwnWords, WordsKind
from webinars.queries.own_words import (
    Place,
    column_of,
    find_example,
    find_own_words,
    get_place,
    list_own_words,
    words_in_force,
)
from webinars.services.own_words import reset_own_words, save_own_words
from webinars.services.trials import send_test_of_words
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.base import BaseForm, version_in
from webinars.web.forms.differences import list_differences
from webinars.web.forms.own_words import KINDS, OwnWordsForm
from webinars.web.long_forms import keep_expired_forms
from webinars.web.organiser.letters import chosen_language, framed, framing, known
from webinars.web.organiser.trials import TEST, tell_of_test

bp = organiser_blueprint("organiser_own_words")
keep_expired_forms(bp)

_ALL = "/<any(hosts, series, webinars):level>/<key>/words"
_ONE = f"{_ALL}/<kind>"


@bp.get(_ALL)
def index(level: str, key: str) -> str:
    """List the kinds of mails, and whose words hold for each."""
    place = _place(level, key)
    nearest: dict[WordsKind, OwnWords] = {}
    for row in list_own_words(place):
        nearest.setdefault(row.kind, row)
    return render_template(
        "organiser/own_words/index.html",
        level=level,
        place=place,
        kinds=KINDS,
        sources={kind: _source(row, place) for kind, row in nearest.items()},
        names=_host_names(place),
    )


@bp.route(_ONE, methods=["GET", "POST"])
def edit(level: str, key: str, kind: str) -> ResponseReturnValue:
    """Show the words of one kind of mail in their form; keep what was changed."""
    place, which = _place(level, key), _kind(kind)
    row = find_own_words(place, which)
    form, differences = OwnWordsForm.of(row), None
    if form.is_right():
        seen = version_in(form.version)
        try:
            save_own_words(
                current_organiser(), (level, key), which, form.words, seen=seen, now=clock.now()
            )
        except StaleRevisionError:
            newest = find_own_words(place, which)
            form.version.data = str(newest.version if newest else 0)
            differences = list_differences(form, OwnWordsForm.of(newest, stored=True))
        else:
            return redirect(url_for(".edit", level=level, key=key, kind=kind, done=1), code=303)
    page = _show(level, place, which, form=form, row=row, differences=differences)
    page.status_code = 409 if differences is not None else 422 if form.mistakes else 200
    return page


@bp.route(f"{_ONE}/usual", methods=["GET", "POST"])
def reset(level: str, key: str, kind: str) -> ResponseReturnValue:
    """Say what going back to the usual words does; then do it."""
    place, which = _place(level, key), _kind(kind)
    row, form, faster = find_own_words(place, which), OwnWordsForm(), False
    if form.submitted():
        try:
            reset_own_words(
                current_organiser(),
                (level, key),
                which,
                seen=version_in(form.version),
                now=clock.now(),
            )
        except StaleRevisionError:
            faster = True
        else:
            return redirect(url_for(".edit", level=level, key=key, kind=kind, done=1), code=303)
    page = render_template(
        "organiser/own_words/reset.html",
        level=level,
        place=place,
        kind=which,
        kind_name=KINDS[which],
        row=row,
        form=form,
        faster=faster,
    )
    return page, 409 if faster else 200


@bp.route(f"{_ONE}/<mail_language>/test", methods=["GET", "POST"])
def test(level: str, key: str, kind: str, mail_language: str) -> ResponseReturnValue:
    """Send the mail to whoever asks; who only looks is led to the page with the button."""
    place, which, language = _place(level, key), _kind(kind), known(mail_language)
    if BaseForm().submitted() and find_example(place):
        organiser, now = current_organiser(), clock.now()
        session[TEST] = tell_of_test(
            organiser,
            lambda: send_test_of_words(organiser, (level, key), which, language, now=now),
        )
    chosen: dict[str, Any] = {"in": language}
    return redirect(url_for(".edit", level=level, key=key, kind=kind, **chosen), code=303)


@bp.get(f"{_ONE}/<mail_language>/mail")
def mail(level: str, key: str, kind: str, mail_language: str) -> Response:
    """Give the HTML of the mail to the frame that shows it."""
    preview = _preview(_place(level, key), _kind(kind), known(mail_language))
    if preview is None:
        raise NotFoundError(key)
    return framed(preview)


def _show(level: str, place: Place, kind: WordsKind, **values: Any) -> Response:
    chosen = chosen_language()
    page = render_template(
        "organiser/own_words/edit.html",
        level=level,
        place=place,
        kind=kind,
        kind_name=KINDS[kind],
        chosen=chosen,
        preview=_preview(place, kind, chosen),
        usual=_preview(place, kind, chosen, usual=True),
        tested=session.pop(TEST, None),
        done="done" in request.args and not values["form"].is_submitted(),
        **values,
    )
    return framing(page)


def _preview(
    place: Place, kind: WordsKind, language: str, *, usual: bool = False
) -> Preview | None:
    webinar = find_example(place)
    if webinar is None:
        return None
    chain = [] if usual else words_in_force(list_own_words(place), kind, place, language)
    return preview_words(kind, chain, webinar, language, now=clock.now())


def _place(level: str, key: str) -> Place:
    return get_place(current_organiser(), level, key)


def _kind(name: str) -> WordsKind:
    """Return the kind of mail of this name; raises NotFoundError."""
    if name not in set(WordsKind):
        raise NotFoundError(name)
    return WordsKind(name)


def _source(row: OwnWords, place: Place) -> str:
    """Return whose words these are: ``own``, ``series`` or ``hosts``."""
    if getattr(row, column_of(place)) == place.id:
        return "own"
    return "series" if row.series_id else "hosts"


def _host_names(place: Place) -> list[str]:
    return [] if isinstance(place, Host) else [host.name for host in place.hosts]
