"""The messages about a webinar: what became of each in words, and what a person decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError, SuppressedError
from webinars.mail.message_words import Clock, message_words
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.organiser import Role
from webinars.queries.announcements import list_announcements
from webinars.queries.joined import find_joined_at
from webinars.queries.memberships import get_webinar_of, may_at
from webinars.queries.messages import (
    PAGE,
    MessageFilter,
    count_messages,
    count_outcomes,
    get_message_about,
    list_messages,
)
from webinars.queries.not_reached import list_not_reached
from webinars.queries.suppressions import find_suppression
from webinars.services.messages import (
    RETRIED,
    Decision,
    decide_about_message,
    may_go_again,
)
from webinars.text import masked
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.announcements import READERS
from webinars.web.forms.decisions import DecisionForm
from webinars.web.forms.messages import (
    KIND_NAMES,
    OUTCOME_NAMES,
    SUPPRESSION_WORDS,
    MessageFilterForm,
)
from webinars.web.language import current_language
from webinars.web.organiser.pages import page_number

bp = organiser_blueprint("organiser_messages")


@bp.get("/webinars/<key>/messages")
def index(key: str) -> str:
    """Show whom no mail reaches, and all messages, the newest first."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key)
    form = MessageFilterForm(request.args)
    form.offer()
    wanted = replace(form.wanted(key), reader=organiser)
    outcomes = count_outcomes(MessageFilter(webinar=key, to_people=True))
    found = count_messages(wanted)
    pages = max(1, -(-found // PAGE))
    number = page_number(pages)
    said = Clock(webinar.time_zone, current_language())
    messages = list_messages(wanted, number)
    return render_template(
        "organiser/messages/index.html",
        webinar=webinar,
        announcements=list_announcements(webinar),
        may_edit=may_at(organiser, webinar, Role.EDITOR),
        outcomes=outcomes,
        not_reached=list_not_reached(webinar.id, find_joined_at(organiser, webinar)),
        form=form,
        chosen=form.chosen(),
        messages=[(each, _address(each), message_words(each, said)) for each in messages],
        found=found,
        page=number,
        pages=pages,
        first=(number - 1) * PAGE + 1,
        kind_names=KIND_NAMES,
        reader_names=READERS,
        suppression_words=SUPPRESSION_WORDS,
        outcome_names=OUTCOME_NAMES,
    )


@bp.route("/webinars/<key>/messages/<int:number>", methods=["GET", "POST"])
def show(key: str, number: int) -> ResponseReturnValue:
    """Tell the life of one message; send it again or decide about it when asked to."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key)
    message = get_message_about(organiser, webinar, number)
    form, overtaken, refused = DecisionForm(), False, False
    if form.submitted():
        try:
            decision = Decision(form.decision.data)
            decide_about_message(organiser, key, number, decision, now=clock.now())
        except SuppressedError:
            refused = True
        except (NotPossibleError, ValueError):
            overtaken = True
        else:
            return redirect(url_for(".show", key=key, number=number, done=1), code=303)
        message = get_message_about(organiser, webinar, number)
    said = Clock(webinar.time_zone, current_language())
    again = may_go_again(message, clock.now())
    page = render_template(
        "organiser/messages/show.html",
        webinar=webinar,
        message=message,
        address=_address(message),
        words=message_words(message, said),
        created=said.moment(message.created_at),
        form=form,
        overtaken=overtaken,
        refused=refused,
        suppressed="" if again else _suppression(message),
        done="done" in request.args,
        may_edit=may_at(organiser, webinar, Role.EDITOR),
        again=again,
        undecided=message.state == MessageState.UNCERTAIN,
        kind=KIND_NAMES.get(message.kind, message.kind.value),
    )
    return page, 409 if overtaken or refused else 200


def _suppression(message: Message) -> Any:
    """Return why a message that has not arrived cannot be sent once more; empty: it can."""
    why = find_suppression(message.recipient_hash) if message.state in RETRIED else None
    return "" if why is None else SUPPRESSION_WORDS[why]


def _address(message: Message) -> str:
    """Return the address; of somebody who has not confirmed it only what tells it from others."""
    known = message.kind != MessageKind.CONFIRM_ADDRESS
    return message.recipient if known else masked(message.recipient)
