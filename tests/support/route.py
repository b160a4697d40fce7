"""How an endpoint is opened, and who may open it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from flask import Flask

from tests.support.world import World
from webinars.models.organiser import Role
from webinars.tokens import Purpose


class Who(Enum):
    """Who may open an endpoint."""

    ANYONE = "anyone"
    HOLDER = "the holder of a personal link"
    DEMO = "anyone, while the service shows a demo"
    ORGANISER = "organisers who are signed in"
    SUPPORT = "a support office: an organiser to whom a host shows one region of a series"

    @property
    def visitor(self) -> str:
        """Who of the world opens it; empty: somebody who is not signed in."""
        return {Who.ORGANISER: "owner", Who.SUPPORT: "support"}.get(self, "")


@dataclass(frozen=True, kw_only=True)
class Route:
    """How an endpoint is opened."""

    who: Who = Who.ANYONE
    least: Role | None = None
    """The lowest role that an organiser needs; None: every organiser, whatever the role."""
    purpose: Purpose | None = None
    """Of the token in its address."""
    arguments: Callable[[World], Mapping[str, Any]] = lambda world: {}
    posts: bool = False
    sends: bool = False
    """It takes a form too, which a first visit in this world does not show."""
    only_posts: bool = False
    """It shares its address with an endpoint that shows the page."""
    answer: int = 200
    """Status of a first visit."""
    changes: Callable[[World], Mapping[str, Any]] = lambda world: {}
    """What is typed over the untouched form before it is posted."""
    forms: tuple[str, ...] = field(default=("main form[method=post]",))

    def url(self, app: Flask, world: World, endpoint: str, language: str = "en") -> str:
        """Return the path of the endpoint in this world."""
        values = dict(self.arguments(world))
        if self.purpose is not None:
            values.setdefault("token", world.token(self.purpose))
        with app.test_request_context(f"/{language}/"):
            return app.url_for(endpoint, **values)
