"""What the commands do. `cli` holds their options; this module is loaded when one runs, so that help comes at once.

Data goes to standard output; logs, progress and errors go to standard error.
"""

from __future__ import annotations

import datetime
import logging
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import typer

from bearwitness.acquire import Acquired, Given, Manners, Web
from bearwitness.casebook import Casebook, Incidents
from bearwitness.casebook.book import Item
from bearwitness.console import emit, errors, progress, say, say_error, show_on_screen, write
from bearwitness.errors import InputError, UsageError
from bearwitness.identity import jsonable
from bearwitness.model import Exhibit, Record
from bearwitness.pipeline import Copied, Edition, Understood, copied, editions, gather
from bearwitness.settings import casebook_settings, default_casebook, default_contact
from bearwitness.share import FORMATS
from bearwitness.share.changes import render_changes
from bearwitness.share.media import exhibit_row, render_exhibits
from bearwitness.share.moves import moves
from bearwitness.share.reasons import render_why
from bearwitness.share.terminal import render, render_claims, render_mentions, render_reports
from bearwitness.signing import user_signer
from bearwitness.workers.carry import Carrier, Taken, media_lines, media_row, warnings_of_media
from bearwitness.workers.local import understand_all
from bearwitness.workers.watch import look, read_plan

log = logging.getLogger("bearwitness")
T = TypeVar("T")
COPIED = {
    "exact": "word for word",
    "headline": "the text under another headline",
    "edited": "the text with changes",
    "excerpt": "an excerpt",
}


class Outcome:
    """What a batch came to: errors are shown as they come and decide the exit status."""

    def __init__(self) -> None:
        self.failed = 0
        self.done = 0

    def sift(self, found: Iterable[Understood | InputError]) -> Iterator[Understood]:
        """The reports; each error is printed and counted."""
        for one in found:
            if isinstance(one, InputError):
                self.failed += 1
                say_error(one)
            else:
                self.done += 1
                yield one

    def close(self) -> None:
        """Exit with 1 if anything could not be read."""
        if self.failed:
            errors.print(f"{self.done} read, {self.failed} could not be read.", highlight=False)
            raise typer.Exit(1)
        if not self.done:
            raise UsageError("There was nothing to read.", remedy="Name a file, a folder or an address.")


def understood(
    places: list[str],
    depth: str,
    outcome: Outcome,
    *,
    published: str | None,
    source: str | None,
    jobs: int | None,
    manners: Manners | None = None,
    keep: Path | None = None,
) -> Iterator[Understood]:
    """Reports of the places as far as `depth`, with a progress bar; errors go to `outcome`. `keep` as in `gather`."""
    with Web(manners or Manners(contact=default_contact())) as web, progress("Reading reports") as tick:
        inputs = gather(places, Given(published=published, source=source), web=web, keep=keep)
        for number, one in enumerate(outcome.sift(understand_all(inputs, depth=depth, jobs=jobs)), start=1):
            tick(number, None)
            yield one


def store(
    folder: Path, found: Iterable[Understood], outcome: Outcome, names: list[str] | None = None
) -> tuple[dict[str, int], Taken]:
    """Put reports and what they carry into the casebook; how many reports were added and how many were there already,
    and what became of the images and videos. `names` takes the new ids.
    """
    counts = {"added": 0, "known": 0}
    waiting: deque[Acquired] = deque()

    def items() -> Iterator[Item]:
        for each in found:
            waiting.append(each.acquired)
            yield each.acquired.capture, each.acquired.data, each.report, each.mentions, each.claims

    with Casebook.open(folder, create=True, signer=user_signer()) as book, Carrier(book, refused) as carrier:
        for item, result in book.add_many(items()):
            acquired = waiting.popleft()
            if isinstance(result, InputError):
                outcome.failed += 1
                outcome.done -= 1
                say_error(result)
            else:
                counts[result] += 1
                if names is not None and result == "added":
                    names.append(item[2].id)
                carrier.take(acquired, item[2])
    outcome.failed += carrier.taken.refused
    return counts, carrier.taken


def refused(what: InputError | str) -> None:
    """What of the images and videos could not be taken."""
    say(f"error: {what}")


def copied_in(folder: Path, names: list[str]) -> Copied:
    """Which of these reports of the casebook copy another, and which others copy them."""
    with Casebook.open(folder, create=False) as book, progress("Looking for copies"):
        return copied(names, book.reports() if names else (), lambda name: book.report(name).report)


