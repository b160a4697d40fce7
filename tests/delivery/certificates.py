"""Certificates for servers on this machine, made by the openssl command."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path


def make_certificate(
    folder: Path, names: str, *, expired: bool = False
) -> tuple[ssl.SSLContext, Path]:
    """Return a server's context and the file that a client must trust.

    :param names: as OpenSSL writes them: ``IP:127.0.0.1``.
    :param expired: it was valid until yesterday.
    """
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    where = ["-keyout", str(key), "-out", str(certificate)]
    about = ["-subj", "/CN=test", "-addext", f"subjectAltName={names}"]
    subprocess.run([*command.split(), *about, *where], check=True, capture_output=True)
    if expired:
        again = ["openssl", "x509", "-in", str(certificate), "-signkey", str(key), "-days", "-1"]
        subprocess.run([*again, "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate
