"""What the pages of letters to many share: doing something to one, and showing how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request, session, url_for
from flask_babel import lazy_gettext

from webinars.errors import ChangeRefusedError, NotFoundError, Refusal
from webinars.languages import LANGUAGES
from webinars.mail.previews import Preview
from webinars.models.letter import LetterColumns
from webinars.queries.letters import count_letter_outcomes, find_letter_departure
from webinars.web.forms.announcements import MANY
from webinars.web.forms.messages import OUTCOME_NAMES
from webinars.web.frames import FRAME_POLICY, MAIL_POLICY
from webinars.web.language import current_language
from webinars.web.organiser.trials import TEST

DONE = "letter"
"""Key in the cookie: what was done with which letter; said once."""

REFUSALS = {
    Refusal.MEANWHILE: lazy_gettext(
        "Somebody has edited or sent this message in the meantime, or its e-mails have left."
        " Nothing of yours was done: please look at how it stands now."
    ),
    Refusal.NOT_PUBLISHED: lazy_gettext(
        "Only people of a published webinar can be written to. You can keep the draft."
    ),
    Refusal.UNKNOWN_YET: lazy_gettext("Who took part is known only after the end."),
    Refusal.OVER: lazy_gettext(
        "After the end, write to those who took part, or to those who did not."
    ),
}


def carry_out(row: LetterColumns, act: Callable[[], int | None]) -> None:
    """Send a letter or take it back, and remember what came of it for the page after.

    :param act: returns how many people get it; None: it was taken back.
    """
    try:
        told = act()
        session[DONE] = {"letter": _name(row), "told": told, "undone": told is None}
    except ChangeRefusedError as refused:
        session[DONE] = {"letter": _name(row), "refused": refused.why.name}


def show_letter(
    template: str,
    row: LetterColumns,
    readers: Mapping[str, int],
    *,
    address: Callable[..., str],
    preview: Callable[[str], Preview],
    now: datetime,
    **values: Any,
) -> Response:
    """Return the page on which a letter is looked at, tried, sent and taken back.

    :param readers: how many people get it, by language.
    :param address: gives the addresses of the pages of this letter.
    :param preview: how it reads in a language.
    """
    chosen = chosen_language()
    done = session.pop(DONE, None) or {}
    done = done if done.get("letter") == _name(row) else {}
    departure = find_letter_departure(row) if row.released_at else None
    page = render_template(
        template,
        row=row,
        readers=readers,
        address=address,
        many=MANY,
        chosen=chosen,
        preview=preview(chosen),
        departure=departure if departure and departure > now else None,
        outcomes=count_letter_outcomes(row),
        outcome_names=OUTCOME_NAMES,
        tested=session.pop(TEST, None),
        told=done.get("told"),
        undone=done.get("undone", False),
        refused=REFUSALS[Refusal[done["refused"]]] if "refused" in done else "",
        **values,
    )
    return framing(page)


def framing(page: str) -> Response:
    """Return a page that holds a mail in a frame."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def framed(preview: Preview) -> Response:
    """Return the HTML of a mail for the frame that shows it."""
    response = make_response(preview.html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def chosen_language() -> str:
    """Return the language in which a mail is to be shown."""
    asked = request.args.get("in", "")
    return asked if asked in LANGUAGES else current_language()


def known(language: str) -> str:
    """Return a language that mails are written in; raises NotFoundError for others."""
    if language not in LANGUAGES:
        raise NotFoundError(language)
    return language


def address_in(blueprint: str, key: str, number: int) -> Callable[..., str]:
    """Return what gives the addresses of the pages of one letter."""

    def address(page: str, **more: Any) -> str:
        return url_for(f"{blueprint}.{page}", key=key, number=number, **more)

    return address


def _name(row: LetterColumns) -> str:
    return f"{row.subject.value} {row.id}"
