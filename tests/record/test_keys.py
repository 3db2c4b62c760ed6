"""Keys of the user: made on first use, for the owner alone, opened only when they are what they say."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bearwitness.errors import KeyUnusable
from bearwitness.model import Entry, KeyChange
from bearwitness.record.keyring import Keyring
from bearwitness.record.keys import Keys, KeySigner, is_signed, key_id, public_pem
from bearwitness.record.ledger import entry_message

# RFC 8032, section 7.1, tests 1 and 2.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_the_signatures_are_those_of_the_standard(seed: str, public: str, message: str, signature: str) -> None:
    signer = KeySigner.from_seed(bytes.fromhex(seed))
    assert signer.public.hex() == public
    assert signer.key == hashlib.sha256(bytes.fromhex(public)).hexdigest() == key_id(signer.public)
    assert signer.sign(bytes.fromhex(message)).hex() == signature
    good = {"public": signer.public, "message": bytes.fromhex(message), "signature": bytes.fromhex(signature)}
    assert is_signed(**good)
    assert not is_signed(**(good | {"message": b"another"}))
    assert not is_signed(**(good | {"signature": b""}))
    assert not is_signed(**(good | {"public": b"short"}))
    assert not is_signed(**(good | {"signature": bytes([good["signature"][0] ^ 1]) + good["signature"][1:]}))


def test_a_key_is_made_kept_closed_and_opened_again(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "deep" / "keys")
    assert keys.current() is None
    assert keys.cards() == ()
    made = keys.make(holder="  Olena \n Recorder ")
    assert keys.current() == made.key
    assert [(one.key, one.holder, one.locked) for one in keys.cards()] == [(made.key, "Olena Recorder", False)]
    opened = keys.open(made.key)
    assert (opened.key, opened.holder, opened.sign(b"x")) == (made.key, "Olena Recorder", made.sign(b"x"))
    assert keys.folder.stat().st_mode & 0o777 == 0o700
    assert {one.name: one.stat().st_mode & 0o777 for one in keys.folder.iterdir()} == {
        f"{made.key}.pem": 0o600, f"{made.key}.json": 0o600, "current": 0o600
    }  # fmt: skip


def test_a_second_key_signs_only_when_it_is_told_to(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    first, second = keys.make(), keys.make()
    assert keys.current() == first.key
    keys.use(second.key)
    assert keys.current() == second.key
    assert {one.key for one in keys.cards()} == {first.key, second.key}


def test_a_passphrase_locks_the_key(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    made = keys.make(passphrase="seven herons")
    assert b"ENCRYPTED" in (keys.folder / f"{made.key}.pem").read_bytes()
    assert keys.open(made.key, passphrase=lambda _: "seven herons").sign(b"x") == made.sign(b"x")
    for wrong, match in (("six herons", "passphrase is wrong"), (None, "locked"), ("", "locked")):
        with pytest.raises(KeyUnusable, match=match):
            keys.open(made.key, passphrase=lambda _, said=wrong: said)  # type: ignore[misc]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660])
@pytest.mark.parametrize("which", ["pem", "json", "current"])
def test_a_key_file_that_is_open_to_others_is_refused(tmp_path: Path, mode: int, which: str) -> None:
    keys = Keys(tmp_path / "keys")
    made = keys.make()
    path = keys.folder / ("current" if which == "current" else f"{made.key}.{which}")
    path.chmod(mode)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        keys.open(keys.current() or "")


def test_a_key_folder_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    keys.make()
    keys.folder.chmod(0o750)
    for act in (keys.current, keys.cards, keys.make):
        with pytest.raises(KeyUnusable, match="chmod 700"):
            act()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_a_key_of_another_user_is_refused(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    made = keys.make()
    os.chown(keys.folder / f"{made.key}.pem", 65534, 65534)
    with pytest.raises(KeyUnusable, match="another user"):
        keys.open(made.key)


def test_a_damaged_or_exchanged_key_is_refused(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    one, other = keys.make(), keys.make()
    pem = keys.folder / f"{one.key}.pem"
    good = pem.read_bytes()
    curve = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for data, match in (
        (b"", "damaged"),
        (good.replace(b"BEGIN", b"BEGUN"), "damaged"),
        ((keys.folder / f"{other.key}.pem").read_bytes(), "another key"),
        (curve, "no Ed25519 key"),
    ):
        pem.write_bytes(data)
        with pytest.raises(KeyUnusable, match=match):
            keys.open(one.key)
    (keys.folder / f"{one.key}.json").write_bytes((keys.folder / f"{other.key}.json").read_bytes())
    with pytest.raises(KeyUnusable, match="of another key"):
        keys.card(one.key)
    (keys.folder / f"{one.key}.json").write_bytes(b"{")
    with pytest.raises(KeyUnusable, match="damaged"):
        keys.card(one.key)
    (keys.folder / "current").write_text("../../etc/passwd")
    with pytest.raises(KeyUnusable, match="does not name a key"):
        keys.current()


@pytest.mark.parametrize("name", ["", "..", "a" * 63, "A" * 64, "a" * 64])
def test_what_is_no_key_or_not_there_is_refused(tmp_path: Path, name: str) -> None:
    keys = Keys(tmp_path / "keys")
    keys.make()
    for act in (keys.card, keys.open, keys.use):
        with pytest.raises(KeyUnusable):
            act(name)


def test_where_nothing_may_be_written_no_key_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(KeyUnusable, match="BEARWITNESS_KEYS"):
        Keys(tmp_path / "file" / "keys").make()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(tmp_path: Path) -> None:
    signer = KeySigner.from_seed(bytes(32))
    (tmp_path / "key.pem").write_text(public_pem(signer.public))
    (tmp_path / "message").write_bytes(b"words")
    (tmp_path / "signature").write_bytes(signer.sign(b"words"))
    files = ["-inkey", "key.pem", "-in", "message", "-sigfile", "signature"]
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", *files]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    (tmp_path / "message").write_bytes(b"other words")
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode != 0


# --- keys as the log tells of them ---

OLD, NEW, THIRD = (KeySigner.from_seed(bytes([at]) * 32) for at in (1, 2, 3))


def signed(index: int, signer: KeySigner, subject: str = "s") -> Entry:
    entry = Entry(index=index, kind="key", subject=subject, digest="0" * 64, at="2026-03-01T12:00:00.000000Z",
                  key=signer.key)  # fmt: skip
    return msgspec.structs.replace(entry, signature=signer.sign(entry_message(entry)).hex())


def change(signer: KeySigner, action: str) -> KeyChange:
    return msgspec.convert({"key": signer.key, "action": action, "public": signer.public.hex()}, KeyChange)


def ring(*told: tuple[KeySigner, str, KeySigner]) -> Keyring:
    """A keyring that was told these changes without a fault: (whose key, what became of it, who signed)."""
    found = Keyring()
    for at, (whose, action, by) in enumerate(told):
        assert found.fault(signed(at, by), change(whose, action)) is None
        found.note(signed(at, by), change(whose, action))
    return found


def test_a_key_signs_from_the_entry_that_makes_it_to_the_one_that_ends_it() -> None:
    keys = ring((OLD, "made", OLD), (OLD, "rotated", OLD), (NEW, "made", NEW))
    assert keys.entry_fault(signed(3, NEW)) is None
    assert "rotated by entry 1" in (keys.entry_fault(signed(3, OLD)) or "")
    assert "does not know" in (keys.entry_fault(signed(3, THIRD)) or "")


def test_a_key_may_be_revoked_by_any_key_in_force_and_rotated_only_by_itself() -> None:
    keys = ring((OLD, "made", OLD), (NEW, "made", NEW))
    assert keys.fault(signed(2, NEW), change(OLD, "rotated")) == "it is not signed by the key that it ends"
    assert keys.fault(signed(2, THIRD), change(OLD, "revoked")) is not None
    assert keys.fault(signed(2, NEW), change(OLD, "revoked")) is None
    keys.note(signed(2, NEW), change(OLD, "revoked"))
    assert "had been revoked by entry 2" in (keys.fault(signed(3, OLD), change(OLD, "rotated")) or "")
    assert "had been revoked by entry 2" in (keys.fault(signed(3, NEW), change(OLD, "revoked")) or "")


def test_changes_that_are_not_what_they_say_are_named() -> None:
    keys = ring((OLD, "made", OLD))
    unsigned = msgspec.structs.replace(signed(1, NEW), key=None, signature=None)
    assert keys.fault(unsigned, change(NEW, "made")) == "it is not signed"
    assert keys.fault(signed(1, OLD), change(NEW, "made")) == "it is not signed by the key itself"
    assert keys.fault(signed(1, OLD), change(OLD, "made")) == "the log knows this key already"
    assert keys.fault(signed(1, NEW), change(NEW, "revoked")) == "the log does not know this key"
    moved = msgspec.structs.replace(signed(1, NEW), index=2)
    assert keys.fault(moved, change(NEW, "made")) == "the signature is not the key's"
    other = msgspec.structs.replace(change(NEW, "made"), public=OLD.public.hex())
    assert "does not follow" in (keys.fault(signed(1, NEW), other) or "")
