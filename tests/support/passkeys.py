"""A device that makes passkeys and signs with them, and browsers that carry its answers."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from tests.support.pages import form_token, page, parsed, post
from tests.support.parts import part
from tests.support.settings import BASE_URL
from tests.support.sign_in import PASSWORD, SIGN_IN

ADD = "/en/organiser/account/passkeys/add"

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
"""What a device says about its person (WebAuthn, section 6.1)."""


class Device:
    """Holds one passkey; counts how often it has signed, unless it is told not to."""

    def __init__(self, *, counts: bool = True, origin: str = BASE_URL) -> None:
        """Make the key."""
        self.key = generate_private_key(SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.handle = b""
        self.counter = 0
        self.counts = counts
        self.origin = origin
        """Which site the browser says that it shows."""
        self.flags = PRESENT | VERIFIED

    def make(self, options: str) -> str:
        """Return what a browser sends when this device has made its passkey."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.credential).to_bytes(2, "big")
        told = self._told(asked["rp"]["id"], ATTESTED)
        told += bytes(16) + length + self.credential + public
        return self._answer(
            clientDataJSON=self._client("webauthn.create", asked["challenge"]),
            attestationObject=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told}),
        )

    def sign(self, options: str) -> str:
        """Return what a browser sends when this device has signed a challenge."""
        asked = json.loads(options)
        self.counter += self.counts
        told = self._told(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signed = told + hashlib.sha256(client).digest()
        return self._answer(
            clientDataJSON=client,
            authenticatorData=told,
            signature=self.key.sign(signed, ECDSA(SHA256())),
            userHandle=self.handle,
        )

    def _told(self, service: str, flags: int = 0) -> bytes:
        told = hashlib.sha256(service.encode()).digest() + bytes([self.flags | flags])
        return told + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.credential)
        told = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})


def invited(client: FlaskClient, name: str = "Work laptop") -> str:
    """Give a name and the password; return what the browser then asks a device to make."""
    asked = parsed(post(client, ADD, {"name": name, "password": PASSWORD}))
    return str(part(asked, "#passkey-form")["data-options"])


def give_passkey(client: FlaskClient, device: Device, name: str = "Work laptop") -> None:
    """Add the passkey of a device to the account that this client is signed in with."""
    answer = device.make(invited(client, name))
    added = post(client, ADD, {"name": name, "passkey": answer})
    assert added.status_code == 303, added.get_data(as_text=True)


def challenged(client: FlaskClient) -> str:
    """Press the button on the sign-in page; return what the browser asks a device to sign."""
    token = form_token(page(client, SIGN_IN))
    return question(client, token)


def question(client: FlaskClient, token: str) -> str:
    """Return what the browser asks a device to sign, by the token of a page's form."""
    asked = client.post("/en/organiser/sign-in/challenge", data={"csrf_token": token})
    assert asked.mimetype == "application/json"
    return asked.get_data(as_text=True)


def enter(client: FlaskClient, answer: str, path: str = SIGN_IN) -> Any:
    """Send what a device has answered to the sign-in page."""
    return post(client, path, {"passkey": answer})
