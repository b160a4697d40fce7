"""What passkeys are asked, and what they answer (WebAuthn): the only module that knows the library.

A challenge waits in the signed cookie for its answer; ``services/passkeys.py`` sees to it that none
is answered twice.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography.exceptions import UnsupportedAlgorithm
from flask import session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webinars import clock
from webinars.models.organiser import CREDENTIAL_LENGTH, NewPasskey, Organiser, Passkey
from webinars.settings import current_settings

CHALLENGE = "passkey_challenge"
"""Key in the cookie: what a passkey has to sign so that its owner is let in, and since when."""

NEW_CHALLENGE = "new_passkey_challenge"
"""Key in the cookie: what a new passkey has to sign, after the password was right."""

CHALLENGE_MINUTES = 5
"""How long a challenge waits for its answer; an answer is remembered for longer."""

ANSWER_LENGTH = 20_000
"""Characters of an answer; what is longer is none."""

_UNSOUND = (
    *(WebAuthnException, UnsupportedAlgorithm),
    *(AttributeError, LookupError, RecursionError, TypeError, ValueError),
)
"""What the library raises at answers that no browser gives."""


def are_possible() -> bool:
    """Tell whether browsers let passkeys work here: only where the service has a name."""
    try:
        ip_address(current_settings().public_host)
    except ValueError:
        return True
    return False


def question() -> str:
    """Return as JSON what a browser asks a passkey, and keep the challenge in it."""
    asked = generate_authentication_options(
        rp_id=current_settings().public_host,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _keep(CHALLENGE, asked.challenge)
    return options_to_json(asked)


def invitation(organiser: Organiser, known: Iterable[Passkey]) -> str:
    """Return as JSON what a browser asks a device to make, and keep the challenge in it.

    :param known: the organiser's passkeys; a device that holds one makes no other.
    """
    asked = generate_registration_options(
        rp_id=current_settings().public_host,
        rp_name="webinars",
        user_id=_handle(organiser),
        user_name=organiser.email,
        user_display_name=organiser.name,
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential)) for each in known
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    _keep(NEW_CHALLENGE, asked.challenge)
    return options_to_json(asked)


def take_challenge(key: str) -> str | None:
    """Return the challenge that waits in the cookie, and forget it; None: none, or too old."""
    kept = session.pop(key, None)
    if not isinstance(kept, list):
        return None
    challenge, at = kept
    late = clock.now() - datetime.fromtimestamp(at, UTC) > timedelta(minutes=CHALLENGE_MINUTES)
    return None if late else challenge


def made_by(answer: str, challenge: str) -> NewPasskey | None:
    """Return the passkey that a device has made for this challenge; None: it is not sound."""
    settings = current_settings()
    try:
        made = verify_registration_response(
            credential=answer[:ANSWER_LENGTH],
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=settings.public_host,
            expected_origin=settings.public_base_url,
            require_user_verification=True,
        )
    except _UNSOUND:
        return None
    credential = bytes_to_base64url(made.credential_id)
    if len(credential) > CREDENTIAL_LENGTH:
        return None
    return NewPasskey(
        credential=credential,
        public_key=bytes_to_base64url(made.credential_public_key),
        counter=made.sign_count,
    )


def credential_of(answer: str) -> str:
    """Return which passkey says that it has answered; empty: none."""
    try:
        read = parse_authentication_credential_json(answer[:ANSWER_LENGTH])
    except _UNSOUND:
        return ""
    return bytes_to_base64url(read.raw_id)[:CREDENTIAL_LENGTH]


def counter_of(passkey: Passkey, answer: str, challenge: str) -> int | None:
    """Return the counter of a right answer to this challenge, or None for a wrong one."""
    settings = current_settings()
    try:
        handle = parse_authentication_credential_json(answer[:ANSWER_LENGTH]).response.user_handle
        right = verify_authentication_response(
            credential=answer[:ANSWER_LENGTH],
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=settings.public_host,
            expected_origin=settings.public_base_url,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.counter,
            require_user_verification=True,
        )
    except _UNSOUND:
        return None
    mine = hmac.compare_digest(handle or b"", _handle(passkey.organiser))
    return right.new_sign_count if mine else None


def _handle(organiser: Organiser) -> bytes:
    """Return by what devices know an organiser: the same for ever, and nothing personal."""
    key = current_settings().link_key.encode()
    return hmac.new(key, f"passkeys of {organiser.id}".encode(), "sha256").digest()


def _keep(key: str, challenge: bytes) -> None:
    session[key] = [bytes_to_base64url(challenge), int(clock.now().timestamp())]
