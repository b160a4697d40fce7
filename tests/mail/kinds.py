"""Kinds of messages that tests treat alike."""

from webinars.models.message import MessageKind

WITH_CALENDAR = (
    MessageKind.INVITATION,
    MessageKind.STANDING,
    MessageKind.REGISTERED_AGAIN,
    MessageKind.MOVED_UP,
    MessageKind.MOVED,
    MessageKind.EDITED,
    MessageKind.CANCELLED,
    MessageKind.LEFT,
)
"""Kinds that are about one registration and carry its calendar entry."""

ABOUT_ACCOUNTS = (
    MessageKind.SET_PASSWORD,
    MessageKind.PASSWORD_CHANGED,
    MessageKind.ACCESS_CHANGED,
    MessageKind.RECOVERY_CODE_USED,
    MessageKind.PASSKEY_ADDED,
)
"""Kinds that are about how an organiser signs in."""

TO_ORGANISERS = (
    MessageKind.AGREEMENT,
    MessageKind.NAME_WITHDRAWN,
    MessageKind.PROPOSAL,
    MessageKind.TEAM_EDIT,
    MessageKind.FAILURES,
    *ABOUT_ACCOUNTS,
)
"""Kinds that go to people of the hosts."""

TO_SPEAKERS = (
    MessageKind.SPEAKER_INVITED,
    MessageKind.SPEAKER_MOVED,
    MessageKind.SPEAKER_CANCELLED,
    MessageKind.SPEAKER_REMINDER,
)
"""Kinds that go to speakers."""

ABOUT_ADDRESSES = (
    MessageKind.CONFIRM_NEW_ADDRESS,
    MessageKind.CONFIRM_OLD_ADDRESS,
    MessageKind.ADDRESS_CORRECTED,
)
"""Kinds that ask or tell mailboxes about a new address."""

COMPOSED = [kind for kind in MessageKind if kind != MessageKind.TEST]
"""Kinds that are written when they leave; a test is when it is asked for."""

ABOUT_ONE = (
    *WITH_CALENDAR,
    MessageKind.DECLINED,
    MessageKind.OFFERED,
    MessageKind.OFFER_LAPSED,
)
"""Kinds that are about one registration."""
