"""Numbers of rows that the log and messages go on naming."""

from tests.factories import make_webinar


def test_the_number_of_a_deleted_webinar_or_series_is_never_given_again(session):
    first = make_webinar(session)
    number, around = first.id, first.series_id
    for row in (first, first.series):
        session.delete(row)
        session.flush()
    session.commit()

    following = make_webinar(session)

    assert following.id > number
    assert following.series_id > around
