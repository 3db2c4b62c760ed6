"""The commands about custody on the command line: verify, prove, timestamp, key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bearwitness.cli_options import CasebookFolder, Json, guarded

Certificate = Annotated[
    Path | None,
    typer.Option("--certificate", metavar="FILE", help="The timestamp authority's certificates (PEM)."),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; it is kept in the log.")]
Holder = Annotated[
    str | None, typer.Option("--holder", metavar="NAME", help="Who holds the key, as others are to see it.")
]
Locked = Annotated[
    bool, typer.Option("--passphrase", help="Lock the new key with a passphrase ($BEARWITNESS_PASSPHRASE, or asked).")
]
Key = Annotated[str, typer.Argument(metavar="KEY", help="The id of a key.")]

key = typer.Typer(no_args_is_help=True, help="The keys with which you sign what is put into a casebook.")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(guarded(verify))
    app.command()(guarded(prove))
    app.command()(guarded(timestamp))
    app.add_typer(key, name="key")
    for name, command in (
        ("list", list_keys),
        ("make", make_key),
        ("use", use_key),
        ("rotate", rotate_key),
        ("revoke", revoke_key),
    ):
        key.command(name)(guarded(command))


def verify(
    target: Annotated[
        Path | None,
        typer.Argument(metavar="[BAG]", help="A bag (folder or ZIP) or proof (JSON) from elsewhere, not the casebook."),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option("--head", metavar="SIZE:ROOT", help="A head kept elsewhere that the log must have gone through."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="SIZE:ROOT", help="A head up to which it was verified before: check the rest."),
    ] = None,
    signed_by: Annotated[
        list[str] | None,
        typer.Option("--signed-by", metavar="KEY", help="A key that you rely on: the last head must be signed by one."),
    ] = None,
    certificate: Certificate = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Check every capture, row, log entry, signature and timestamp of the casebook; name what does not hold.

    With BAG: check a bag or a proof that came from elsewhere.
    """
    from bearwitness import custody

    custody.verify(
        target,
        casebook=casebook,
        heads=head or [],
        since=since,
        keys=signed_by or [],
        certificate=certificate,
        json=json,
    )


def prove(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Reports, decisions, incidents, captures (SHA-256), keys, or #ENTRY."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="SIZE:ROOT", help="An earlier head: prove that the log only went on from it."),
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Leave out what the entries speak of.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; standard output by default.")
    ] = None,
    casebook: CasebookFolder = None,
) -> None:
    """Write the proof that something is in the log, or that the log only went on from an earlier head (RFC 6962)."""
    from bearwitness import custody

    custody.prove(names or [], since=since, bare=bare, output=output, casebook=casebook)


def timestamp(
    authority: Annotated[str, typer.Option("--authority", metavar="URL", help="The RFC 3161 authority to ask.")],
    certificate: Certificate = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Have a timestamp authority (RFC 3161) state that it saw the log's latest head; the answer is kept."""
    from bearwitness import custody

    custody.timestamp(authority=authority, certificate=certificate, casebook=casebook, json=json)


def list_keys(casebook: CasebookFolder = None, json: Json = False) -> None:
    """List your keys, and what the casebook's log tells of keys."""
    from bearwitness import custody

    custody.list_keys(casebook=casebook, json=json)


def make_key(holder: Holder = None, locked: Locked = False) -> None:
    """Make a key and sign with it from now on."""
    from bearwitness import custody

    custody.make_key(holder=holder, locked=locked)


def use_key(name: Key) -> None:
    """Sign with another of your keys from now on."""
    from bearwitness import custody

    custody.use_key(name=name)


def rotate_key(
    name: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="The key that is to give way; by default the current one.")
    ] = None,
    holder: Holder = None,
    reason: Reason = None,
    locked: Locked = False,
    casebook: CasebookFolder = None,
) -> None:
    """Log in the casebook that your current key (a new one, if it is the current one that gives way) replaces KEY."""
    from bearwitness import custody

    custody.rotate_key(name=name, holder=holder, reason=reason, locked=locked, casebook=casebook)


def revoke_key(name: Key, reason: Reason = None, casebook: CasebookFolder = None) -> None:
    """Log in the casebook that KEY is not to be relied on from here on. What it signed before stays signed."""
    from bearwitness import custody

    custody.revoke_key(name=name, reason=reason, casebook=casebook)
