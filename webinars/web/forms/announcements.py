"""Writing to many people: to whom, in which words, and to how many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FormField, HiddenField, SelectField, StringField

from webinars.languages import Texts, pick
from webinars.models.announcement import FOLLOW_UPS, Announcement, Readers
from webinars.models.host import Region
from webinars.models.webinar import Webinar
from webinars.queries.people import ELSEWHERE
from webinars.rules.completeness import languages_of
from webinars.rules.placeholders import IN_SUBJECT, PLACEHOLDERS, wrong_placeholders
from webinars.web.forms.base import BaseForm
from webinars.web.forms.persons import as_choices
from webinars.web.forms.texts import LETTERS, LINES, need

READERS = {
    Readers.REGISTERED.value: lazy_gettext("everybody who is registered"),
    Readers.CONFIRMED.value: lazy_gettext("everybody with a place"),
    Readers.WAITING.value: lazy_gettext("everybody on the waiting list"),
    Readers.REQUESTED.value: lazy_gettext("everybody who asks for approval"),
    Readers.ATTENDED.value: lazy_gettext("who took part"),
    Readers.ABSENT.value: lazy_gettext("who did not take part"),
}

MANY = 200
"""Above this number of people it has to be typed before anything is sent."""


class AnnouncementForm(BaseForm):
    """Asks for the words and whom they are for."""

    readers = SelectField(lazy_gettext("To whom"), choices=as_choices(READERS))
    region = SelectField(lazy_gettext("Where from"))
    titles = FormField(LINES, lazy_gettext("Subject line"))
    texts = FormField(LETTERS, lazy_gettext("Text"))
    seen = HiddenField()

    @classmethod
    def of(cls, row: Announcement | None) -> AnnouncementForm:
        """Return the form with what a draft holds, or the empty one."""
        if row is None:
            return cls()
        return cls(
            data={
                "readers": row.readers.value,
                "region": row.region,
                "titles": row.titles,
                "texts": row.texts,
                "seen": str(row.version),
            }
        )

    def offer(self, regions: Sequence[Region], language: str) -> None:
        """Offer the regions that people come from, in this language."""
        named = {region.key: pick(region.names, language) for region in regions}
        self.region.choices = as_choices(
            {"": gettext("All regions"), **named, ELSEWHERE: gettext("Elsewhere")}
        )

    def is_right(self, webinar: Webinar, now: datetime) -> bool:
        """Tell whether the form was sent and can be kept; it says what is wrong."""
        if not self.submitted():
            return False
        languages = tuple({*languages_of(webinar.titles), *self._begun()})
        need(self.titles, languages, gettext("Write the subject line."))
        need(self.texts, languages, gettext("Write the text."))
        for part, names in ((self.titles, IN_SUBJECT), (self.texts, PLACEHOLDERS)):
            for field in part.form:
                self._check(field, names)
        if Readers(self.readers.data) in FOLLOW_UPS and webinar.ends_at > now:
            self.refuse(self.readers, gettext("Who took part is known only after the end."))
        if Readers(self.readers.data) not in FOLLOW_UPS and webinar.ends_at <= now:
            sentence = gettext(
                "After the end, write to those who took part, or to those who did not."
            )
            self.refuse(self.readers, sentence)
        return not self.mistakes

    def letter(self) -> dict[str, Any]:
        """Return what was written, and to whom."""
        titles: Texts = self.titles.form.texts
        texts: Texts = self.texts.form.texts
        return {
            "readers": Readers(self.readers.data),
            "region": self.region.data,
            "titles": titles,
            "texts": texts,
        }

    def _begun(self) -> tuple[str, ...]:
        """Return the languages of which one part is written; the other may not be missing."""
        return (*self.titles.form.languages, *self.texts.form.languages)

    def _check(self, field: Any, names: Sequence[str]) -> None:
        wrong = wrong_placeholders(field.data or "", names)
        if wrong:
            sentence = gettext(
                "%(wrong)s is no placeholder. There are: %(known)s.",
                wrong=wrong[0],
                known=" ".join(f"{{{name}}}" for name in names),
            )
            self.refuse(field, sentence)


class SendForm(BaseForm):
    """Says which version was read and, above ``MANY``, how many people it goes to."""

    seen = HiddenField()
    count = StringField(lazy_gettext("How many people get it?"))

    def counts_right(self, people: int) -> bool:
        """Tell whether so many people were agreed to; the form says if not."""
        if people > MANY and (self.count.data or "").strip() != str(people):
            self.refuse(
                self.count,
                gettext("Type %(num)s, the number of people who get this e-mail.", num=people),
            )
        return not self.mistakes


def version_in(field: HiddenField) -> int:
    """Return the version that a page showed; 0 when it says none."""
    text = field.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
