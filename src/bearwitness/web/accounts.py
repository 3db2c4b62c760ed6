"""The accounts of a casebook's team: who there is, what each may do, and how a password comes to be.

Nobody sets another's password: an administrator makes a link that works once, and the person behind the account types
one. Accounts are disabled, never removed: Decisions and the audit name them.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3

import msgspec

from bearwitness.errors import BadAccount
from bearwitness.vocabulary import Role, words
from bearwitness.web.audit import note
from bearwitness.web.limits import LoginLimits
from bearwitness.web.names import account_name, likeness, reviewer_name, shown
from bearwitness.web.passwords import Passwords
from bearwitness.web.team import TeamFile

INVITED = 72 * 3600
"""Seconds for which an invitation can be used."""
FIELDS = ", ".join(
    f"accounts.{one}" for one in ("id", "name", "reviewer", "role", "hash IS NOT NULL", "disabled", "made")
)
NO_LINK = "This link cannot be used: it was used before, or replaced, or is too old."


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may work in the casebook."""

    id: int
    name: str
    """With which they log in."""
    reviewer: str
    """Under which their Decisions are signed."""
    role: Role
    ready: bool
    """Whether they have a password."""
    disabled: bool
    made: int


class By(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes an account, from where: for the audit."""

    who: str
    address: str | None = None


class Accounts:
    """The accounts in a team's file."""

    def __init__(self, file: TeamFile, *, passwords: Passwords | None = None) -> None:
        """`passwords`: other parameters of argon2 than its own."""
        self._file = file
        self.passwords = passwords or Passwords()
        self.limits = LoginLimits(file)

    def __len__(self) -> int:
        """How many there are, disabled ones too."""
        with self._file.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM accounts").fetchone()[0])

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._file.reading() as connection:
            rows = connection.execute(f"SELECT {FIELDS} FROM accounts ORDER BY name").fetchall()  # noqa: S608
        return [account_of(row) for row in rows]

    def get(self, name: str) -> Account:
        """The account with this name; BadAccount if there is none."""
        with self._file.reading() as connection:
            return _named(connection, name)

    def add(self, name: str, *, role: str, reviewer: str | None = None, by: By) -> Account:
        """A new account without a password yet. `reviewer`: None takes the name. BadAccount if it cannot be."""
        name = account_name(name)
        signed = reviewer_name(reviewer or name)
        kind = role_of(role)
        with self._file.writing() as connection:
            try:
                connection.execute(
                    "INSERT INTO accounts (name, reviewer, likeness, role, made) VALUES (?, ?, ?, ?, ?)",
                    (name, signed, likeness(signed), kind, self._file.now()),
                )
            except sqlite3.IntegrityError as error:
                raise BadAccount(
                    f"There is an account of the name {name!r} or with a reviewer's name like {signed!r} already.",
                    remedy="Two people cannot share one: take another.",
                ) from error
            note(connection, self._file.now(), f"made account as {kind}", **_by(by), subject=name)
            return _named(connection, name)

    def set_role(self, name: str, role: str, *, by: By) -> Account:
        """Give another role, from the next request on; BadAccount if nobody would be left to administer."""
        kind = role_of(role)
        with self._file.writing() as connection:
            found = _named(connection, name)
            connection.execute("UPDATE accounts SET role = ? WHERE id = ?", (kind, found.id))
            _someone_administers(connection, found)
            note(connection, self._file.now(), f"role {found.role} to {kind}", **_by(by), subject=found.name)
            return _named(connection, name)

    def disable(self, name: str, *, disabled: bool = True, by: By) -> Account:
        """End an account's sessions and let it log in no more, or let it again."""
        with self._file.writing() as connection:
            found = _named(connection, name)
            connection.execute("UPDATE accounts SET disabled = ? WHERE id = ?", (int(disabled), found.id))
            if disabled:
                _someone_administers(connection, found)
                _end_all(connection, found.id)
                connection.execute("DELETE FROM invitations WHERE account = ?", (found.id,))
            note(
                connection,
                self._file.now(),
                "disabled account" if disabled else "enabled account",
                **_by(by),
                subject=found.name,
            )
            return _named(connection, name)

    # --- passwords ---

    def invite(self, name: str, *, by: By) -> str:
        """The secret of a link with which the person behind the account sets a password, once. What they had before,
        password, sessions and older links, ends now. BadAccount if there is no such account or it is disabled.
        """
        secret = secrets.token_urlsafe(32)
        with self._file.writing() as connection:
            found = _named(connection, name)
            if found.disabled:
                raise BadAccount(f"The account {found.name!r} is disabled.", remedy="Enable it first.")
            connection.execute("UPDATE accounts SET hash = NULL WHERE id = ?", (found.id,))
            _end_all(connection, found.id)
            connection.execute(
                "INSERT OR REPLACE INTO invitations (account, digest, ends) VALUES (?, ?, ?)",
                (found.id, digest(secret), self._file.now() + INVITED),
            )
            note(connection, self._file.now(), "made a link to set a password", **_by(by), subject=found.name)
        self.limits.forgive(found.name)
        return secret

    def invited(self, secret: str) -> Account:
        """Whose link it is; BadAccount if it cannot be used."""
        with self._file.reading() as connection:
            return self._invited(connection, secret)

    def accept(self, secret: str, password: str, *, address: str | None = None) -> Account:
        """Use a link: the account has this password now; BadAccount if the link or the password cannot be used."""
        hashed = self.passwords.hash(password, name=self.invited(secret).name)
        with self._file.writing() as connection:
            found = self._invited(connection, secret)  # again: somebody may have been quicker
            connection.execute("DELETE FROM invitations WHERE account = ?", (found.id,))
            _set(connection, found.id, hashed)
            note(connection, self._file.now(), "set a password by link", who=found.name, address=address)
        return found

    def set_password(self, name: str, password: str, *, by: By) -> None:
        """Give a password, as the person behind the account typed it, and end all sessions."""
        found = self.get(name)
        hashed = self.passwords.hash(password, name=found.name)
        with self._file.writing() as connection:
            _set(connection, found.id, hashed)
            connection.execute("DELETE FROM invitations WHERE account = ?", (found.id,))
            note(connection, self._file.now(), "set a password", **_by(by), subject=found.name)

    def check(self, name: str, password: str) -> Account | None:
        """The account if it is not disabled and this is its password. The answer takes as long if there is none."""
        with self._file.reading() as connection:
            row = connection.execute(
                f"SELECT {FIELDS}, accounts.hash FROM accounts WHERE name = ? AND NOT disabled",  # noqa: S608
                (name.strip().casefold(),),
            ).fetchone()
        stored = None if row is None else row[-1]
        if not self.passwords.fits(stored, password) or stored is None:
            return None
        found = account_of(row[:-1])
        if self.passwords.outdated(stored):
            again = self.passwords.again(password)
            with self._file.writing() as connection:  # unless it was changed meanwhile
                connection.execute("UPDATE accounts SET hash = ? WHERE id = ? AND hash = ?", (again, found.id, stored))
        return found

    def _invited(self, connection: sqlite3.Connection, secret: str) -> Account:
        row = connection.execute(
            f"SELECT {FIELDS} FROM accounts JOIN invitations ON account = id "  # noqa: S608
            "WHERE digest = ? AND ends > ? AND NOT disabled",
            (digest(secret), self._file.now()),
        ).fetchone()
        if row is None:
            raise BadAccount(NO_LINK, remedy="Ask an administrator for a new one.")
        return account_of(row)


def digest(secret: str) -> bytes:
    """What is kept of a secret that was made at random."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def role_of(text: str) -> Role:
    """The role; BadAccount names the list."""
    for one in words(Role):
        if one == text:
            return one  # type: ignore[return-value]
    raise BadAccount(f"There is no role {shown(text)}.", remedy=f"Choose one of: {', '.join(words(Role))}.")


def account_of(row: tuple[object, ...]) -> Account:
    """The account in a row of FIELDS."""
    names = ("id", "name", "reviewer", "role", "ready", "disabled", "made")
    return msgspec.convert(dict(zip(names, row, strict=True)), Account, strict=False)


def _named(connection: sqlite3.Connection, name: str) -> Account:
    row = connection.execute(
        f"SELECT {FIELDS} FROM accounts WHERE name = ?",  # noqa: S608
        (name.strip().casefold(),),
    ).fetchone()
    if row is None:
        raise BadAccount(f"There is no account {shown(name)}.", remedy="`bearwitness account list` shows them.")
    return account_of(row)


def _set(connection: sqlite3.Connection, account: int, hashed: str) -> None:
    connection.execute("UPDATE accounts SET hash = ? WHERE id = ?", (hashed, account))
    _end_all(connection, account)


def _end_all(connection: sqlite3.Connection, account: int) -> None:
    connection.execute("DELETE FROM sessions WHERE account = ?", (account,))


def _someone_administers(connection: sqlite3.Connection, changed: Account) -> None:
    """BadAccount, and nothing is changed, if it was the last administrator who could log in."""
    if changed.role != "administrator" or changed.disabled:
        return
    left = connection.execute("SELECT count(*) FROM accounts WHERE role = 'administrator' AND NOT disabled").fetchone()
    if not left[0]:
        raise BadAccount(f"{changed.name!r} is the only administrator.", remedy="Make another administrator first.")


def _by(by: By) -> dict[str, str | None]:
    return {"who": by.who, "address": by.address}
