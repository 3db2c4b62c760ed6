"""Ed25519 signing keys of this user: files outside every casebook, open to nobody else.

The folder holds `KEY.pem` (the private key, PKCS #8, locked with a passphrase if one was given), `KEY.json` (its public
half, who holds it, since when) and `current`, the id of the one that signs. A key's id is the SHA-256 of its raw public
key.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bearwitness.errors import KeyUnusable
from bearwitness.ports import Clock, SystemClock
from bearwitness.record.ledger import stamp

KEY_ID = re.compile(r"[0-9a-f]{64}")
CURRENT = "current"
FOLDER_MODE, FILE_MODE = 0o700, 0o600
LOOSE = stat.S_IRWXG | stat.S_IRWXO
"""Rights that nobody but the owner may have."""
MOST_OF_A_NAME = 200


class KeyCard(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a key without opening it."""

    key: str
    public: str
    """Raw public key, hexadecimal."""
    holder: str | None
    made: str
    """ISO 8601, UTC."""
    locked: bool
    """Whether a passphrase is needed."""


class KeySigner:
    """A `ports.Signer` over an opened private key."""

    def __init__(self, private: Ed25519PrivateKey, holder: str | None) -> None:
        """The key is held in memory for as long as this is."""
        self._private = private
        self._holder = holder
        self._public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._key = key_id(self._public)

    @property
    def key(self) -> str:
        """Id of the key."""
        return self._key

    @property
    def public(self) -> bytes:
        """Raw public key."""
        return self._public

    @property
    def holder(self) -> str | None:
        """Who holds it; None where nobody said."""
        return self._holder

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(message)

    @classmethod
    def from_seed(cls, seed: bytes, *, holder: str | None = None) -> KeySigner:
        """The key that follows from 32 bytes: for tests and for keys that are kept by other means."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed), holder)


def key_id(public: bytes) -> str:
    """Id of a raw public key."""
    return hashlib.sha256(public).hexdigest()


def is_signed(*, public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's signature over the message; False also for what is no key or no signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem(public: bytes) -> str:
    """A raw public key in the form that `openssl pkeyutl` reads; ValueError if it is none."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Keys:
    """The folder with this user's keys."""

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        """`folder` need not exist yet."""
        self.folder = folder
        self._clock = clock or SystemClock()

    def current(self) -> str | None:
        """Id of the key that signs; None where there is none yet. KeyUnusable if the folder is open to others."""
        if not self.folder.exists():
            return None
        self._guard(self.folder)
        path = self.folder / CURRENT
        if not path.exists():
            return None
        name = self._read(path).decode("ascii", "replace").strip()
        if not KEY_ID.fullmatch(name):
            raise KeyUnusable(f"{path} does not name a key.", remedy="Write the id of one of the keys beside it there.")
        return name

    def cards(self) -> tuple[KeyCard, ...]:
        """All keys, sorted by when they were made."""
        if self.current() is None:
            return ()
        names = sorted(one.stem for one in self.folder.glob("*.json") if KEY_ID.fullmatch(one.stem))
        return tuple(sorted((self.card(name) for name in names), key=lambda one: (one.made, one.key)))

    def card(self, key: str) -> KeyCard:
        """What is known of a key; KeyUnusable if there is none of this id."""
        path = self._path(key, "json")
        try:
            card = msgspec.json.decode(self._read(path), type=KeyCard)
        except msgspec.MsgspecError as error:
            raise KeyUnusable(f"{path} is damaged: {error}.", remedy="Restore it from a copy.") from error
        if card.key != key or key_id(bytes.fromhex(card.public)) != key:
            raise KeyUnusable(f"{path} is of another key.", remedy="Restore it from a copy.")
        return card

    def open(self, key: str, *, passphrase: Callable[[KeyCard], str | None] = lambda _: None) -> KeySigner:
        """The key, ready to sign. `passphrase` is asked only for a key that is locked.

        KeyUnusable if it is missing, damaged, open to others, or the passphrase is missing or wrong.
        """
        card = self.card(key)
        path = self._path(key, "pem")
        data = self._read(path)
        secret = passphrase(card) if card.locked else None
        if card.locked and not secret:
            raise KeyUnusable(
                f"The key {key[:16]} is locked with a passphrase.", remedy="Give it in $BEARWITNESS_PASSPHRASE."
            )
        try:
            private = load_pem_private_key(data, secret.encode() if secret else None)
        except (ValueError, TypeError) as error:
            why = "the passphrase is wrong, or it is damaged" if card.locked else "it is damaged"
            raise KeyUnusable(f"{path} cannot be opened: {why}.", remedy="Try again, or restore it.") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyUnusable(f"{path} is no Ed25519 key.", remedy="Restore it from a copy.")
        signer = KeySigner(private, card.holder)
        if signer.key != key:
            raise KeyUnusable(f"{path} is another key than its name says.", remedy="Restore it from a copy.")
        return signer

    def make(self, *, holder: str | None = None, passphrase: str | None = None) -> KeySigner:
        """A new key, which is not the current one yet unless there was none; KeyUnusable if it cannot be kept."""
        named = " ".join(holder.split())[:MOST_OF_A_NAME] if holder else None
        signer = KeySigner(Ed25519PrivateKey.generate(), named or None)
        lock: KeySerializationEncryption = NoEncryption()
        if passphrase:
            lock = BestAvailableEncryption(passphrase.encode())
        card = KeyCard(
            key=signer.key,
            public=signer.public.hex(),
            holder=signer.holder,
            made=stamp(self._clock.now()),
            locked=bool(passphrase),
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            self._guard(self.folder)
            pem = signer._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
            self._write(self._path(signer.key, "pem"), pem)
            self._write(self._path(signer.key, "json"), msgspec.json.encode(card))
            self._write(self.folder / CURRENT, signer.key.encode() + b"\n", replace=False)
        except OSError as error:
            raise self._unusable(self.folder, error) from error
        return signer

    def use(self, key: str) -> None:
        """Sign with this key from now on; KeyUnusable if it is not there."""
        self.card(key)
        try:
            self._write(self.folder / CURRENT, key.encode() + b"\n")
        except OSError as error:
            raise self._unusable(self.folder, error) from error

    def _write(self, path: Path, data: bytes, *, replace: bool = True) -> None:
        """A file for the owner alone, whole or not at all; what is there stays if not `replace`."""
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".making-")  # made with the rights 0600
        half = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                half.replace(path)
            else:
                with contextlib.suppress(FileExistsError):
                    os.link(half, path)
        finally:
            half.unlink(missing_ok=True)

    def _read(self, path: Path) -> bytes:
        self._guard(self.folder)
        try:
            self._guard(path)
            return path.read_bytes()
        except OSError as error:
            raise self._unusable(path, error) from error

    def _guard(self, path: Path) -> None:
        """KeyUnusable if anybody else can reach it."""
        if os.name != "posix":
            return
        found = path.stat()
        if found.st_uid != os.geteuid():
            raise KeyUnusable(f"{path} belongs to another user.", remedy="Name a folder of yours in $BEARWITNESS_KEYS.")
        if found.st_mode & LOOSE:
            mode = FOLDER_MODE if path.is_dir() else FILE_MODE
            raise KeyUnusable(f"{path} is open to other users.", remedy=f"Close it: chmod {mode:o} {path}")

    def _path(self, key: str, ending: str) -> Path:
        if not KEY_ID.fullmatch(key):
            raise KeyUnusable(f"{key[:80]!r} is no id of a key.", remedy="`bearwitness key list` shows them.")
        return self.folder / f"{key}.{ending}"

    @staticmethod
    def _unusable(path: Path, error: OSError) -> KeyUnusable:
        if isinstance(error, FileNotFoundError):
            return KeyUnusable(f"There is no {path}.", remedy="`bearwitness key list` shows the keys that are there.")
        return KeyUnusable(
            f"{path} cannot be used ({error.strerror}).", remedy="Name a folder of yours in $BEARWITNESS_KEYS."
        )
