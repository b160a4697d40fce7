"""The numbers of webinars as tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from webinars.formats import language_name
from webinars.languages import LANGUAGES, pick
from webinars.models.host import Host, Region
from webinars.models.webinar import Webinar
from webinars.queries.hosts import list_hosts, list_regions
from webinars.rules.countries import list_countries
from webinars.rules.host_order import ordered
from webinars.rules.number_tables import NumberRow, NumberTable, parts_table, with_shares
from webinars.rules.numbers import Cell, count, ranked, seated, tally
from webinars.rules.small_groups import Shown, ShownTable, protect_table
from webinars.web.dates import date_short
from webinars.web.forms.persons import KIND_NAMES
from webinars.web.language import current_language

ELSEWHERE = ""
"""Region of people who come from none of ours."""


@dataclass(frozen=True)
class Places:
    """The regions that people come from, those of the hosts first, in the order of the language."""

    regions: tuple[Region, ...]
    hosts: Mapping[int, Host]
    """By the number of the region that they stand for."""
    language: str = field(default_factory=current_language)

    @property
    def keys(self) -> list[str]:
        """Keys of the regions, and at the end the one that stands for elsewhere."""
        return [*(region.key for region in self.regions), ELSEWHERE]

    @property
    def names(self) -> list[str]:
        """Names in the order of the keys."""
        names = [pick(region.names, self.language) for region in self.regions]
        return [*names, gettext("Elsewhere")]

    @property
    def host_names(self) -> list[str]:
        """Names in the order of the keys, with the host that stands for each."""
        found = []
        for region, name in zip(self.regions, self.names, strict=False):
            host = self.hosts.get(region.id)
            found.append(f"{name} ({host.name})" if host else name)
        return [*found, gettext("Elsewhere")]

    @property
    def lines(self) -> tuple[int, ...]:
        """How the parts of a bar are drawn, in the order of the keys."""
        first = [self.hosts.get(region.id) for region in self.regions[:2]]
        drawn = [place + 1 if host else 0 for place, host in enumerate(first)]
        return (*drawn, *(0 for _ in self.keys[len(drawn) :]))

    def of(self, cell: Cell) -> str:
        """Return the key of the region of somebody."""
        return cell.region if cell.region in self.keys else ELSEWHERE


def find_places() -> Places:
    """Return the regions in the order in which this page names the hosts."""
    language, regions = current_language(), list_regions()
    hosts = {host.region_id: host for host in reversed(ordered(list_hosts(), language))}
    order = {number: place for place, number in enumerate(reversed(hosts))}
    found = sorted(regions, key=lambda region: order.get(region.id, len(order)))
    return Places(tuple(found), hosts)


def list_breakdowns(
    cells: Sequence[Cell], places: Places, *, protected: bool = False
) -> list[NumberTable]:
    """Return who holds a place: by kind of organisation, language and source.

    :param protected: whether the tables leave the desk; then small groups are hidden.
    """
    sitting = seated(cells)
    kinds = tally(sitting, lambda cell: cell.kind)
    languages = tally(sitting, lambda cell: cell.language)

    def table(key: str, title: str, head: str, groups: Sequence[tuple[str, int]]) -> NumberTable:
        return _parts(key, title, head, groups, protected=protected)

    return [
        table(
            "kind",
            gettext("By kind of organisation"),
            gettext("Kind of organisation"),
            [(str(name), kinds.get(kind, 0)) for kind, name in KIND_NAMES.items()],
        ),
        table(
            "language",
            gettext("By language of the e-mails"),
            gettext("Language"),
            [(language_name(code, places.language), languages.get(code, 0)) for code in LANGUAGES],
        ),
        table(
            "source",
            gettext("By source"),
            gettext("Source"),
            _longest(sitting, lambda cell: cell.source, {"": gettext("Not known")}),
        ),
    ]


def region_table(cells: Sequence[Cell], places: Places) -> NumberTable:
    """Return from which regions those come who hold a place."""
    counts = tally(seated(cells), places.of)
    groups = [
        (name, counts.get(key, 0)) for key, name in zip(places.keys, places.names, strict=True)
    ]
    return _parts("region", gettext("By region"), gettext("Region"), groups, protected=False)


def country_table(cells: Sequence[Cell], places: Places) -> NumberTable:
    """Return from which countries those come who hold a place."""
    groups = _longest(seated(cells), lambda cell: cell.country, _countries(places))
    return _parts("country", gettext("By country"), gettext("Country"), groups, protected=False)


def elsewhere_table(cells: Sequence[Cell], places: Places) -> NumberTable:
    """Return from which countries those come who come from none of our regions.

    It leaves the desk. Whole countries would not do: a country less its region is a group too.
    """
    away = [cell for cell in seated(cells) if places.of(cell) == ELSEWHERE]
    return _parts(
        "country",
        gettext("From elsewhere, by country"),
        gettext("Country"),
        _longest(away, lambda cell: cell.country, _countries(places)),
        protected=True,
    )


def topic_table(
    webinars: Sequence[Webinar], sums: Mapping[int, Shown], places: Places
) -> NumberTable:
    """Return how many places were taken at the webinars of each topic.

    :param sums: places by number of the webinar; what is hidden there is hidden here.
    """
    found: dict[int, list[Shown]] = {}
    names = {topic.id: topic for webinar in webinars for topic in webinar.topics}
    for webinar in webinars:
        for topic in webinar.topics:
            found.setdefault(topic.id, []).append(sums[webinar.id])
    topics = sorted(names.values(), key=lambda topic: (topic.position, topic.id))
    rows = [
        NumberRow(pick(topic.names, places.language), (_sum(found[topic.id]),)) for topic in topics
    ]
    return NumberTable(
        key="topic",
        title=gettext("By topic"),
        heads=(gettext("Topic"), gettext("Places taken")),
        rows=tuple(rows),
    )


def webinar_table(webinars: Sequence[Webinar], shown: ShownTable, places: Places) -> NumberTable:
    """Return the places taken at each webinar, by region."""
    return NumberTable(
        key="webinars",
        title=gettext("Places taken at each webinar"),
        heads=(gettext("Webinar"), *places.names, gettext("All")),
        rows=tuple(
            NumberRow(webinar_label(webinar), (*row, total))
            for webinar, row, total in zip(webinars, shown.rows, shown.row_sums, strict=True)
        ),
        foot=NumberRow(gettext("Total"), (*shown.column_sums, shown.total)),
        lines=places.lines,
    )


def share_table(shown: ShownTable, places: Places) -> NumberTable:
    """Return the shares of the regions, each named with its host."""
    return NumberTable(
        key="shares",
        title=gettext("Shares of the hosts’ regions"),
        heads=(gettext("Region"), gettext("Places taken")),
        rows=with_shares(places.host_names, shown.column_sums, shown.total),
        foot=NumberRow(gettext("Total"), (shown.total,)),
        shares=True,
    )


def place_rows(
    webinars: Sequence[Webinar], cells: Sequence[Cell], places: Places
) -> list[list[int]]:
    """Return how many hold a place at each webinar, by region."""
    rows = []
    for webinar in webinars:
        own = [cell for cell in seated(cells) if cell.webinar_id == webinar.id]
        counts = tally(own, places.of)
        rows.append([counts.get(key, 0) for key in places.keys])
    return rows


def as_shown(rows: Sequence[Sequence[int]], places: Places, *, protected: bool) -> ShownTable:
    """Return the table of places with its sums; nothing is hidden from the hosts' teams."""
    if protected and rows:
        return protect_table(rows)
    columns = [sum(row[place] for row in rows) for place in range(len(places.keys))]
    sums = tuple(sum(row) for row in rows)
    return ShownTable(tuple(map(tuple, rows)), sums, tuple(columns), sum(sums))


