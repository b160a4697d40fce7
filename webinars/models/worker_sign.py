"""Signs of life of the worker's parts, read by the health page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import Base

PLANNER, SENDER, TRANSPORT = "planner", "sender", "transport"
"""Parts of the worker; the transport is the way to the mail server."""


class WorkerSign(Base):
    """When a part of the worker was last seen at work, and since when it fails."""

    __tablename__ = "worker_signs"

    id: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(30), unique=True)
    """``planner``, ``sender``, ``transport`` …"""
    seen_at: Mapped[datetime]
    """Last time that it worked."""
    failing_since: Mapped[datetime | None]
    """None: all is well."""
    error: Mapped[str] = mapped_column(String(500), default="")
    """What went wrong last; addresses masked."""
