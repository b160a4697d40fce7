from __future__ import annotations

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from webinars.database.conflicts import one_by_one
from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.models.host import Notice


def test_what_fails_for_one_holds_up_no_other_and_is_raised_at_the_end(app):
    done = []

    def act(number):
        if number == 2:
            raise NotFoundError("gone")
        with transaction() as session:
            # The third is there already.
            session.execute(insert(Notice).values(key=f"{min(number, 3)}", texts={}))
        done.append(number)
        return 1

    with pytest.raises(NotFoundError, match="gone"):
        one_by_one(act, [1, 2, 3, 4, 5])
    assert done == [1, 3]
    with pytest.raises(IntegrityError):
        one_by_one(act, [3, 6])


def test_the_sum_is_returned_when_nothing_fails():
    assert one_by_one(lambda number: number, [1, 2, 3]) == 6


def test_what_concerns_the_whole_database_is_raised_at_once(app):
    tried = []

    def act(number):
        tried.append(number)
        with transaction() as session:
            session.execute(text("SELECT 1 FROM nowhere"))
        return 1

    with pytest.raises(Exception, match="nowhere"):
        one_by_one(act, [1, 2])
    assert tried == [1]