def joined(cells: Iterable[Cell]) -> int:
    """Return how many of those that hold a place went into the meeting."""
    return sum(cell.joined for cell in seated(cells))


def without_place(cells: Sequence[Cell]) -> int:
    """Return how many registrations hold no place."""
    return count(cells) - count(seated(cells))


def webinar_day(webinar: Webinar) -> str:
    """Return the day of a webinar."""
    return date_short(webinar.starts_at, webinar.time_zone, current_language())


def webinar_label(webinar: Webinar) -> str:
    """Return the day and the title of a webinar."""
    return gettext(
        "%(what)s: %(title)s",
        what=webinar_day(webinar),
        title=pick(webinar.titles, current_language()),
    )


def _parts(
    key: str, title: str, head: str, groups: Sequence[tuple[str, int]], *, protected: bool
) -> NumberTable:
    return parts_table(
        groups,
        key=key,
        title=title,
        heads=(head, gettext("Places taken")),
        foot=gettext("Total"),
        protected=protected,
    )


def _longest(
    cells: Iterable[Cell], of: Callable[[Cell], str], names: Mapping[str, str]
) -> list[tuple[str, int]]:
    first, rest = ranked(tally(cells, of))
    groups = [(names.get(key, key), people) for key, people in first]
    return [*groups, (gettext("All others"), rest)] if rest else groups


def _countries(places: Places) -> Mapping[str, str]:
    return dict(list_countries(places.language))


def _sum(numbers: Sequence[Shown]) -> Shown:
    shown = [number for number in numbers if number is not None]
    return sum(shown) if len(shown) == len(numbers) else None
