"""Writing to many people: in which words, to whom, and to how many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FormField, HiddenField, SelectField, StringField

from webinars.languages import Texts, pick
from webinars.models.announcement import FOLLOW_UPS, Announcement, Readers
from webinars.models.host import Host, Region
from webinars.models.letter import LetterColumns
from webinars.models.news import News
from webinars.models.webinar import Webinar
from webinars.queries.people import ELSEWHERE
from webinars.rules.completeness import languages_of
from webinars.rules.placeholders import IN_NEWS, IN_SUBJECT, PLACEHOLDERS, wrong_placeholders
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

Names = Sequence[str]

MANY = 200
"""Above this number of people it has to be typed before anything is sent."""


class LetterForm(BaseForm):
    """Base of forms for letters to many; the fields themselves stand in their own order there."""

    titles: FormField
    texts: FormField
    seen: HiddenField

    def check_words(self, needed: Sequence[str], in_subject: Names, in_text: Names) -> None:
        """Say what is missing, and which placeholders there are not.

        :param needed: languages that may not be missing, beside those that are begun.
        """
        begun = (*self.titles.form.languages, *self.texts.form.languages)
        languages = tuple({*needed, *begun})
        need(self.titles, languages, gettext("Write the subject line."))
        need(self.texts, languages, gettext("Write the text."))
        check_placeholders(self, self.titles, in_subject)
        check_placeholders(self, self.texts, in_text)

    @property
    def words(self) -> dict[str, Texts]:
        """What was written."""
        return {"titles": self.titles.form.texts, "texts": self.texts.form.texts}


def check_placeholders(form: BaseForm, part: FormField, names: Names) -> None:
    """Refuse a text that holds braces of another kind, and name the first of them."""
    for field in part.form:
        wrong = wrong_placeholders(field.data or "", names)
        if wrong:
            sentence = gettext(
                "%(wrong)s is no placeholder. There are: %(known)s.",
                wrong=wrong[0],
                known=" ".join(f"{{{name}}}" for name in names),
            )
            form.refuse(field, sentence)


class NewsForm(LetterForm):
    """Asks for the words of a host's news."""

    titles = FormField(LINES, lazy_gettext("Subject line"))
    texts = FormField(LETTERS, lazy_gettext("Text"))
    seen = HiddenField()

    @classmethod
    def of(cls, row: News | None) -> NewsForm:
        """Return the form with what a draft holds, or the empty one."""
        return cls(data=None if row is None else _words_of(row))

    def is_right(self, host: Host) -> bool:
        """Tell whether the form was sent and can be kept; it says what is wrong."""
        if not self.submitted():
            return False
        self.check_words((host.default_language,), IN_NEWS, IN_NEWS)
        return not self.mistakes


def _words_of(row: LetterColumns) -> dict[str, Any]:
    return {"titles": row.titles, "texts": row.texts, "seen": str(row.version)}


class AnnouncementForm(LetterForm):
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
        readers = {"readers": row.readers.value, "region": row.region}
        return cls(data=readers | _words_of(row))

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
        self.check_words(languages_of(webinar.titles), IN_SUBJECT, PLACEHOLDERS)
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
        to_whom = {"readers": Readers(self.readers.data), "region": self.region.data}
        return to_whom | self.words


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
