"""All tables; importing this module is knowing the whole schema."""

from webinars.models.address_change import AddressChange
from webinars.models.agreement import Agreement
from webinars.models.announcement import Announcement
from webinars.models.attendance import Attendance
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.base import Base
from webinars.models.consent import Consent, ConsentText
from webinars.models.guess import Guess
from webinars.models.handout import Handout
from webinars.models.host import Host, Notice, Region
from webinars.models.long_work import LongWork, LongWorkLine
from webinars.models.message import Message, Sender
from webinars.models.news import News, NewsReader
from webinars.models.note import Note
from webinars.models.objection import ReminderObjection, Suppression
from webinars.models.occurrence import Occurrence
from webinars.models.organisation import Organisation
from webinars.models.organiser import (
    Membership,
    Organiser,
    OrganiserSession,
    Passkey,
    PasswordLink,
    RecoveryCode,
    SupportOffice,
)
from webinars.models.own_words import OwnWords
from webinars.models.proposal import Proposal
from webinars.models.question import Answer, Question
from webinars.models.registration import Invitation, Registration
from webinars.models.reminder import Reminder
from webinars.models.schedule import Schedule
from webinars.models.series import Series, Topic
from webinars.models.signup import SignUp
from webinars.models.standing import StandingRegistration
from webinars.models.webinar import AgendaItem, Speaker, SpeakerDesk, Webinar
from webinars.models.worker_sign import WorkerSign

__all__ = [
    "AddressChange",
    "AgendaItem",
    "Agreement",
    "Announcement",
    "Answer",
    "Attendance",
    "Attendee",
    "AuditEntry",
    "Base",
    "Consent",
    "ConsentText",
    "Guess",
    "Handout",
    "Host",
    "Invitation",
    "LongWork",
    "LongWorkLine",
    "Membership",
    "Message",
    "News",
    "NewsReader",
    "Note",
    "Notice",
    "Occurrence",
    "Organisation",
    "Organiser",
    "OrganiserSession",
    "OwnWords",
    "Passkey",
    "PasswordLink",
    "Proposal",
    "Question",
    "RecoveryCode",
    "Region",
    "Registration",
    "Reminder",
    "ReminderObjection",
    "Schedule",
    "Sender",
    "Series",
    "SignUp",
    "Speaker",
    "SpeakerDesk",
    "StandingRegistration",
    "SupportOffice",
    "Suppression",
    "Topic",
    "Webinar",
    "WorkerSign",
]
