"""The form in which organisers choose what their site shows."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice

from webinars.documents.embed_code import Embed
from webinars.languages import LANGUAGE_NAMES, LANGUAGES, pick
from webinars.models.host import Host
from webinars.models.series import Topic

LENGTHS = ("3", "5", "10", "20")


class EmbedForm(Form):
    """What a frame shows; stands in the address and changes nothing, so it carries no token."""

    kind = SelectField(lazy_gettext("What it shows"))
    language = SelectField(lazy_gettext("Language"))
    host = SelectField(lazy_gettext("Host"))
    topic = SelectField(lazy_gettext("Topic"))
    length = SelectField(lazy_gettext("Longest list"))

    def offer(self, hosts: Sequence[Host], topics: Sequence[Topic], language: str) -> None:
        """Offer what can be chosen, in this language, which is also the one taken at first."""
        kinds = {"list": gettext("The next webinars, as a list"), "next": gettext("Next webinar")}
        _fill(self.kind, kinds, "list")
        _fill(self.language, {code: LANGUAGE_NAMES[code] for code in LANGUAGES}, language)
        named = {host.key: host.name for host in hosts}
        _fill(self.host, {"": gettext("All hosts"), **named}, "")
        about = {topic.key: pick(topic.names, language) for topic in topics}
        _fill(self.topic, {"": gettext("All topics"), **about}, "")
        _fill(self.length, {length: length for length in LENGTHS}, "5")

    def wanted(self) -> Embed:
        """Return what was chosen."""
        return Embed(
            kind=self.kind.data,
            language=self.language.data,
            host=self.host.data,
            topic=self.topic.data,
            length=self.length.data,
        )


def _fill(field: SelectField, names: dict[str, str], first: str) -> None:
    # Whatever is not offered counts as not chosen.
    field.choices = [SelectChoice(value=value, label=name) for value, name in names.items()]
    field.data = field.data if field.data in names else first
