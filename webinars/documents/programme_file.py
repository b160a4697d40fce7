"""Programme files: what organisers write and ``webinars load`` reads, section by section."""

from __future__ import annotations

from flask_babel import gettext

from webinars.documents.programme_fields import Fields
from webinars.documents.programme_mistakes import Mistakes
from webinars.documents.programme_nodes import Mapping, read_nodes
from webinars.documents.programme_people import read_attendee
from webinars.documents.programme_reminders import read_reminders
from webinars.documents.programme_webinars import read_webinar
from webinars.documents.programme_words import (
    DESCRIPTION,
    NAME,
    TEASER,
    TITLE,
    read_address,
    read_country,
    read_icon,
    read_zone,
)
from webinars.languages import Texts
from webinars.models.host import LegalBasis
from webinars.models.organisation import NAME_LENGTH, OrganisationKind
from webinars.rules.colours import AccentProblem, accent_problem
from webinars.rules.programme import (
    Columns,
    HostEntry,
    OrganisationEntry,
    Programme,
    Reference,
    RegionEntry,
    SeriesEntry,
    TopicEntry,
)

FORMAT = 1
"""Version of the format; raised when a file written for the old one would mean something else."""

_KINDS = {
    **{kind.value: kind for kind in OrganisationKind},
    "university": OrganisationKind.RESEARCH,
}

_LEGAL_LINES = {
    "postal_address": 300,
    "telephone": 60,
    "represented_by": 300,
    "register_entry": 200,
    "vat_number": 40,
    "data_protection_contact": 300,
}
"""What the legal notice of a host shows, and how many characters each has room for."""


def read_programme(data: bytes, mistakes: Mistakes) -> Programme:
    """Return what a file says; its mistakes are kept in ``mistakes``.

    :raises ProgrammeFileError: when the file cannot be read as a programme at all.
    """
    return read_content(read_nodes(data, mistakes), mistakes)


def read_content(content: Mapping, mistakes: Mistakes) -> Programme:
    """Return what the content of a file says; its mistakes are kept in ``mistakes``."""
    fields = Fields(content, mistakes)
    _check_format(fields)
    programme = Programme(
        demo_notice=_notice(fields),
        regions=[_region(each) for each in fields.each("regions")],
        hosts=[_host(each) for each in fields.each("hosts")],
        topics=[_topic(each) for each in fields.each("topics")],
        organisations=[
            *(_quoted_organisation(each) for each in fields.each("article_organisations")),
            *(_organisation(each) for each in fields.each("organisations")),
        ],
        series=[_series(each) for each in fields.each("series")],
        webinars=[read_webinar(each) for each in fields.each("webinars")],
        attendees=[read_attendee(each) for each in fields.each("attendees")],
    )
    fields.finish()
    return programme


def _check_format(fields: Fields) -> None:
    version = fields.whole("format", 1, 1_000_000)
    if version not in {None, FORMAT}:
        sentence = gettext("This version reads files of format 1 only.")
        fields.wrong("format", sentence)


def _notice(fields: Fields) -> Texts | None:
    if "demo_notice" not in fields:
        return None
    return fields.texts("demo_notice", 1000, every=True, paragraphs=True)


def _region(fields: Fields) -> RegionEntry:
    columns: Columns = {"names": fields.texts("names", NAME, every=True)}
    columns |= read_country(fields)
    entry = RegionEntry(place=fields.place, key=fields.key(), columns=columns)
    fields.finish()
    return entry


