"""What `bearwitness account` does. A password comes from the keyboard or through a link, never from an argument."""

from __future__ import annotations

import datetime
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import typer

from bearwitness.casebook import Casebook
from bearwitness.console import emit, errors
from bearwitness.errors import BadAccount, UsageError
from bearwitness.settings import default_casebook
from bearwitness.web.accounts import INVITED, Accounts, By
from bearwitness.web.audit import Audit
from bearwitness.web.passwords import checked
from bearwitness.web.team import TeamFile


def add(name: str, *, role: str, reviewer: str | None, invite: bool, address: str, casebook: Path | None) -> None:
    """Make an account and let its person set a password."""
    where = site(address)
    typed = None if invite else at_keyboard()
    with team(casebook, create=True) as file:
        accounts = Accounts(file)
        if typed is not None:
            checked(typed, name=name)  # refuse it before there is an account without one
        made = accounts.add(name, role=role, reviewer=reviewer, by=operator())
        given(accounts, made.name, typed, where)


def reset(name: str, *, invite: bool, address: str, casebook: Path | None) -> None:
    """End an account's password and let its person set a new one."""
    where = site(address)
    with team(casebook) as file:
        accounts = Accounts(file)
        found = accounts.get(name)
        typed = None if invite else at_keyboard()
        accounts.limits.forgive(found.name)
        given(accounts, found.name, typed, where)


def given(accounts: Accounts, name: str, typed: str | None, where: str) -> None:
    """Set the password that was typed, or print a link with which its person sets one."""
    if typed is not None:
        accounts.set_password(name, typed, by=operator())
        errors.print(f"{name} can log in now.", markup=False, highlight=False)
        return
    secret = accounts.invite(name, by=operator())
    typer.echo(f"{where}/invitation?code={secret}")
    errors.print(
        f"Give this link to {name} and nobody else: it sets the password, once, within {INVITED // 3600} hours.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def list_accounts(*, casebook: Path | None, json: bool) -> None:
    """Every account."""
    with team(casebook) as file:
        found = Accounts(file).all()
    for one in found:
        if json:
            emit(one)
            continue
        state = "disabled" if one.disabled else "can log in" if one.ready else "has no password yet"
        typer.echo(f"{one.name}  {one.role}, signs as {one.reviewer}, {state}, since {moment(one.made)}")


def set_role(name: str, role: str, *, casebook: Path | None) -> None:
    """Give an account another role."""
    with team(casebook) as file:
        made = Accounts(file).set_role(name, role, by=operator())
    errors.print(f"{made.name} is {made.role} now.", markup=False, highlight=False)


def disable(name: str, *, disabled: bool, casebook: Path | None) -> None:
    """Let an account log in no more, or again."""
    with team(casebook) as file:
        made = Accounts(file).disable(name, disabled=disabled, by=operator())
    errors.print(f"{made.name} is {'disabled' if disabled else 'enabled'}.", markup=False, highlight=False)


def audit(*, most: int, casebook: Path | None, json: bool) -> None:
    """Who changed what, the latest first."""
    with team(casebook) as file:
        found = Audit(file).rows(most=most)
    for one in found:
        if json:
            emit(one)
        else:
            on = f": {one.subject}" if one.subject else ""
            typer.echo(f"{moment(one.at)}  {one.who or 'nobody known'} ({one.address or 'here'})  {one.what}{on}")


@contextmanager
def team(casebook: Path | None, *, create: bool = False) -> Iterator[TeamFile]:
    """The file of accounts of a casebook; NotFound if there is no casebook."""
    folder = casebook or default_casebook()
    with Casebook.open(folder, create=False):
        pass
    file = TeamFile(folder, create=create)
    try:
        yield file
    finally:
        file.close()


def operator() -> By:
    """Whoever may write in the casebook's folder, for the audit."""
    try:
        return By(who=f"command line ({getpass.getuser()})")
    except (KeyError, OSError, ImportError):  # a user without a name
        return By(who="command line")


def at_keyboard() -> str:
    """A new password, typed twice; BadAccount if there is nobody to type it or it is not the same."""
    if not somebody_there():
        raise BadAccount("There is nobody to type a password.", remedy="Make a link with --invite.")
    first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    if first != second:
        raise BadAccount("The two passwords are not the same.", remedy="Try again.")
    return first


def somebody_there() -> bool:
    """Whether there is a terminal to ask at."""
    return sys.stdin.isatty()


def site(address: str) -> str:
    """The beginning of links; UsageError if it is no address."""
    found = urlsplit(address)
    if found.scheme not in ("http", "https") or not found.hostname or found.query or found.fragment:
        raise UsageError(f"{address[:200]!r} is no address.", remedy="Write it as https://casebook.example.org.")
    return address.rstrip("/")


def moment(seconds: int) -> str:
    """A time as people read it, UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M:%SZ")
