"""The programme as a file: what ``webinars dump`` writes and ``webinars load`` reads again.

The order is fixed and nothing depends on the moment of writing, so that two dumps of the same
programme are equal and the difference between two dumps is the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import yaml

from webinars.documents.programme_file import FORMAT
from webinars.languages import Texts
from webinars.models.host import Host, LegalBasis, Region
from webinars.models.organisation import Organisation
from webinars.models.reminder import Anchor, Audience, Reminder
from webinars.models.series import Series, Topic
from webinars.models.webinar import AgendaItem, AgendaKind, Speaker, Webinar
from webinars.queries.programme import ProgrammeRows
from webinars.rules.wall_times import wall_time
from webinars.steps.programme_rows import DEMO_NOTICE
from webinars.zones import occurs_twice

WIDTH = 100

_HEADING = "# A programme of webinars, written by `webinars dump`; `webinars load` reads it.\n"

_LANGUAGE_ORDER = ("en", "de", "fr")

_LEGAL = (
    "postal_address",
    "telephone",
    "represented_by",
    "register_entry",
    "vat_number",
    "data_protection_contact",
)

Values: TypeAlias = dict[str, Any]


class Line(dict[str, Any]):
    """A mapping that is written on one line, in braces."""


class Row(list[Any]):
    """A list that is written on one line, in brackets."""


class _Dumper(yaml.SafeDumper):
    """Writes lines and rows as such, texts with paragraphs as blocks, and never an alias."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Write equal values out, each time."""
        return True


def _represent_line(dumper: _Dumper, value: Line) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


def _represent_row(dumper: _Dumper, value: Row) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


def _represent_text(dumper: _Dumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(Line, _represent_line)
_Dumper.add_representer(Row, _represent_row)
_Dumper.add_representer(str, _represent_text)


def write_programme(rows: ProgrammeRows) -> str:
    """Return the programme as YAML, one blank line between the sections."""
    notice = rows.notices.get(DEMO_NOTICE)
    quoted = [row for row in rows.organisations.values() if row.says]
    own = [row for row in rows.organisations.values() if not row.says]
    sections: Values = {
        "format": FORMAT,
        "demo_notice": None if notice is None else _texts(notice.texts),
        "regions": [_region(row) for row in rows.regions.values()],
        "hosts": [_host(row) for row in rows.hosts.values()],
        "topics": [_topic(row) for row in rows.topics.values()],
        "article_organisations": [_organisation(row) for row in quoted],
        "organisations": [_organisation(row) for row in own],
        "series": [_series(row) for row in rows.series.values()],
        "webinars": [_webinar(row) for row in rows.webinars.values()],
    }
    written = [_yaml({name: value}) for name, value in sections.items() if value]
    return _HEADING + "\n".join(written)


def write_webinars(rows: Iterable[Webinar]) -> str:
    """Return webinars alone, as a file that can be loaded where all they name is stored already."""
    return _HEADING + _yaml({"format": FORMAT, "webinars": [_webinar(row) for row in rows]})


def _yaml(value: Values) -> str:
    return yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=WIDTH,
    )


def _region(row: Region) -> Values:
    return {"key": row.key, "names": Line(_texts(row.names)), "country": row.country}


def _host(row: Host) -> Values:
    values = {
        "key": row.key,
        "name": row.name,
        "legal_name": row.legal_name,
        "region": row.region.key,
        "default_language": row.default_language,
        "time_zone": row.time_zone,
        "time_city": Line(_texts(row.time_city)),
        "accent": Line(light=row.accent_light, dark=row.accent_dark),
        "mailbox": row.mailbox,
        "description": _texts(row.descriptions),
        **{name: getattr(row, name) for name in _LEGAL if getattr(row, name)},
    }
    if row.legal_basis != LegalBasis.CONTRACT:
        values["legal_basis"] = row.legal_basis.value
    return values


def _topic(row: Topic) -> Values:
    return {"key": row.key, "icon": row.icon, "names": Line(_texts(row.names))}


def _organisation(row: Organisation) -> Values:
    return _filled(
        {
            "key": row.key,
            "name": row.name,
            "kind": row.kind.value,
            "city": row.city,
            "region": row.region.key if row.region else None,
            "country": row.country,
            "topics": Row(row.topics),
            "says": _texts(row.says),
            "offers": _profile(row.offers),
            "seeks": _profile(row.seeks),
        }
    )


