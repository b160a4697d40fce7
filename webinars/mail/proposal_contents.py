"""What the teams of a joint webinar are told of each other's changes while it is online."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session, joinedload, selectinload

from webinars.formats import join_names, moment
from webinars.languages import pick
from webinars.mail.content import ComposeError, Content
from webinars.mail.links import page_url
from webinars.mail.organiser_contents import names_of, reader_of
from webinars.mail.part_names import PART_NAMES
from webinars.mail.views import webinar_view
from webinars.models.message import Message
from webinars.models.organiser import Organiser
from webinars.models.proposal import ANSWERING, Proposal, ProposalState
from webinars.models.webinar import CANCELLATION, PUBLICATION, Webinar
from webinars.queries.proposals import list_parts_edited
from webinars.rules.host_order import ordered
from webinars.rules.proposals import columns_in, time_in
from webinars.text import clean_line


def proposal(message: Message, session: Session, _now: datetime) -> Content:
    """Return the request to agree to a change, or how it ended; raises ComposeError."""
    language = message.language
    found = session.get(
        Proposal,
        message.subject_id,
        options=[
            joinedload(Proposal.webinar).selectinload(Webinar.hosts),
            joinedload(Proposal.joining),
        ],
    )
    organiser = reader_of(message, session)
    if found is None or organiser is None:
        raise ComposeError("there is no such proposal any more, or nobody to tell")
    answer = found.state if message.version == ANSWERING else ProposalState.OPEN
    return Content(
        hosts=found.webinar.hosts,
        values={
            **_about(found.webinar, organiser, language),
            **_joining(found, organiser),
            "partner": names_of(found.webinar, found.hosts, language),
            "answer": answer.value,
            "parts": _parts(found, language),
            "proposal_url": page_url(
                language, "organiser", "webinars", found.webinar.key, "proposals", str(found.id)
            ),
        },
    )


def team_edit(message: Message, session: Session, _now: datetime) -> Content:
    """Return what other teams have done with a webinar; raises ComposeError."""
    language = message.language
    webinar = session.get(Webinar, message.subject_id, options=[selectinload(Webinar.hosts)])
    organiser = reader_of(message, session)
    if webinar is None or organiser is None:
        raise ComposeError("there is no webinar any more, or nobody to tell")
    act = _ACTS.get(message.version, "edited")
    parts = list_parts_edited(webinar, organiser) if act == "edited" else []
    if act == "edited" and not parts:
        raise ComposeError("nothing was edited that the reader does not know")
    own = {each.host_id for each in organiser.memberships}
    others = [host.id for host in webinar.hosts if host.id not in own]
    return Content(
        hosts=webinar.hosts,
        values={
            **_about(webinar, organiser, language),
            "partner": names_of(webinar, others, language),
            "act": act,
            "parts": [str(PART_NAMES[name]) for name in parts if name in PART_NAMES],
            "desk_url": page_url(language, "organiser", "webinars", webinar.key),
        },
    )


_ACTS = {CANCELLATION: "cancelled", PUBLICATION: "published"}
"""Version of the mail to what it tells of."""


def _about(webinar: Webinar, organiser: Organiser, language: str) -> dict[str, object]:
    own = {each.host_id for each in organiser.memberships}
    return {
        "name": clean_line(organiser.name),
        "employer": names_of(webinar, own, language),
        "webinar": webinar_view(webinar, language),
    }


def _joining(found: Proposal, organiser: Organiser) -> dict[str, object]:
    """Return which host is asked to join; who works for no other one reads that it is theirs."""
    joining = found.joining
    if joining is None:
        return {"joining": "", "invited": False}
    name = clean_line(joining.name)
    own = {each.host_id for each in organiser.memberships}
    invited = not own & {host.id for host in found.webinar.hosts if host is not joining}
    return {"joining": name, "invited": invited, **({"employer": name} if invited else {})}


def _parts(found: Proposal, language: str) -> list[str]:
    """Return what is to change; the way to the meeting stands in no mail."""
    columns, time = columns_in(found.values), time_in(found.values)
    parts = []
    if found.joining is not None:
        hosts = ordered({*found.webinar.hosts, found.joining}, language)
        names = join_names([clean_line(host.name) for host in hosts], language)
        parts.append(_said("hosts", names))
    if time is not None:
        when = moment(time.starts_at, time.time_zone, language)
        parts.append(_said("times", when))
    if "titles" in columns:
        parts.append(_said("titles", clean_line(pick(columns["titles"], language))))
    hidden = ("meeting_url", "meeting_passcode")
    return parts + [str(PART_NAMES[name]) for name in hidden if name in columns]


def _said(part: str, value: str) -> str:
    return gettext("%(what)s: %(title)s", what=PART_NAMES[part], title=value)
