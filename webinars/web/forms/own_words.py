"""Own words of a kind of mail: its subject line, how it begins and how it ends."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import FormField, HiddenField

from webinars.models.own_words import OwnWords, WordsKind
from webinars.rules.placeholders import IN_SUBJECT, PLACEHOLDERS
from webinars.services.own_words import Words
from webinars.web.forms.announcements import check_placeholders
from webinars.web.forms.base import BaseForm
from webinars.web.forms.texts import LINES, PARAGRAPHS

KINDS = {
    WordsKind.REGISTERED: lazy_gettext("Registered, with a place"),
    WordsKind.WAITING: lazy_gettext("Registered, on the waiting list"),
    WordsKind.REQUESTED: lazy_gettext("Registered, to be approved"),
    WordsKind.INVITATION: lazy_gettext("Calendar entry"),
    WordsKind.MOVED_UP: lazy_gettext("A place has become free"),
    WordsKind.APPROVED: lazy_gettext("Registration approved"),
    WordsKind.REMINDER: lazy_gettext("Reminder days before"),
    WordsKind.REMINDER_TOMORROW: lazy_gettext("Reminder the day before"),
    WordsKind.REMINDER_SOON: lazy_gettext("Reminder shortly before the start"),
    WordsKind.MOVED: lazy_gettext("Moved to another time"),
    WordsKind.CANCELLED: lazy_gettext("Cancelled by the hosts"),
    WordsKind.ATTENDED: lazy_gettext("Afterwards, to those who took part"),
    WordsKind.ABSENT: lazy_gettext("Afterwards, to those who did not"),
    WordsKind.OVER: lazy_gettext("Afterwards, to everybody"),
    WordsKind.RECORDING: lazy_gettext("As soon as the recording is there"),
}
"""In the order in which a person meets them."""


class OwnWordsForm(BaseForm):
    """Asks for the words of one kind of mail."""

    subjects = FormField(LINES, lazy_gettext("Subject line"))
    openings = FormField(PARAGRAPHS, lazy_gettext("Beginning"))
    closings = FormField(PARAGRAPHS, lazy_gettext("End"))
    version = HiddenField()

    @classmethod
    def of(cls, row: OwnWords | None, *, stored: bool = False) -> OwnWordsForm:
        """Return the form with the words that there are, or the empty one.

        :param stored: show these and not what was typed.
        """
        options = {"formdata": None} if stored else {}
        if row is None:
            return cls(data={"version": "0"}, **options)
        parts = ("subjects", "openings", "closings")
        words = {part: getattr(row, part) for part in parts}
        return cls(data={**words, "version": str(row.version)}, **options)

    def is_right(self) -> bool:
        """Tell whether the form was sent and can be kept; it says what is wrong."""
        if not self.submitted():
            return False
        check_placeholders(self, self.subjects, IN_SUBJECT)
        check_placeholders(self, self.openings, PLACEHOLDERS)
        check_placeholders(self, self.closings, PLACEHOLDERS)
        if not any(vars(self.words).values()):
            sentence = gettext("Write something in your own words, in one language at least.")
            self.refuse(next(iter(self.subjects.form)), sentence)
        return not self.mistakes

    @property
    def words(self) -> Words:
        """What was written."""
        return Words(
            subjects=self.subjects.form.texts,
            openings=self.openings.form.texts,
            closings=self.closings.form.texts,
        )
