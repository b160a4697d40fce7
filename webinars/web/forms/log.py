"""What the log of a host is narrowed down by."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import Form, SelectField

from webinars.languages import pick
from webinars.models.organiser import Membership
from webinars.models.webinar import Webinar
from webinars.queries.log import OPERATOR, LogFilter
from webinars.web.forms.filters import offered
from webinars.web.forms.persons import as_choices

KIND_NAMES = {
    "exports": lazy_gettext("Exports"),
    "webinars": lazy_gettext("Webinars and series"),
    "news": lazy_gettext("News"),
    "people": lazy_gettext("Places of people"),
    "host": lazy_gettext("Host details"),
    "team": lazy_gettext("Team"),
    "access": lazy_gettext("Passwords and codes"),
}


class LogForm(Form):
    """Stands in the address, so it carries no token."""

    webinar = SelectField(lazy_gettext("Webinar"))
    person = SelectField(lazy_gettext("Who"))
    kind = SelectField(lazy_gettext("What"))

    def offer(
        self, webinars: Sequence[Webinar], members: Sequence[Membership], language: str
    ) -> None:
        """Offer what can be chosen, in this language."""
        titles = {each.key: pick(each.titles, language) for each in webinars}
        people = {str(each.organiser_id): each.organiser.name for each in members}
        people[OPERATOR] = gettext("Whoever runs the service")
        self.webinar.choices = as_choices({"": gettext("All webinars"), **titles})
        self.person.choices = as_choices({"": gettext("Everybody"), **people})
        self.kind.choices = as_choices({"": gettext("Everything"), **KIND_NAMES})

    def wanted(self) -> LogFilter:
        """Return the filter; whatever is not offered counts as not chosen."""
        return LogFilter(
            webinar=offered(self.webinar), person=offered(self.person), kind=offered(self.kind)
        )
