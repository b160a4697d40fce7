"""What a programme file says, compared with itself and with what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from babel.core import get_global
from flask_babel import gettext

from webinars.documents.programme_mistakes import Mistakes, closest
from webinars.queries.programme import ProgrammeRows
from webinars.rules.colours import AccentProblem, accent_problem
from webinars.rules.countries import is_country
from webinars.rules.programme import Place, Programme, Reference, WebinarEntry


class _Keyed(Protocol):
    @property
    def place(self) -> Place: ...

    @property
    def key(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class _Known:
    """The keys that may be named: those of the file and those stored."""

    regions: set[str]
    hosts: set[str]
    topics: set[str]
    organisations: set[str]
    series: set[str]
    webinars: set[str]


def check_programme(programme: Programme, rows: ProgrammeRows, mistakes: Mistakes) -> None:
    """Keep every mistake that shows only when the entries are seen together."""
    _check_twice(programme, rows, mistakes)
    _check_references(programme, _known(programme, rows), mistakes)
    _check_hosts_of_webinars(programme, rows, mistakes)
    _check_accents(programme, rows, mistakes)
    _fill_in_countries(programme, rows, mistakes)


def _known(programme: Programme, rows: ProgrammeRows) -> _Known:
    def keys(entries: Sequence[_Keyed], stored: Mapping[str, object]) -> set[str]:
        return {entry.key for entry in entries} | set(stored)

    return _Known(
        regions=keys(programme.regions, rows.regions),
        hosts=keys(programme.hosts, rows.hosts),
        topics=keys(programme.topics, rows.topics),
        organisations=keys(programme.organisations, rows.organisations),
        series=keys(programme.series, rows.series),
        webinars=keys(programme.webinars, rows.webinars),
    )


def _check_twice(programme: Programme, rows: ProgrammeRows, mistakes: Mistakes) -> None:
    sections: list[Sequence[_Keyed]] = [
        programme.regions,
        programme.hosts,
        programme.topics,
        programme.organisations,
        programme.series,
        programme.webinars,
    ]
    for entries in sections:
        _check_unique([(entry.key, entry.place) for entry in entries], mistakes)
    _check_unique([(entry.email, entry.place) for entry in programme.attendees], mistakes)
    # The organisation of an agenda may be a host: the two may not share a key.
    hosts = {entry.key for entry in programme.hosts} | set(rows.hosts)
    organisations = {entry.key for entry in programme.organisations} | set(rows.organisations)
    both: list[_Keyed] = [*programme.hosts, *programme.organisations]
    for entry in both:
        if entry.key and entry.key in hosts & organisations:
            sentence = gettext(
                "‘%(key)s’ is the key of a host and of an organisation.", key=entry.key
            )
            mistakes.add(entry.place, sentence)


def _check_unique(keys: Iterable[tuple[str, Place]], mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for key, place in keys:
        if key and key in seen:
            mistakes.add(place, gettext("There is another ‘%(key)s’ above.", key=key))
        seen.add(key)


def _check_references(programme: Programme, known: _Known, mistakes: Mistakes) -> None:
    def check(section: str, keys: set[str], references: Iterable[Reference | None]) -> None:
        for reference in references:
            if reference is not None and reference.key not in keys:
                mistakes.add(reference.place, _unknown(reference.key, section, keys, mistakes))

    people = known.organisations | known.hosts
    for host in programme.hosts:
        check("regions", known.regions, [host.region])
    for organisation in programme.organisations:
        check("regions", known.regions, [organisation.region])
        check("topics", known.topics, organisation.topics)
    for series in programme.series:
        check("hosts", known.hosts, series.hosts)
        check("topics", known.topics, series.topics or ())
    for webinar in programme.webinars:
        check("series", known.series, [webinar.series])
        check("hosts", known.hosts, webinar.hosts or ())
        check("topics", known.topics, webinar.topics or ())
        check("organisations", people, [item.organisation for item in webinar.agenda or ()])
        check("organisations", people, [each.organisation for each in webinar.speakers or ()])
    for attendee in programme.attendees:
        check("organisations", known.organisations, [attendee.organisation])
        check("webinars", known.webinars, attendee.webinars)
        check("hosts", known.hosts, attendee.news_from)


def _unknown(key: str, section: str, keys: set[str], mistakes: Mistakes) -> str:
    near = closest(key, keys, mistakes)
    if near:
        return gettext(
            "There is no ‘%(key)s’ under ‘%(section)s’. Did you mean ‘%(near)s’?",
            key=key,
            section=section,
            near=near,
        )
    return gettext("There is no ‘%(key)s’ under ‘%(section)s’.", key=key, section=section)


def _check_hosts_of_webinars(programme: Programme, rows: ProgrammeRows, mistakes: Mistakes) -> None:
    hosts_of = {key: {host.key for host in series.hosts} for key, series in rows.series.items()}
    hosts_of |= {entry.key: {host.key for host in entry.hosts} for entry in programme.series}
    for entry in programme.webinars:
        allowed = hosts_of.get(entry.series.key) if entry.series else None
        for host in _hosts(entry, rows):
            if allowed and host.key not in allowed:
                mistakes.add(host.place, _stranger(host.key))
    named = {entry.key for entry in programme.webinars}
    places = {entry.key: entry.place for entry in programme.series}
    for key, webinar in rows.webinars.items():
        if key in named or webinar.series.key not in places:
            continue
        for host_key in {host.key for host in webinar.hosts} - hosts_of[webinar.series.key]:
            sentence = gettext(
                "The webinar ‘%(key)s’ of this series has the host ‘%(host)s’.",
                key=key,
                host=host_key,
            )
            mistakes.add(places[webinar.series.key], sentence)


def _hosts(entry: WebinarEntry, rows: ProgrammeRows) -> Sequence[Reference]:
    if entry.hosts is not None:
        return entry.hosts
    stored = rows.webinars.get(entry.key)
    return [Reference(host.key, entry.place) for host in stored.hosts] if stored else []


def _stranger(key: str) -> str:
    return gettext("‘%(key)s’ is not a host of the series.", key=key)


def _check_accents(programme: Programme, rows: ProgrammeRows, mistakes: Mistakes) -> None:
    colours = {key: host.accent_light for key, host in rows.hosts.items()}
    colours |= {entry.key: entry.columns.get("accent_light", "") for entry in programme.hosts}
    for series in programme.series:
        hosts = [host for host in series.hosts if colours.get(host.key)]
        for one, other in combinations(hosts, 2):
            if _is_alike(colours[one.key], colours[other.key]):
                sentence = gettext(
                    "The colours of ‘%(one)s’ and ‘%(other)s’ are too much alike.",
                    one=one.key,
                    other=other.key,
                )
                mistakes.add(other.place, sentence)


def _is_alike(one: str, other: str) -> bool:
    valid = accent_problem(one) is None
    return valid and accent_problem(other, one) is AccentProblem.LIKE_PARTNER


def _fill_in_countries(programme: Programme, rows: ProgrammeRows, mistakes: Mistakes) -> None:
    """Give regions without a country the one of their hosts' time zone."""
    territories = get_global("zone_territories")
    for region in programme.regions:
        if "country" in region.columns or region.key in rows.regions:
            continue
        found = {
            territories.get(host.columns["time_zone"], "")
            for host in programme.hosts
            if host.region is not None and host.region.key == region.key
        }
        country = found.pop() if len(found) == 1 else ""
        if is_country(country):
            region.columns["country"] = country
        else:
            place = Place(f"{region.place.path}.country", region.place.line)
            mistakes.add(place, gettext("Give the country, such as DE or BE."))
