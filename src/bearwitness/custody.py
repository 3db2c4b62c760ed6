"""What the commands about custody do: keys, verification, proofs, timestamps, bags."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from pathlib import Path

import certifi
import msgspec
import typer
from cryptography.hazmat.primitives.serialization import Encoding

from bearwitness.casebook import Casebook
from bearwitness.console import emit, errors, progress, write
from bearwitness.errors import KeyUnusable, UnreadableFile, UsageError
from bearwitness.model import KeyChange, Mark, Verification
from bearwitness.record.authority import HttpAuthority
from bearwitness.record.keys import KEY_ID
from bearwitness.record.proof import read_proof, verify_proof
from bearwitness.record.timestamp import certificates_in
from bearwitness.record.unbag import files_of, verify_bag
from bearwitness.record.verify import Trust
from bearwitness.settings import default_casebook, default_passphrase
from bearwitness.signing import open_key, user_keys, user_signer

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"

# --- verify ---


def verify(
    target: Path | None,
    *,
    casebook: Path | None,
    heads: list[str],
    since: str | None,
    keys: list[str],
    certificate: Path | None,
    json: bool,
) -> None:
    """Check every capture, row, log entry, signature and timestamp of the casebook, or a bag or proof."""
    trust = Trust(
        heads=[mark(one) for one in heads],
        since=None if since is None else mark(since),
        keys=[whole_id(one) for one in keys],
        certificates=[] if certificate is None else certificates_in(pem_of(certificate)),
    )
    if target is None:
        with Casebook.open(casebook or default_casebook(), create=False) as book, progress("Verifying") as tick:
            report = book.verify(progress=tick, trust=trust)
    else:
        report = verified_elsewhere(target, trust)
    if json:
        emit(report)
    else:
        typer.echo(report.text())
    if not report.holds:
        raise typer.Exit(1)


def verified_elsewhere(target: Path, trust: Trust) -> Verification:
    """What verification says of a bag (a folder, a ZIP file) or a proof (a JSON file)."""
    if trust.since is not None:
        raise UsageError("--since is for casebooks.", remedy="Leave it out.")
    if target.suffix == ".json":
        try:
            data = target.read_bytes()
        except OSError as error:
            raise UnreadableFile(f"{target} cannot be read ({error.strerror}).", remedy="Check the path.") from error
        return verify_proof(read_proof(data, str(target)), trust=trust)
    return verify_bag(files_of(target), trust=trust)


def prove(names: list[str], *, since: str | None, bare: bool, output: Path | None, casebook: Path | None) -> None:
    """Write the proof that something is in the log, or that the log only went on from an earlier head."""
    if not names and since is None:
        raise UsageError(
            "There is nothing to prove.", remedy="Name a report, decision, capture, key, #ENTRY, or --since."
        )
    earlier = [] if since is None else [mark(since)]
    with Casebook.open(casebook or default_casebook(), create=False) as book:
        proof = book.prove(names, earlier=earlier, bare=bare)
    write(msgspec.json.format(msgspec.json.encode(proof), indent=1) + b"\n", output or Path("-"))


def mark(text: str) -> Mark:
    """A head as it was kept, `SIZE:ROOT`; UsageError if it is none."""
    size, _, root = text.strip().partition(":")
    if not size.isdecimal() or not KEY_ID.fullmatch(root) or len(size) > 15:
        raise UsageError(
            f"{text[:100]!r} is no head.", remedy="Write it as `verify` prints it: SIZE:ROOT, as in 120:9f86d0..."
        )
    return Mark(size=int(size), root=root)


def whole_id(text: str) -> str:
    """The id of a key; UsageError if it is none."""
    if not KEY_ID.fullmatch(text):
        raise UsageError(f"{text[:100]!r} is no id of a key.", remedy="It has 64 hexadecimal digits.")
    return text


# --- timestamps ---


def timestamp(*, authority: str, certificate: Path | None, casebook: Path | None, json: bool) -> None:
    """Have a timestamp authority (RFC 3161) state that it saw the log's latest head."""
    asked = HttpAuthority(authority)
    pem = None if certificate is None else pem_of(certificate)
    with Casebook.open(casebook or default_casebook(), create=False, signer=user_signer()) as book:
        found = book.timestamp(asked, certificates=pem, known=well_known() if pem is None else ())
    if json:
        emit(found)
        return
    typer.echo(f"{found.at}: {found.authority} saw the head {found.size}:{found.root}")
    if found.certificates is None:
        errors.print(
            "Its certificate is not known here, so `verify` cannot check it: name it with --certificate.",
            highlight=False,
            soft_wrap=True,
        )