def _host(fields: Fields) -> HostEntry:
    columns: Columns = {
        "name": fields.line("name", NAME),
        "legal_name": fields.line("legal_name", 200),
        "default_language": fields.language("default_language"),
        "time_zone": read_zone(fields, "time_zone"),
        "time_city": fields.texts("time_city", NAME, every=True),
        "mailbox": read_address(fields, "mailbox"),
        "descriptions": fields.texts("description", DESCRIPTION, every=False, paragraphs=True),
    }
    columns |= _accent(fields)
    columns |= {
        name: fields.text(name, longest, need=False)
        for name, longest in _LEGAL_LINES.items()
        if name in fields
    }
    if "legal_basis" in fields:
        columns["legal_basis"] = fields.chosen("legal_basis", LegalBasis, LegalBasis.CONTRACT)
    entry = HostEntry(
        place=fields.place, key=fields.key(), region=fields.reference("region"), columns=columns
    )
    fields.finish()
    return entry


def _accent(fields: Fields) -> Columns:
    below = fields.below("accent")
    if below is None:
        return {}
    sentences = {
        AccentProblem.NO_COLOUR: gettext("Write a colour in quotes, such as '#1d6a70'."),
        AccentProblem.GREY: gettext("This colour is too grey to be told from others."),
    }
    columns: Columns = {}
    for name in ("light", "dark"):
        colour = below.line(name, 40).lower()
        problem = accent_problem(colour) if colour else None
        if problem is not None:
            below.wrong(name, sentences[problem])
        columns[f"accent_{name}"] = colour
    below.finish()
    return columns


def _topic(fields: Fields) -> TopicEntry:
    columns = {"icon": read_icon(fields), "names": fields.texts("names", NAME, every=True)}
    entry = TopicEntry(place=fields.place, key=fields.key(), columns=columns)
    fields.finish()
    return entry


def _organisation(fields: Fields) -> OrganisationEntry:
    columns: Columns = {"kind": fields.one_of("kind", _KINDS)}
    topics: list[Reference] = []
    for name in ("offers", "seeks"):
        if name in fields:
            columns[name] = _profile(fields, name, topics)
    return _entry_of_organisation(fields, columns, topics)


def _quoted_organisation(fields: Fields) -> OrganisationEntry:
    columns: Columns = {
        "says": fields.texts("says", TEASER, every=False, paragraphs=True),
        "kind": fields.one_of("kind", _KINDS) if "kind" in fields else OrganisationKind.COMPANY,
    }
    return _entry_of_organisation(fields, columns, [])


def _entry_of_organisation(
    fields: Fields, columns: Columns, topics: list[Reference]
) -> OrganisationEntry:
    columns["name"] = fields.line("name", NAME_LENGTH)
    columns |= read_country(fields)
    if "city" in fields:
        columns["city"] = fields.line("city", NAME, need=False)
    if "topics" in fields:
        named = fields.references("topics", need=False)
        columns["topics"] = [reference.key for reference in named]
        topics = [*topics, *named]
    region = fields.reference("region", need=False)
    if region is None and "country" not in fields:
        fields.wrong("country", gettext("Give a country or a region."))
    entry = OrganisationEntry(
        place=fields.place,
        key=fields.key(),
        region=region,
        topics=tuple(topics),
        columns=columns,
    )
    fields.finish()
    return entry


def _profile(fields: Fields, name: str, topics: list[Reference]) -> Columns:
    below = fields.below(name, need=False)
    if below is None:
        return {}
    named = below.references("topics", need=False)
    topics.extend(named)
    profile: Columns = {"topics": [reference.key for reference in named]}
    if "texts" in below:
        profile["texts"] = below.texts("texts", TEASER, every=False, paragraphs=True)
    below.finish()
    return profile


def _series(fields: Fields) -> SeriesEntry:
    columns: Columns = {
        "titles": fields.texts("titles", TITLE, every=True),
        "teasers": fields.texts("teasers", TEASER, every=False),
        "descriptions": fields.texts("descriptions", DESCRIPTION, every=False, paragraphs=True),
    }
    entry = SeriesEntry(
        place=fields.place,
        key=fields.key(),
        hosts=fields.references("hosts"),
        topics=fields.references("topics", need=False) if "topics" in fields else None,
        reminders=read_reminders(fields),
        columns=columns,
    )
    fields.finish()
    return entry
