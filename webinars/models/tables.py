"""All tables; importing this module is knowing the whole schema."""

from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.base import Base
from webinars.models.consent import Consent, ConsentText
from webinars.models.host import Host, Notice, Region
from webinars.models.message import Message, Sender
from webinars.models.organisation import Organisation
from webinars.models.registration import Invitation, Registration
from webinars.models.reminder import Reminder
from webinars.models.series import Series, Topic
from webinars.models.signup import SignUp
from webinars.models.webinar import AgendaItem, Speaker, Webinar

__all__ = [
    "AgendaItem",
    "Attendee",
    "AuditEntry",
    "Base",
    "Consent",
    "ConsentText",
    "Host",
    "Invitation",
    "Message",
    "Notice",
    "Organisation",
    "Region",
    "Registration",
    "Reminder",
    "Sender",
    "Series",
    "SignUp",
    "Speaker",
    "Topic",
    "Webinar",
]