def _profile(profile: Mapping[str, Any]) -> Values:
    return _filled(
        {"topics": Row(profile.get("topics", ())), "texts": _texts(profile.get("texts", {}))}
    )


def _series(row: Series) -> Values:
    return {
        "key": row.key,
        "hosts": _keys(row.hosts),
        "topics": Row(topic.key for topic in _by_position(row.topics)),
        "titles": _texts(row.titles),
        "teasers": _texts(row.teasers),
        "descriptions": _texts(row.descriptions),
        "reminders": [_reminder(each) for each in in_order(row.reminders)],
    }


def _webinar(row: Webinar) -> Values:
    required = {
        "key": row.key,
        "series": row.series.key,
        "state": row.state.value,
        "hosts": _keys(row.hosts),
        "start": _wall(row.local_start, row.fold, row.time_zone),
        "time_zone": row.time_zone,
        "duration_minutes": row.duration_minutes,
    }
    return {
        **required,
        **_filled({"opens": _instant(row, row.opens_at), "closes": _instant(row, row.closes_at)}),
        "capacity": row.capacity,
        "waiting_list": row.waiting_list,
        **_filled({"offer_hours": row.offer_hours}),
        **_filled({"approval": row.approval, "provisional": row.provisional}),
        "spoken_languages": Row(row.spoken_languages),
        "recording": row.recording.value,
        "icon": row.icon,
        "topics": Row(topic.key for topic in _by_position(row.topics)),
        "titles": _texts(row.titles),
        **_filled(
            {
                "teasers": _texts(row.teasers),
                "descriptions": _texts(row.descriptions),
                "cancellation_reasons": _texts(row.cancellation_reasons),
                "takeaways": _texts(row.takeaways),
                "agenda": [_agenda_item(each) for each in in_order(row.agenda)],
                "speakers": [_speaker(each) for each in in_order(row.speakers)],
                "reminders": [_reminder(each) for each in in_order(row.reminders)],
            }
        ),
    }


def _agenda_item(row: AgendaItem) -> Values:
    kind = {} if row.kind == AgendaKind.TALK else {"kind": row.kind.value}
    values: Values = {"minutes": row.minutes, **kind, "title": _texts(row.titles)}
    return values | _filled(
        {"organisation": organisation_key(row), "speaker": _texts(row.speaker_lines)}
    )


def _speaker(row: Speaker) -> Values:
    return _filled(
        {
            "name": row.name,
            "organisation": organisation_key(row),
            "roles": _texts(row.roles),
            "biographies": _texts(row.biographies),
        }
    )


def _reminder(row: Reminder) -> Line:
    trigger: Values = {}
    side = "before" if row.anchor == Anchor.START else "after"
    if row.anchor == Anchor.RECORDING:
        trigger["after"] = "recording"
    elif row.offset_days is not None:
        trigger = {f"days_{side}": abs(row.offset_days), **_filled({"at": row.at_time})}
    elif row.offset_minutes is not None:
        trigger[f"minutes_{side}"] = abs(row.offset_minutes)
    values = Line(key=row.key, **trigger)
    if row.audience != Audience.CONFIRMED:
        values["audience"] = row.audience.value
    if row.useful_minutes is not None:
        values["useful_minutes"] = row.useful_minutes
    if not row.active:
        values["active"] = False
    return values


def _wall(local: datetime, fold: int, zone: str) -> Line:
    values = Line(date=local.date(), at=local.strftime("%H:%M"))
    if occurs_twice(local, zone):
        values["fold"] = fold
    return values


def _instant(row: Webinar, instant: datetime | None) -> Line | None:
    return None if instant is None else _wall(*wall_time(instant, row.time_zone), row.time_zone)


def organisation_key(row: AgendaItem | Speaker) -> str | None:
    """Return the key of the host or organisation that somebody speaks for, if any."""
    owner = row.host or row.organisation
    return None if owner is None else owner.key


def _texts(texts: Texts | Mapping[str, list[str]]) -> Values:
    return {language: texts[language] for language in _LANGUAGE_ORDER if texts.get(language)}


def _filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value}


def _keys(hosts: Iterable[Host]) -> Row:
    return Row(sorted(host.key for host in hosts))


def _by_position(topics: Iterable[Topic]) -> list[Topic]:
    return sorted(topics, key=lambda topic: (topic.position, topic.key))


def in_order(rows: Sequence[Any]) -> list[Any]:
    """Return what belongs to a row in the order that people see."""
    return sorted(rows, key=lambda row: (row.position, row.id))