@contextmanager
def opened(folder: Path, *, keep: bool = False) -> Iterator[Incidents]:
    """The casebook's incidents, brought up to date with a progress bar; `keep`: remember what was replaced."""
    with Casebook.open(folder, create=False) as book, progress("Linking and reconciling") as tick:
        needed = casebook_settings(folder).publication.reviewers
        with book.incidents(progress=tick, keep=keep, reviewers=needed) as found:
            yield found


def tree_of(found: Incidents, name: str, folder: Path) -> Edition:
    """The records of one tree with what they were made from: the incident that `name` means first: the one
    whose id begins so, or the main one of the report `name`. UsageError if there is none.
    """
    records = found.family(_one_of(found.find(name), name, folder))
    reports, claims = found.material(records)
    return Edition(
        records=records,
        reports=reports,
        claims=claims,
        incidents=found.incidents(records),
        over=found.over(),
        unplaced=(),
    )


def _one_of(found: Sequence[T], name: str, folder: Path) -> T:
    if not found:
        raise UsageError(
            f"{folder} holds no incident or report {name!r}.", remedy="`bearwitness incidents` lists what is there."
        )
    if len(found) > 1:
        raise UsageError(f"{name!r} begins the ids of {len(found)} incidents.", remedy="Write more of the id.")
    return found[0]


def examples() -> Path:
    """The example reports: inside the installed package, else in the checkout that the package runs from."""
    here = Path(__file__).parent
    for folder in (here / "examples" / "okhmatdyt", here.parents[1] / "examples" / "okhmatdyt"):
        if folder.is_dir():
            return folder
    raise UsageError("The example reports are not installed.", remedy="Run the demo from a checkout of the project.")


def read(paths: list[str], *, published: str | None, source: str | None, jobs: int | None, json: bool) -> None:
    """Print each report's passages: title, body, comments, author notes, boilerplate. Nothing is stored."""
    outcome = Outcome()
    for one in understood(paths, "read", outcome, published=published, source=source, jobs=jobs):
        if json:
            emit(one.report)
        else:
            show_on_screen(render_reports(one.report))
    outcome.close()


def mentions(paths: list[str], *, published: str | None, source: str | None, jobs: int | None, json: bool) -> None:
    """Print the places, dates, weapons, actors and facilities that each report names. Nothing is stored."""
    outcome = Outcome()
    for one in understood(paths, "mentions", outcome, published=published, source=source, jobs=jobs):
        if json:
            emit({"report": one.report.id, "mentions": list(one.mentions)})
        else:
            show_on_screen(render_mentions(one.report, one.mentions))
    outcome.close()


def extract(paths: list[str], *, published: str | None, source: str | None, jobs: int | None, json: bool) -> None:
    """Print each report's claims with their exact words and speakers. Nothing is stored."""
    outcome = Outcome()
    for one in understood(paths, "claims", outcome, published=published, source=source, jobs=jobs):
        if json:
            for claim in one.claims:
                emit(claim)
        else:
            show_on_screen(render_claims(one.report, one.claims))
    outcome.close()


def record(paths: list[str], *, published: str | None, source: str | None, jobs: int | None, json: bool) -> None:
    """Read and reconcile each report on its own: its incidents, the main one first. Nothing is stored."""
    outcome = Outcome()
    for one in understood(paths, "claims", outcome, published=published, source=source, jobs=jobs):
        found = editions([one.report], one.claims)
        if json:
            emit({"report": one.report.id, "incidents": list(found)})
        else:
            show_on_screen(
                *(render(each, found, {one.report.id: one.report}, {c.id: c for c in one.claims}) for each in found)
            )
    outcome.close()


def add(
    paths: list[str],
    *,
    published: str | None,
    source: str | None,
    jobs: int | None,
    contact: str | None,
    allow_host: list[str] | None,
    ignore_robots: bool,
    media: bool,
    casebook: Path | None,
    json: bool,
) -> None:
    """Add reports to the casebook (it is made if it is not there). Adding a report twice changes nothing."""
    outcome = Outcome()
    folder = casebook or default_casebook()
    manners = Manners(contact=contact, allowed=frozenset(allow_host or ()), robots=not ignore_robots)
    names: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bearwitness-") as kept:
        keep = Path(kept) if media else None
        found = understood(
            paths, "all", outcome, published=published, source=source, jobs=jobs, manners=manners, keep=keep
        )
        counts, taken = store(folder, found, outcome, names)
    with opened(folder) as incidents_now:  # brought up to date now, so that looking at them takes no time
        warned = warnings_of_media(incidents_now, taken.ids)
    alike = copied_in(folder, names)
    if json:
        told = [{"report": name, **asdict(copy)} for name, copy in alike.copies.items()]
        unknown = {"translation_unknown": list(alike.unknown)}
        emit(
            {"casebook": str(folder), **counts, "failed": outcome.failed, "media": media_row(taken)}
            | {"warnings": [asdict(one) for one in warned], "copies": told, **unknown}
        )
    else:
        errors.print(
            f"{counts['added']} added to {folder}, {counts['known']} already there.", markup=False, highlight=False
        )
        for name, copy in alike.copies.items():
            say(f"{name} copies {copy.of} ({COPIED[copy.way]}: {copy.why})")
        for name in alike.unknown:
            say(f"{name} is in another language; whether it translates a report is unknown.")
        for line in (*media_lines(taken), *(str(one) for one in warned)):
            say(line)
    outcome.close()


