"""Messages about what one host changes of a joint webinar, for tests."""

from __future__ import annotations

from tests import factories
from tests.factories import make_message
from tests.support.organisers import make_organiser
from tests.support.proposals import make_proposal
from webinars import clock
from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Role
from webinars.models.proposal import ASKING
from webinars.steps.audit import write_audit


def proposal_message(session, language="de", *, version=ASKING, **values):
    """Make the message by which TWEED is asked to agree to a change by Energy Saxony."""
    webinar = factories.make_webinar(session)
    proposal = make_proposal(session, webinar, **values)
    message = _to_partner(session, webinar, MessageKind.PROPOSAL, language)
    message.subject_type, message.subject_id = Subject.PROPOSAL, proposal.id
    message.version = version
    session.commit()
    return message


def team_edit_message(session, language="de"):
    """Make the message that tells TWEED what Energy Saxony has edited."""
    webinar = factories.make_webinar(session)
    message = _to_partner(session, webinar, MessageKind.TEAM_EDIT, language)
    write_audit(
        session,
        "organiser 999",
        "webinar.edited",
        ("webinar", webinar.id),
        now=clock.now(),
        changed=["agenda", "presenter_url", "speakers"],
    )
    message.version = webinar.revision
    session.commit()
    return message


def _to_partner(session, webinar, kind, language):
    partner = webinar.hosts[1]
    organiser = make_organiser(session, {partner: Role.EDITOR}, language=language)
    return make_message(
        session,
        kind=kind,
        subject_type=Subject.WEBINAR,
        subject_id=webinar.id,
        recipient=organiser.email,
        language=language,
    )
