"""What a site writes into its pages to show the programme: our script, or a frame alone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import escape


@dataclass(frozen=True, kw_only=True)
class Embed:
    """What a site wants to show; empty filters let everything through."""

    kind: str
    """``list`` or ``next``."""
    language: str
    host: str
    topic: str
    length: str
    """How many webinars a list has."""

    @property
    def filters(self) -> dict[str, str]:
        """The filters in use, by the names that the script and the address know."""
        length = self.length if self.kind == "list" else ""
        named = {"host": self.host, "topic": self.topic, "length": length}
        return {name: value for name, value in named.items() if value}


def script_code(embed: Embed, script_url: str, page_url: str, words: str) -> str:
    """Return two lines of HTML: the place of the frame, and the script that fills it.

    :param page_url: where a link leads that stands there until the frame has appeared.
    :param words: of that link.
    """
    wishes = {"webinars": embed.kind, "language": embed.language, **embed.filters}
    told = " ".join(f'data-{name}="{escape(value)}"' for name, value in wishes.items())
    link = f'<a href="{escape(page_url)}">{escape(words)}</a>'
    return f'<div {told}>{link}</div>\n<script async src="{escape(script_url)}"></script>'


def frame_code(embed: Embed, frame_url: str, title: str) -> str:
    """Return a frame for sites that allow no script of others; its height stays as it is."""
    query = f"?{urlencode(embed.filters)}" if embed.filters else ""
    return (
        f'<iframe src="{escape(frame_url + query)}" title="{escape(title)}"'
        ' loading="lazy" referrerpolicy="origin"'
        ' style="border:0;width:100%;height:30rem"></iframe>'
    )
