"""Erasures that a restored backup has undone are done once more, by keyed hashes alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.support.backups import back_up, restore
from tests.support.command_line import run_command
from tests.support.organisers import make_organiser
from tests.support.people import make_person
from tests.support.rows import dump
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind
from webinars.models.organiser import Membership, Role
from webinars.services.erasure_replays import replay_erasures
from webinars.services.retention import CleanUp, clean_up
from webinars.services.rights import erase_person
from webinars.settings import current_settings
from webinars.tokens import address_hash

ADDRESS = "vera.verschwiegen@example.org"
NAMES = ("Veranika", "Verschwiegenova")


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "erasures"
    made.mkdir()
    settings = app.extensions["webinars_settings"]
    object.__setattr__(settings, "erasures_folder", made)
    yield made
    object.__setattr__(settings, "erasures_folder", None)


def attendees(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Attendee.email).order_by(Attendee.id)))


def test_who_was_erased_is_gone_again_after_a_restore_and_a_replay(
    session, now, database_url, folder, tmp_path
):
    make_person(session, ADDRESS, *NAMES)
    kept = factories.make_registration(session).attendee.email
    session.commit()
    back_up(database_url, tmp_path / "backup")
    erase_person(ADDRESS, now=now)
    session.close()

    restore(database_url, tmp_path / "backup")
    assert attendees(session) == [ADDRESS, kept]
    session.close()
    result = run_command(database_url, "rights", "replay", erasures_folder=str(folder))

    assert (result.exit_code, result.output) == (0, "1 person was erased once more.\n")
    left = repr(dump(session))
    assert not [word for word in (ADDRESS, *NAMES) if word in left]
    assert attendees(session) == [kept]
    again = run_command(database_url, "rights", "replay", erasures_folder=str(folder))
    assert again.output == "0 people were erased once more.\n"


def test_the_ledger_names_nobody(session, now, folder):
    make_person(session, ADDRESS, *NAMES)

    erase_person(ADDRESS, now=now)

    (file,) = folder.iterdir()
    written = file.read_text() + file.name
    assert address_hash(current_settings().address_key, ADDRESS) in written
    assert not [word for word in (ADDRESS, *NAMES, "@") if word in written]


def test_who_registered_again_before_the_backup_stays(session, now, folder):
    make_person(session, ADDRESS, *NAMES)
    erase_person(ADDRESS, now=now)
    factories.make_attendee(session, email=ADDRESS)

    assert replay_erasures(folder, now=now).erased == 0
    assert attendees(session) == [ADDRESS]


def test_who_was_not_in_the_backup_and_registers_later_stays(
    session, now, database_url, folder, tmp_path
):
    back_up(database_url, tmp_path / "backup")
    make_person(session, ADDRESS, *NAMES)
    erase_person(ADDRESS, now=now)
    session.close()
    restore(database_url, tmp_path / "backup")

    assert replay_erasures(folder, now=now).erased == 0
    factories.make_attendee(session, email=ADDRESS)

    assert replay_erasures(folder, now=now).erased == 0
    assert attendees(session) == [ADDRESS]


@pytest.mark.parametrize("same", [True, False], ids=["the same person", "somebody else"])
def test_a_backup_older_than_the_change_of_an_address_is_searched_for_the_former_one(
    session, now, database_url, folder, tmp_path, same
):
    former = "old.place@example.org"
    person = factories.make_attendee(session, email=former if same else "before@example.org")
    if not same:
        factories.make_attendee(session, email=former)
    session.commit()
    back_up(database_url, tmp_path / "backup")
    person.email, key = ADDRESS, current_settings().address_key
    person.recipient_hash = address_hash(key, ADDRESS)
    factories.make_message(session, recipient=former, attendee_id=person.id)
    factories.make_message(
        session,
        kind=MessageKind.CONFIRM_NEW_ADDRESS,
        subject_type="address-change",
        recipient="never@example.org",
        attendee_id=person.id,
    )
    session.commit()
    erase_person(ADDRESS, now=now)
    assert address_hash(key, "never@example.org") not in next(folder.iterdir()).read_text()
    session.close()
    restore(database_url, tmp_path / "backup")
    before = attendees(session)

    assert replay_erasures(folder, now=now).erased == (1 if same else 0)
    assert attendees(session) == ([] if same else before)


def test_a_replay_leaves_no_host_without_an_owner_and_says_so(
    session, now, database_url, folder, tmp_path
):
    host = factories.make_hosts(session)[0]
    person = make_organiser(session, {host: Role.OWNER}, email=ADDRESS, password="hash")
    session.commit()
    back_up(database_url, tmp_path / "backup")
    make_organiser(session, {host: Role.OWNER}, password="hash")
    session.commit()
    number = person.id
    erase_person(ADDRESS, now=now)
    session.close()
    restore(database_url, tmp_path / "backup")
    (folder / "20260101T000000Z-torn.json").write_text("{")

    result = run_command(database_url, "rights", "replay", erasures_folder=str(folder))

    assert result.exit_code == 1
    assert "nobody else could decide who works for energy-saxony" in result.output
    assert "The erasure torn cannot be read." in result.output
    assert session.scalars(select(Membership.organiser_id)).all() == [number]


def test_a_ledger_that_cannot_be_written_lets_nothing_be_erased(
    session, now, database_url, folder, tmp_path
):
    make_person(session, ADDRESS, *NAMES)
    session.commit()
    before = dump(session)
    session.close()
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    os.symlink("/proc/self", folder)

    result = run_command(
        database_url, "rights", "erase", ADDRESS, "--yes", erasures_folder=str(folder)
    )

    assert result.exit_code == 2
    assert "it could not be remembered in WEBINARS_ERASURES_FOLDER" in result.output
    assert dump(session) == before


def test_without_a_ledger_a_replay_says_what_to_set(database_url, session):
    result = run_command(database_url, "rights", "replay")
    assert result.exit_code == 2
    assert "Set WEBINARS_ERASURES_FOLDER" in result.output


def test_erasures_are_forgotten_with_the_last_backup_that_could_undo_them(session, now, folder):
    factories.make_attendee(session, email=ADDRESS)
    session.commit()
    erase_person(ADDRESS, now=now)
    period = timedelta(days=current_settings().backup_days)

    assert clean_up(now + period).erasures == 0
    assert clean_up(now + period + timedelta(seconds=1)) == CleanUp(erasures=1)
    assert list(folder.iterdir()) == []