def pem_of(path: Path) -> str:
    """The certificates in a PEM file, as text; UnreadableFile if there are none."""
    try:
        text = path.read_text(encoding="ascii")
        found = certificates_in(text)
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            f"{path} holds no certificates ({error}).", remedy="Name a PEM file, as the authority publishes it."
        ) from error
    if not found:
        raise UnreadableFile(f"{path} holds no certificates.", remedy="Name a PEM file.")
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in found)


def well_known() -> Iterator[str]:
    """The certificate authorities that browsers know, each as PEM: some timestamp authorities go back to one."""
    for one in Path(certifi.where()).read_text(encoding="utf-8").split(BEGIN)[1:]:
        yield BEGIN + one.partition(END)[0] + END + "\n"


# --- keys ---


def list_keys(*, casebook: Path | None, json: bool) -> None:
    """The user's keys, and what the casebook's log tells of keys."""
    keys = user_keys()
    current = keys.current()
    folder = casebook or default_casebook()
    told: tuple[KeyChange, ...] = ()
    if (folder / "casebook.sqlite").is_file():
        with Casebook.open(folder, create=False) as book:
            told = book.key_changes()
    if json:
        emit({"current": current, "folder": str(keys.folder), "keys": list(keys.cards()), "casebook": list(told)})
        return
    for card in keys.cards():
        signs = "  signs now" if card.key == current else ""
        typer.echo(f"{card.key}  {card.holder or 'no holder named'}, made {card.made}{signs}")
    if not keys.cards():
        typer.echo(f"No key yet in {keys.folder}: the first command that signs makes one.")
    for one in told:
        by = f" for {one.successor}" if one.successor else ""
        why = f" ({one.reason})" if one.reason else ""
        typer.echo(f"in {folder}: {one.key}  {one.holder or 'no holder named'}, {one.action}{by}{why}")


def make_key(*, holder: str | None, locked: bool) -> None:
    """Make a key and sign with it from now on."""
    keys = user_keys()
    made = keys.make(holder=holder, passphrase=new_passphrase() if locked else None)
    keys.use(made.key)
    typer.echo(made.key)


def use_key(*, name: str) -> None:
    """Sign with another of the user's keys."""
    user_keys().use(whole_id(name))


def rotate_key(
    *, name: str | None, holder: str | None, reason: str | None, locked: bool, casebook: Path | None
) -> None:
    """Log in a casebook that the current key, made anew if need be, takes the place of an older one."""
    keys = user_keys()
    current = keys.current()
    old = whole_id(name) if name else current
    if old is None or current is None:
        raise KeyUnusable("There is no key to rotate.", remedy="The first command that signs makes one.")
    leaving = open_key(keys, old)
    with Casebook.open(casebook or default_casebook(), create=False) as book:
        if old == current:
            named = holder or keys.card(old).holder
            coming = keys.make(holder=named, passphrase=new_passphrase() if locked else None)
        else:
            coming = open_key(keys, current)
        book.rotate_key(leaving, coming, reason=reason)
    keys.use(coming.key)
    typer.echo(coming.key)


def revoke_key(*, name: str, reason: str | None, casebook: Path | None) -> None:
    """Log in a casebook that a key is not to be relied on from here on."""
    keys = user_keys()
    name = whole_id(name)
    current = keys.current()
    if current is None:
        raise KeyUnusable("There is no key to sign with.", remedy="`bearwitness key make` makes one.")
    with Casebook.open(casebook or default_casebook(), create=False) as book:
        book.revoke_key(name, open_key(keys, current), reason=reason)
    if name == current:
        errors.print(
            "It was the key that you sign with: `bearwitness key make` makes another.", highlight=False, soft_wrap=True
        )


def new_passphrase() -> str:
    """A passphrase for a new key, from the environment or typed twice; KeyUnusable if there is nobody to type it."""
    known = default_passphrase()
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise KeyUnusable("No passphrase was given.", remedy="Give it in $BEARWITNESS_PASSPHRASE.")
    first, second = getpass.getpass("Passphrase: "), getpass.getpass("Once more: ")
    if not first or first != second:
        raise KeyUnusable("The two passphrases are not the same, or empty.", remedy="Try again.")
    return first
