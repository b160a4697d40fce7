"""Which host has agreed to which revision of a webinar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.base import Base
from webinars.models.host import Host


class Agreement(Base):
    """One host’s consent to publish one revision; with all of them the webinar goes live."""

    __tablename__ = "agreements"
    __table_args__ = (UniqueConstraint("webinar_id", "host_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinars.id", ondelete="CASCADE"))
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    host: Mapped[Host] = relationship()
    revision: Mapped[int]
    organiser_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisers.id", ondelete="SET NULL")
    )
    """Who agreed for the host; None: the operator, or somebody who has left."""
    agreed_at: Mapped[datetime]
