"""What the programme is narrowed by."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import Form, SearchField, SelectField

from webinars.formats import language_name
from webinars.languages import LANGUAGES, pick
from webinars.models.host import Host
from webinars.models.series import Topic
from webinars.queries.programme_search import ProgrammeFilter
from webinars.text import clean_line
from webinars.web.forms.filters import offered
from webinars.web.forms.persons import as_choices

TEXT_LENGTH = 100
"""Characters of a search."""


class ProgrammeForm(Form):
    """What a visitor wants to see; stands in the address, so it carries no token."""

    q = SearchField(lazy_gettext("Topic, organisation or name"))
    topic = SelectField(lazy_gettext("Topic"))
    host = SelectField(lazy_gettext("Host"))
    language = SelectField(lazy_gettext("Language of the talks"))

    def offer(self, topics: Sequence[Topic], hosts: Sequence[Host], language: str) -> None:
        """Offer what can be chosen, in this language."""
        self.topic.choices = as_choices(
            {
                "": gettext("All topics"),
                **{topic.key: pick(topic.names, language) for topic in topics},
            }
        )
        self.host.choices = as_choices(
            {"": gettext("All hosts"), **{host.key: host.name for host in hosts}}
        )
        self.language.choices = as_choices(
            {
                "": gettext("All languages"),
                **{code: language_name(code, language) for code in LANGUAGES},
            }
        )

    def wanted(self) -> ProgrammeFilter:
        """Return the filter; whatever is not offered counts as not chosen."""
        self.q.data = clean_line(self.q.data or "")[:TEXT_LENGTH].strip()
        return ProgrammeFilter(
            text=self.q.data,
            topic=offered(self.topic),
            host=offered(self.host),
            language=offered(self.language),
        )

    def chosen(self) -> dict[str, str]:
        """Return what narrows the list, by its name in the address."""
        values = {"q": str(self.q.data or "")}
        values |= {field.name: offered(field) for field in self._selects()}
        return {name: value for name, value in values.items() if value}

    def chosen_words(self) -> dict[str, str]:
        """Return the same as people read it."""
        words = {name: value for name, value in self.chosen().items() if name == "q"}
        for field in self._selects():
            names = {choice.value: str(choice.label) for choice in field.choices or ()}
            if offered(field):
                words[field.name] = names[offered(field)]
        return words

    def _selects(self) -> tuple[SelectField, ...]:
        return self.topic, self.host, self.language
