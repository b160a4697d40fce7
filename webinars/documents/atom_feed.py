"""The programme as a news feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from webinars.languages import pick
from webinars.models.webinar import Webinar
from webinars.text import clean_line

NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True)
class NewsFeed:
    """What stands above the entries."""

    title: str
    language: str
    page_url: str
    feed_url: str
    author: str


def atom_feed(feed: NewsFeed, webinars: Sequence[tuple[Webinar, str]], base_url: str) -> bytes:
    """Return the feed of these webinars, the last changed first.

    The same rows give the same bytes.

    :param webinars: each with a sentence on when it takes place, or that it was cancelled.
    """
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(
        _name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": feed.language}
    )
    _add(root, "title", feed.title)
    _add(root, "id", feed.feed_url)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.feed_url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    newest = max((webinar.changed_at for webinar, _ in webinars), default=None)
    _add(root, "updated", _instant(newest or datetime(2024, 11, 28, tzinfo=UTC)))
    _add(_add(root, "author"), "name", feed.author)
    for webinar, when in sorted(webinars, key=lambda each: each[0].changed_at, reverse=True):
        page = f"{base_url}/{feed.language}/webinars/{webinar.key}"
        entry = _add(root, "entry")
        _add(entry, "title", clean_line(pick(webinar.titles, feed.language)))
        _add(entry, "id", page)
        _add(entry, "link", rel="alternate", type="text/html", href=page)
        _add(entry, "updated", _instant(webinar.changed_at))
        teaser = clean_line(pick(webinar.teasers, feed.language))
        _add(entry, "summary", f"{when}\n{teaser}".strip())
        for topic in webinar.topics:
            _add(entry, "category", term=topic.key, label=pick(topic.names, feed.language))
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, _name(name), attributes)
    element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
