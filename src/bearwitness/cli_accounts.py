"""`bearwitness account ...` on the command line: its options, and nothing of what it does (`commands_accounts`)."""

from __future__ import annotations

from typing import Annotated

import typer

from bearwitness.cli_options import CasebookFolder, Json, guarded
from bearwitness.vocabulary import Role, words

AccountName = Annotated[str, typer.Argument(metavar="NAME", help="The name with which the person logs in.")]
RoleName = Annotated[str, typer.Option("--role", metavar="ROLE", help=f"One of: {', '.join(words(Role))}.")]
Invite = Annotated[
    bool,
    typer.Option("--invite", help="Print a link with which the person sets a password, instead of asking for one now."),
]
Address = Annotated[
    str,
    typer.Option("--address", metavar="URL", help="Where the casebook is served, for the link."),
]
SERVED = "http://127.0.0.1:8642"

account = typer.Typer(
    no_args_is_help=True,
    help="The accounts of the people who work in a casebook together. With the first of them, the pages ask who it is.",
)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(account, name="account")


@account.command()
@guarded
def add(
    name: AccountName,
    role: RoleName = "viewer",
    reviewer: Annotated[
        str | None,
        typer.Option("--reviewer", metavar="NAME", help="The name that signs the person's Decisions; else NAME."),
    ] = None,
    invite: Invite = False,
    address: Address = SERVED,
    casebook: CasebookFolder = None,
) -> None:
    """Make an account; the password is asked for, or set by the person with a link."""
    from bearwitness import commands_accounts

    commands_accounts.add(name, role=role, reviewer=reviewer, invite=invite, address=address, casebook=casebook)


@account.command("list")
@guarded
def list_accounts(casebook: CasebookFolder = None, json: Json = False) -> None:
    """List the accounts: name, role, reviewer's name, and whether each can log in."""
    from bearwitness import commands_accounts

    commands_accounts.list_accounts(casebook=casebook, json=json)


@account.command()
@guarded
def role(
    name: AccountName,
    given: Annotated[str, typer.Argument(metavar="ROLE", help=f"One of: {', '.join(words(Role))}.")],
    casebook: CasebookFolder = None,
) -> None:
    """Give an account another role, from the person's next request on."""
    from bearwitness import commands_accounts

    commands_accounts.set_role(name, given, casebook=casebook)


@account.command()
@guarded
def disable(name: AccountName, casebook: CasebookFolder = None) -> None:
    """End an account's sessions and let it log in no more. What it decided stays."""
    from bearwitness import commands_accounts

    commands_accounts.disable(name, disabled=True, casebook=casebook)


@account.command()
@guarded
def enable(name: AccountName, casebook: CasebookFolder = None) -> None:
    """Let a disabled account log in again."""
    from bearwitness import commands_accounts

    commands_accounts.disable(name, disabled=False, casebook=casebook)


@account.command()
@guarded
def reset(
    name: AccountName, invite: Invite = False, address: Address = SERVED, casebook: CasebookFolder = None
) -> None:
    """End an account's password and sessions; the new password is asked for, or set by the person with a link."""
    from bearwitness import commands_accounts

    commands_accounts.reset(name, invite=invite, address=address, casebook=casebook)


@account.command()
@guarded
def audit(
    most: Annotated[int, typer.Option("--limit", min=1, help="How many lines at most.")] = 100,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Print the audit, the latest first: who changed what, when, from where."""
    from bearwitness import commands_accounts

    commands_accounts.audit(most=most, casebook=casebook, json=json)
