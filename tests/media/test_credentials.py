"""C2PA manifests: made here with keys of our own, checked without a network."""

from __future__ import annotations

import datetime
import io
import json
import sys
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bearwitness.media import look_at, reader
from media.pictures import encoded, scene

MANIFEST = {
    "claim_generator_info": [{"name": "test", "version": "1"}],
    "format": "image/jpeg",
    "title": "a picture",
    "assertions": [{"label": "c2pa.actions", "data": {"actions": [{
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }]}}],
}  # fmt: skip


def certificate(holder: str, by: str, key: Any, signer: Any, *, authority: bool) -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(one, text) for one in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)])

    usage = x509.KeyUsage(True, False, False, False, False, authority, authority, False, False)
    ours, theirs = key.public_key(), signer.public_key()
    made = (
        x509.CertificateBuilder()
        .subject_name(name(holder))
        .issuer_name(name(by))
        .public_key(ours)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2044, 1, 1, tzinfo=datetime.UTC))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ours), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(theirs), critical=False)
    )
    if not authority:
        mail = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        made = made.add_extension(mail, critical=False)
    return made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def signed() -> bytes:
    """A JPEG with a manifest that `Camera Works` signed."""
    c2pa = pytest.importorskip("c2pa")
    root, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    chain = certificate("Camera Works", "Test Root", key, root, authority=False)
    chain += certificate("Test Root", "Test Root", root, root, authority=True)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, private, None))
    out = io.BytesIO()
    c2pa.Builder(json.dumps(MANIFEST)).sign(signer, "image/jpeg", io.BytesIO(encoded(scene(1))), out)
    return out.getvalue()


def test_a_manifest_whose_signature_fits_is_valid_and_names_the_signer(signed: bytes) -> None:
    found = look_at(signed, name="a.jpg")
    assert (found.credentials, found.credentials_why) == ("valid", "signed by Camera Works")
    assert found.faults == ()
    assert found.look is not None


def test_a_changed_picture_is_invalid(signed: bytes) -> None:
    at = len(signed) - 500
    found = look_at(signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :], name="a.jpg")
    assert found.credentials == "invalid"
    assert "assertion.dataHash.mismatch" in (found.credentials_why or "")


def test_a_changed_certificate_is_invalid(signed: bytes) -> None:
    found = look_at(signed.replace(b"Camera Works", b"Camera Wirks"), name="a.jpg")
    assert found.credentials == "invalid"


def test_a_manifest_cut_short_is_not_called_valid(signed: bytes) -> None:
    at = signed.index(b"c2pa")
    assert look_at(signed[: at + 3000], name="a.jpg").credentials in ("invalid", "unchecked")


def test_without_the_library_it_is_unchecked_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    assert reader._credentials(b"jumb c2pa", "image/jpeg") == {
        "credentials": "unchecked",
        "credentials_why": "c2pa-python is not installed: pip install 'bearwitness[media]'",
    }
    assert reader._credentials(b"nothing of it", "image/jpeg")["credentials"] == "absent"