def watch(feeds: Path, *, once: bool, casebook: Path | None) -> None:
    """Follow feeds: add what is new in them, and print what it changed in which incident. Stop it with Ctrl-C."""
    plan, folder = read_plan(feeds), casebook or default_casebook()
    Casebook.open(folder, create=True).close()
    outcome = Outcome()
    with opened(folder):
        pass

    def take(inputs: Iterable[Acquired | InputError]) -> int:
        failed = outcome.failed
        store(folder, outcome.sift(understand_all(inputs, depth="all", jobs=1)), outcome)
        return outcome.failed - failed

    with Web(plan.manners()) as web:
        while True:
            done = outcome.done
            pause = look(plan, folder, web, take, failed=say_error)
            if outcome.done > done:
                with opened(folder, keep=True) as found:
                    for line in moves(*found.moved()):
                        typer.echo(line)
            if once:
                break
            errors.print(f"Next look in {pause:.0f} seconds.", highlight=False)
            time.sleep(max(1.0, pause))
    errors.print(f"{outcome.done} reports read, {outcome.failed} failed.", highlight=False)
    if outcome.failed:
        raise typer.Exit(1)


def show(incident: str, *, casebook: Path | None, json: bool) -> None:
    """Show one incident's record: figures by scope, readings, origins, conflicts, explanations, grade."""
    folder = casebook or default_casebook()
    with opened(folder) as found:
        whole = tree_of(found, incident, folder)
        shown = found.exhibits(one.id for one in whole.records)
    if json:
        emit(with_media(whole.records[0], shown))
    else:
        show_on_screen(render(whole.records[0], whole.records, whole.reports, whole.claims))
        if shown:
            show_on_screen("Images and videos", render_exhibits(shown))


def with_media(record: Record, shown: Iterable[Exhibit]) -> Any:
    """The record, with its images and videos under `media` if it has any. They stand beside the record: no share
    format and no profile lets them out with it.
    """
    own = [exhibit_row(one) for one in shown if one.incident == record.id]
    return jsonable(record) | {"media": own} if own else record


def why(one: str, other: str, *, casebook: Path | None, json: bool) -> None:
    """Tell why two reports (or incidents) are of one attack, of a part and a whole, or of two."""
    with opened(casebook or default_casebook()) as found:
        told = found.why(one, other)
    if json:
        emit(told)
    else:
        show_on_screen(render_why(told))


def changes(incident: str, *, since: str | None, casebook: Path | None, json: bool) -> None:
    """Show what moved in an incident, in the order of publication, and which report moved it."""
    try:
        datetime.datetime.fromisoformat(since or "2000-01-01")
    except ValueError as error:
        raise UsageError(
            f"--since {since!r} is no date.", remedy="Write it as 2024-07-08 or 2024-07-08T14:30:00Z."
        ) from error
    folder = casebook or default_casebook()
    with opened(folder) as found:
        one = found.record(_one_of(found.find(incident), incident, folder))
        told = found.changes(one.id, since=since)
    if json:
        for each in told:
            emit(each)
    else:
        show_on_screen(render_changes(one, told, since=since))


def demo(*, into: Path) -> None:
    """Build a casebook from the example reports, print the record and write its dossier."""
    outcome = Outcome()
    folder = into / "casebook"
    store(folder, understood([str(examples())], "all", outcome, published=None, source=None, jobs=None), outcome)
    with opened(folder) as found:
        whole = tree_of(found, found.summaries()[0].id, folder)
    made = whole.records[0], whole.records, whole.reports, whole.claims
    show_on_screen(render(*made))
    dossier = into / "dossier.html"
    write(FORMATS["html"].write(*made), dossier)
    typer.echo(f"\nCasebook: {folder}\nDossier:  {dossier}  (open it in a browser)")
    typer.echo(f"Next:     bearwitness incidents --casebook {folder}\n          bearwitness verify --casebook {folder}")
    outcome.close()
