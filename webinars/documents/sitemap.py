"""The list of public pages for search engines, each with its other languages (sitemaps.org 0.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from webinars.languages import LANGUAGES

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class SitePage:
    """A public page: the rest of its path after the language, and when it last changed."""

    path: str
    changed_at: datetime | None = None


def sitemap(pages: Sequence[SitePage], base_url: str) -> bytes:
    """Return the sitemap of these pages in all languages."""
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("xhtml", XHTML)
    root = ElementTree.Element(f"{{{NAMESPACE}}}urlset")
    for page in pages:
        for language in LANGUAGES:
            url = ElementTree.SubElement(root, f"{{{NAMESPACE}}}url")
            ElementTree.SubElement(
                url, f"{{{NAMESPACE}}}loc"
            ).text = f"{base_url}/{language}{page.path}"
            if page.changed_at is not None:
                day = page.changed_at.astimezone(UTC).date().isoformat()
                ElementTree.SubElement(url, f"{{{NAMESPACE}}}lastmod").text = day
            for other in LANGUAGES:
                address = f"{base_url}/{other}{page.path}"
                attributes = {"rel": "alternate", "hreflang": other, "href": address}
                ElementTree.SubElement(url, f"{{{XHTML}}}link", attributes)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
