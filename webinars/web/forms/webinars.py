"""The form for a webinar: everything but its publication, and its time once it is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

from webinars.formats import language_name
from webinars.languages import LANGUAGES
from webinars.models.recording import Recording
from webinars.rules.icons import PICTOGRAMS
from webinars.rules.meeting_addresses import ADDRESS_LENGTH
from webinars.rules.offers import MOST_OFFER_HOURS
from webinars.services.webinars import WebinarDetails
from webinars.web.forms.base import AtMost, Whole, version_in
from webinars.web.forms.reminders import own_rules
from webinars.web.forms.rows import ACT, Rows
from webinars.web.forms.schedules import (
    ScheduleForm,
    missing_time,
    read_moment,
    times_of,
    written,
    written_local,
)
from webinars.web.forms.series import SharedForm
from webinars.web.forms.texts import POINTS, lines_of
from webinars.web.forms.webinar_presets import owner_name, speaker_preset
from webinars.web.forms.webinar_rows import (
    ICON_NAMES,
    PROPOSAL_OPEN,
    RECORDING_NAMES,
    AgendaForm,
    Place,
    SpeakerForm,
    meeting_address,
    plain_address,
)
from webinars.zones import is_zone, to_utc

MOST_SEATS = 100_000
PASSCODE_LENGTH = 100
TAKE_OVER = "known_speaker"
"""The button that takes over a speaker."""
LINE = 300
"""Characters of one point that people take away."""


class WebinarForm(SharedForm):
    """Asks for a webinar."""

    takeaways = FormField(POINTS, lazy_gettext("What people take away, one point per line"))
    icon = SelectField(lazy_gettext("Pictogram"), validate_choice=False)
    start = FormField(ScheduleForm, "")
    provisional = BooleanField(
        lazy_gettext("The date is provisional: nobody can register before it is confirmed")
    )
    opens = StringField(lazy_gettext("Registration opens (optional)"))
    closes = StringField(lazy_gettext("Registration closes (optional)"))
    capacity = StringField(lazy_gettext("Places"), [Whole(1, MOST_SEATS)])
    waiting_list = BooleanField(lazy_gettext("Keep a waiting list when all places are taken"))
    offer_hours = StringField(
        lazy_gettext("Hours to accept a free place (optional)"),
        [Optional(), Whole(1, MOST_OFFER_HOURS)],
        description=lazy_gettext(
            "Left empty, whoever waits longest gets a free place at once. With a number, the place"
            " is offered and held for so long, at most until an hour before the start; then it is"
            " offered to the next person."
        ),
    )
    approval = BooleanField(lazy_gettext("Decide about each registration before it gets a place"))
    spoken_languages = SelectMultipleField(
        lazy_gettext("Languages of the talks"),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    recording = RadioField(
        lazy_gettext("Recording"),
        choices=[SelectChoice(value, label) for value, label in RECORDING_NAMES.items()],
        validate_choice=False,
    )
    meeting_url = StringField(
        lazy_gettext("Address of the meeting (optional)"),
        [AtMost(ADDRESS_LENGTH), meeting_address],
        filters=[plain_address],
        description=lazy_gettext(
            "Zoom, Teams, BigBlueButton, Jitsi or any other. Only people with a place see it, from"
            " shortly before the start; it stands on no public page and in no e-mail."
        ),
    )
    meeting_passcode = StringField(lazy_gettext("Passcode (optional)"), [AtMost(PASSCODE_LENGTH)])
    presenter_url = StringField(
        lazy_gettext("Address for presenters (optional)"),
        [AtMost(ADDRESS_LENGTH), meeting_address],
        filters=[plain_address],
        description=lazy_gettext("Only invited speakers see it, at their desk and in a reminder."),
    )
    agenda = Rows(FormField(AgendaForm), lazy_gettext("Agenda"), lazy_gettext("Point %(number)s"))
    speakers = Rows(
        FormField(SpeakerForm), lazy_gettext("Speakers"), lazy_gettext("Speaker %(number)s")
    )
    known_speaker = SelectField(
        lazy_gettext("From your other webinars (optional)"),
        default="",
        validate_choice=False,
        description=lazy_gettext("Name, role, biography and organisation are taken over."),
    )

    def __init__(self, place: Place, preset: Mapping[str, Any], *, stored: bool = False) -> None:
        """Offer what there is."""
        super().__init__(place, preset, stored=stored)
        self.place = place
        self.icon.choices = [SelectChoice(name, ICON_NAMES[name]) for name in sorted(PICTOGRAMS)]
        kept = place.webinar.spoken_languages if place.webinar else []
        self.spoken_languages.choices = [
            SelectChoice(code, language_name(code, place.language))
            for code in dict.fromkeys((*LANGUAGES, *kept))
        ]
        self._take_over()
        if place.moved_here:
            self.start.form.offer_zones(host.time_zone for host in place.hosts)
        else:
            del self.start
            del self.provisional

    def acted(self) -> bool:
        """Tell whether a button was pressed that changes rows, and carry it out."""
        return super().acted() or request.form.get(ACT) == TAKE_OVER

    def check_more(self) -> None:
        """Check what goes together."""
        if self.icon.data not in PICTOGRAMS:
            self.refuse(self.icon, gettext("Choose one of the list."))
        if self.recording.data not in RECORDING_NAMES:
            self.refuse(self.recording, gettext("Choose one of the list."))
        offered = [choice.value for choice in self.spoken_languages.choices]
        chosen = self.spoken_languages.data or ()
        self.spoken_languages.data = [code for code in offered if code in chosen]
        taken = self.place.webinar.seats_taken if self.place.webinar else 0
        if not self.capacity.errors and int(self.capacity.data) < taken:
            self.refuse_seats(taken)
        self._check_window()
        self._check_rows()

    def refuse_seats(self, taken: int) -> None:
        """Say that so many seats are taken already."""
        self.refuse(self.capacity, gettext("Places taken already: %(num)s.", num=taken))

    def refuse_proposal(self) -> None:
        """Say that what needs agreement cannot be proposed while another proposal is open."""
        self.refuse(next(iter(self.titles.form)), str(PROPOSAL_OPEN))

    def details(self) -> WebinarDetails:
        """Return what was typed, for the service."""
        rules = [row.form.columns() for row in self.reminders]
        return WebinarDetails(
            revision=version_in(self.revision),
            key="" if self.around.public else self.key.data or "",
            columns=self._columns(),
            times=times_of(self.start.form.schedule()) if self.place.moved_here else {},
            hosts=tuple(self.hosts.data),
            topics=tuple(self.topics.data),
            agenda=tuple(self._columns_of(row.form) for row in self.agenda),
            speakers=tuple(self._columns_of(row.form) for row in self.speakers),
            reminders=own_rules(rules, self.place.inherited),
        )

    def _columns(self) -> dict[str, Any]:
        return {
            **self.texts(),
            "takeaways": lines_of(self.takeaways.form.texts),
            "icon": self.icon.data,
            **({"provisional": bool(self.provisional.data)} if self.place.moved_here else {}),
            "opens_at": self._bound(self.opens),
            "closes_at": self._bound(self.closes),
            "capacity": int(self.capacity.data),
            "waiting_list": bool(self.waiting_list.data),
            "offer_hours": int(self.offer_hours.data or 0),
            "approval": bool(self.approval.data),
            "spoken_languages": list(self.spoken_languages.data),
            "recording": Recording(self.recording.data),
            "meeting_url": self.meeting_url.data or "",
            "meeting_passcode": self.meeting_passcode.data or "",
            "presenter_url": self.presenter_url.data or "",
        }

    def _take_over(self) -> None:
        """Offer known speakers, and add the one that was chosen, whatever button was pressed."""
        chosen, self.known_speaker.data = self.known_speaker.data, ""
        self.known_speaker.choices = [SelectChoice("", gettext("Nobody"))]
        for each in self.place.known_speakers:
            names = (each.name, owner_name(each.host, each.organisation))
            label = ", ".join(filter(None, names))
            self.known_speaker.choices.append(SelectChoice(str(each.id), label))
            if str(each.id) == chosen and not self.speakers.full:
                self.speakers.append_entry(speaker_preset(each))

    def _columns_of(self, row: AgendaForm | SpeakerForm) -> dict[str, Any]:
        host_id, organisation_id = self.place.find(row.organisation.data or "") or (None, None)
        return {**row.columns(), "host_id": host_id, "organisation_id": organisation_id}

    def _zone(self) -> str:
        zone: str = self.start.form.time_zone.data if self.place.moved_here else ""
        return zone or (self.place.webinar.time_zone if self.place.webinar else "")

    def _bound(self, field: Field) -> datetime | None:
        """Return when registration opens or closes; one left as it was stays to the second."""
        local, zone = read_moment(field.data), self._zone()
        if local is None or not is_zone(zone):
            return None
        webinar = self.place.webinar
        stored = None if webinar is None else getattr(webinar, f"{field.name}_at")
        if stored is not None and written(stored, zone) == written_local(local):
            kept: datetime = stored
            return kept
        return to_utc(local, zone)

    def _check_window(self) -> None:
        zone = self._zone()
        if not is_zone(zone):
            return
        for field in (self.opens, self.closes):
            local = read_moment(field.data)
            if field.data and local is None:
                self.refuse(field, gettext("Write date and time, such as 2027-02-04 14:00."))
            elif local is not None and (sentence := missing_time(local, zone)):
                self.refuse(field, sentence)
        if self.opens.errors or self.closes.errors or (ends_at := self._ends_at()) is None:
            return
        opens, closes = self._bound(self.opens), self._bound(self.closes)
        if closes is not None and closes > ends_at:
            sentence = gettext("Registration cannot close after the webinar has ended.")
            self.refuse(self.closes, sentence)
        if opens is not None and opens >= (closes or ends_at):
            self.refuse(self.opens, gettext("Registration must open before it closes."))

    def _ends_at(self) -> datetime | None:
        if not self.place.moved_here:
            return self.place.webinar.ends_at if self.place.webinar else None
        return None if self.start.form.errors else self.start.form.schedule().ends_at

    def _check_rows(self) -> None:
        for field in self.takeaways.form:
            if any(len(line) > LINE for line in (field.data or "").splitlines()):
                self.refuse(field, gettext("Use at most %(max)s characters in a line.", max=LINE))
        for row in (*self.agenda, *self.speakers):
            if self.place.find(row.form.organisation.data or "") is None:
                sentence = gettext("Choose an organisation or a host of the list.")
                self.refuse(row.form.organisation, sentence)
        for row in self.agenda:
            if not row.form.titles.form.texts:
                field = row.form.titles.form[self.around.language]
                self.refuse(field, gettext("Enter what happens."))
        if not self.place.moved_here:
            self._check_sum()

    def _check_sum(self) -> None:
        """Refuse an agenda that does not fill what is online; a draft may be unfinished."""
        rows = [row.form.minutes for row in self.agenda]
        if not rows or any(field.errors for field in rows):
            return
        minutes = sum(int(field.data) for field in rows)
        duration = self.place.webinar.duration_minutes if self.place.webinar else minutes
        if minutes != duration:
            sentence = gettext(
                "The minutes of the agenda add up to %(sum)s, not to %(duration)s.",
                sum=minutes,
                duration=duration,
            )
            self.refuse(rows[0], sentence)

    def _needed_languages(self) -> tuple[str, ...]:
        return LANGUAGES if not self.place.moved_here else super()._needed_languages()
