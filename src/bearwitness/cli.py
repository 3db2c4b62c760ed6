"""The command line. Data goes to standard output; logs, progress and errors go to standard error.

Exit status: 0 done; 1 something did not hold or could not be read; 2 wrong usage.
"""

from __future__ import annotations

import datetime
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bearwitness import __version__
from bearwitness.acquire import Acquired, Given, Manners, Web
from bearwitness.casebook import Casebook
from bearwitness.errors import BearwitnessError, InputError, UsageError
from bearwitness.identity import jsonable
from bearwitness.model import Capture, Record
from bearwitness.pipeline import Understood, editions, gather, reasons
from bearwitness.pipeline import changes as what_moved
from bearwitness.record.wacz import wacz
from bearwitness.settings import default_casebook, default_contact
from bearwitness.share import FORMATS, family
from bearwitness.share.changes import render_changes
from bearwitness.share.moves import moves
from bearwitness.share.reasons import render_why
from bearwitness.share.terminal import render, render_claims, render_list, render_mentions, render_reports
from bearwitness.workers.local import understand_all
from bearwitness.workers.watch import look, read_plan

P = ParamSpec("P")
log = logging.getLogger("bearwitness")
errors = Console(stderr=True)
PIPED = 110
"""Columns where standard output is no screen."""
ARCHIVE = "wacz"
"""The share format that holds captures and not what was understood of them."""

app = typer.Typer(
    name="bearwitness",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Keep one sourced incident record from many disagreeing reports of an attack on civilians.

Start here: **bearwitness demo** builds an example. With reports of your own (text, HTML or JSON Lines):
**bearwitness add reports/**, then **bearwitness incidents**, then **bearwitness show ID**.
Every value keeps the exact words behind it, and **bearwitness verify** checks that nothing was changed.""",
)

Places = Annotated[
    list[str],
    typer.Argument(
        metavar="PLACE...",
        help="Files or folders (text, HTML, MHTML, PDF, JSON Lines, feeds, WARC, WACZ, Telegram exports), "
        "addresses (https://...), or - for standard input.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print data only, one JSON value a line.")]
Published = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Publication date (ISO 8601) of reports that state none; it anchors words like Monday."
    ),
]
SourceName = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Who publishes, where the input does not say.")
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; by default one a core.")]
CasebookFolder = Annotated[
    Path | None,
    typer.Option(
        "--casebook",
        metavar="DIR",
        help="The casebook's folder; by default $BEARWITNESS_CASEBOOK, else ./casebook.",
        show_default=False,
    ),
]


Contact = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT", help="Your address or page, told to the hosts that are asked.", envvar="BEARWITNESS_CONTACT"
    ),
]
AllowedHosts = Annotated[
    list[str] | None,
    typer.Option("--allow-host", metavar="HOST", help="Ask this host although it is not on the public internet."),
]
IgnoreRobots = Annotated[
    bool, typer.Option("--ignore-robots", help="Ask pages that robots.txt asks programs not to read.")
]


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
            raise UsageError(
                "There was nothing to read.", remedy="Name a text, HTML or JSON Lines file, or a folder of them."
            )


def say_error(error: BaseException) -> None:
    """One error on standard error, never interpreted as markup (it may hold a report's words)."""
    errors.print(f"error: {error}", markup=False, highlight=False, soft_wrap=True)


def emit(value: Any) -> None:
    """One JSON value as a line of standard output."""
    sys.stdout.buffer.write(msgspec.json.encode(jsonable(value)) + b"\n")
    sys.stdout.buffer.flush()


def show_on_screen(*renderables: Any) -> None:
    """For people, on standard output; as wide as the screen, and readable where there is none."""
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=PIPED)
    for one in renderables:
        console.print(one)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar on standard error: the value it yields takes (done, total); quiet where nobody looks."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """The command with Bearwitness's errors turned into a sentence and an exit status."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> None:
        try:
            command(*args, **options)
        except UsageError as error:
            say_error(error)
            raise typer.Exit(2) from error
        except BearwitnessError as error:
            say_error(error)
            raise typer.Exit(1) from error
        except BrokenPipeError:
            # The reader (head, less) has what it wanted. Python would complain again while closing.
            sys.stdout = None
            raise typer.Exit(0) from None

    return run


def understood(
    places: list[str],
    depth: str,
    outcome: Outcome,
    *,
    published: str | None,
    source: str | None,
    jobs: int | None,
    manners: Manners | None = None,
) -> Iterator[Understood]:
    """Reports of the places as far as `depth`, with a progress bar; errors go to `outcome`."""
    with Web(manners or Manners(contact=default_contact())) as web, progress("Reading reports") as tick:
        inputs = gather(places, Given(published=published, source=source), web=web)
        for number, one in enumerate(outcome.sift(understand_all(inputs, depth=depth, jobs=jobs)), start=1):
            tick(number, None)
            yield one


@app.callback()
def main_options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on standard error.")] = False,
) -> None:
    """Options before the command."""
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, stream=sys.stderr, format="%(message)s")
    if version:
        typer.echo(f"bearwitness {__version__}")
        raise typer.Exit(0)


@app.command()
@guarded
def read(
    paths: Places, published: Published = None, source: SourceName = None, jobs: Jobs = None, json: Json = False
) -> None:
    """Print each report's passages: title, body, comments, author notes, boilerplate. Nothing is stored."""
    outcome = Outcome()
    for one in understood(paths, "read", outcome, published=published, source=source, jobs=jobs):
        if json:
            emit(one.report)
        else:
            show_on_screen(render_reports(one.report))
    outcome.close()


@app.command()
@guarded
def mentions(
    paths: Places, published: Published = None, source: SourceName = None, jobs: Jobs = None, json: Json = False
) -> None:
    """Print the places, dates, weapons, actors and facilities that each report names. Nothing is stored."""
    outcome = Outcome()
    for one in understood(paths, "mentions", outcome, published=published, source=source, jobs=jobs):
        if json:
            emit({"report": one.report.id, "mentions": list(one.mentions)})
        else:
            show_on_screen(render_mentions(one.report, one.mentions))
    outcome.close()


@app.command()
@guarded
def extract(
    paths: Places, published: Published = None, source: SourceName = None, jobs: Jobs = None, json: Json = False
) -> None:
    """Print each report's claims with their exact words and speakers. Nothing is stored."""
    outcome = Outcome()
    for one in understood(paths, "claims", outcome, published=published, source=source, jobs=jobs):
        if json:
            for claim in one.claims:
                emit(claim)
        else:
            show_on_screen(render_claims(one.report, one.claims))
    outcome.close()


@app.command()
@guarded
def record(
    paths: Places, published: Published = None, source: SourceName = None, jobs: Jobs = None, json: Json = False
) -> None:
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


@app.command()
@guarded
def add(
    paths: Places,
    published: Published = None,
    source: SourceName = None,
    jobs: Jobs = None,
    contact: Contact = None,
    allow_host: AllowedHosts = None,
    ignore_robots: IgnoreRobots = False,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Add reports to the casebook (it is made if it is not there). Adding a report twice changes nothing."""
    outcome = Outcome()
    folder = casebook or default_casebook()
    manners = Manners(contact=contact, allowed=frozenset(allow_host or ()), robots=not ignore_robots)
    found = understood(paths, "claims", outcome, published=published, source=source, jobs=jobs, manners=manners)
    counts = store(folder, found, outcome)
    if json:
        emit({"casebook": str(folder), **counts, "failed": outcome.failed})
    else:
        errors.print(
            f"{counts['added']} added to {folder}, {counts['known']} already there.", markup=False, highlight=False
        )
    outcome.close()


def store(folder: Path, found: Iterable[Understood], outcome: Outcome) -> dict[str, int]:
    """Put reports into the casebook; how many were added and how many were there already."""
    counts = {"added": 0, "known": 0}
    with Casebook.open(folder, create=True) as book:
        for _, result in book.add_many(
            (each.acquired.capture, each.acquired.data, each.report, each.mentions, each.claims) for each in found
        ):
            if isinstance(result, InputError):
                outcome.failed += 1
                outcome.done -= 1
                say_error(result)
            else:
                counts[result] += 1
    return counts


@app.command()
@guarded
def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="The feeds to follow.")],
    once: Annotated[bool, typer.Option("--once", help="Look once and leave.")] = False,
    casebook: CasebookFolder = None,
) -> None:
    """Follow feeds: add what is new in them, and print what it changed in which incident. Stop it with Ctrl-C."""
    plan, folder = read_plan(feeds), casebook or default_casebook()
    Casebook.open(folder, create=True).close()
    outcome = Outcome()
    with Web(plan.manners()) as web:
        while True:
            before, added = records_of(folder)[0], outcome.done

            def take(inputs: Iterable[Acquired | InputError]) -> int:
                failed = outcome.failed
                store(folder, outcome.sift(understand_all(inputs, depth="claims", jobs=1)), outcome)
                return outcome.failed - failed

            pause = look(plan, folder, web, take, failed=say_error)
            if outcome.done > added:
                for line in moves(before, records_of(folder)[0]):
                    typer.echo(line)
            if once:
                break
            errors.print(f"Next look in {pause:.0f} seconds.", highlight=False)
            time.sleep(max(1.0, pause))
    errors.print(f"{outcome.done} reports read, {outcome.failed} failed.", highlight=False)
    if outcome.failed:
        raise typer.Exit(1)


def records_of(folder: Path) -> tuple[tuple[Record, ...], dict[str, Any], dict[str, Any]]:
    """The casebook's records, reports by id and claims by id."""
    with Casebook.open(folder, create=False) as book, progress("Reconciling"):
        reports = {one.id: one for one in book.reports()}
        claims = {one.id: one for one in book.claims()}
    return editions(reports.values(), claims.values()), reports, claims


def chosen(records: tuple[Record, ...], name: str, folder: Path) -> Record:
    """The record whose id is `name` or begins with it, or the main record of the report `name`; UsageError if none."""
    exact = [one for one in records if one.id == name]
    begins = [one for one in records if one.id.startswith(name)]
    of_report = [one for one in records if any(line.id == name for line in one.reports)]
    found = exact or begins or of_report[:1]
    if not name or not found:
        raise UsageError(
            f"{folder} holds no incident or report {name!r}.", remedy="`bearwitness incidents` lists what is there."
        )
    if len(found) > 1:
        raise UsageError(f"{name!r} begins the ids of {len(found)} incidents.", remedy="Write more of the id.")
    return found[0]


@app.command()
@guarded
def incidents(casebook: CasebookFolder = None, json: Json = False) -> None:
    """List the casebook's incidents, parts of a wider incident under it."""
    records, reports, _ = records_of(casebook or default_casebook())
    if json:
        for one in records:
            emit(one)
    else:
        show_on_screen(render_list(records, reports))


Name = Annotated[str, typer.Argument(metavar="ID", help="An incident's id (its beginning is enough), or a report's.")]


@app.command()
@guarded
def show(incident: Name, casebook: CasebookFolder = None, json: Json = False) -> None:
    """Show one incident's record: figures by scope, readings, origins, conflicts, explanations, grade."""
    folder = casebook or default_casebook()
    records, reports, claims = records_of(folder)
    one = chosen(records, incident, folder)
    if json:
        emit(one)
    else:
        show_on_screen(render(one, records, reports, claims))


@app.command()
@guarded
def why(
    one: Annotated[str, typer.Argument(metavar="A", help="A report's or incident's id.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another report's or incident's id.")],
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Tell why two reports (or incidents) are of one attack, of a part and a whole, or of two."""
    with Casebook.open(casebook or default_casebook(), create=False) as book, progress("Comparing"):
        found = reasons(one, other, book.reports(), book.claims())
    if json:
        emit(found)
    else:
        show_on_screen(render_why(found))


@app.command()
@guarded
def changes(
    incident: Name,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was published on or after this date (ISO 8601).")
    ] = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Show what moved in an incident, in the order of publication, and which report moved it."""
    try:
        datetime.datetime.fromisoformat(since or "2000-01-01")
    except ValueError as error:
        raise UsageError(
            f"--since {since!r} is no date.", remedy="Write it as 2024-07-08 or 2024-07-08T14:30:00Z."
        ) from error
    folder = casebook or default_casebook()
    records, reports, claims = records_of(folder)
    one = chosen(records, incident, folder)
    found = what_moved(reports.values(), claims.values(), one.id, since=since)
    if json:
        for each in found:
            emit(each)
    else:
        show_on_screen(render_changes(one, found, since=since))


@app.command()
@guarded
def export(
    incident: Name,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"One of: {', '.join((*FORMATS, ARCHIVE))}.")
    ] = "html",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is standard output.")
    ] = None,
    casebook: CasebookFolder = None,
) -> None:
    """Write one incident in a share format."""
    if form not in (*FORMATS, ARCHIVE):
        raise UsageError(f"There is no format {form!r}.", remedy=f"Choose one of: {', '.join((*FORMATS, ARCHIVE))}.")
    folder = casebook or default_casebook()
    records, reports, claims = records_of(folder)
    one = chosen(records, incident, folder)
    if form == ARCHIVE:
        write(archive_of(folder, one, records), output or Path(f"{one.id}.{ARCHIVE}"))
        return
    write(FORMATS[form].write(one, records, reports, claims), output or Path(f"{one.id}.{FORMATS[form].ending}"))


def archive_of(folder: Path, one: Record, records: tuple[Record, ...]) -> bytes:
    """The captures of an incident's reports, its parts' included, as a WACZ package."""
    names = sorted({line.capture for record in family(one, records) for line in record.reports})
    with Casebook.open(folder, create=False) as book, progress("Packing") as tick:
        found: list[tuple[Capture, bytes]] = []
        for number, name in enumerate(names, start=1):
            taken, data = book.capture(name)
            found.extend((each, data) for each in taken)
            tick(number, len(names))
    return wacz(found, title=one.title)


def write(content: str | bytes, output: Path) -> None:
    """Text or bytes to a file, all or nothing, or to standard output for `-`."""
    data = content.encode() if isinstance(content, str) else content
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    half = output.with_name(f".{output.name}.part")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(data)
        half.replace(output)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise BearwitnessError(
            f"{output} could not be written: {error.strerror}.", remedy="Name another file with -o."
        ) from error
    errors.print(f"Written: {output}", markup=False, highlight=False)


@app.command()
@guarded
def verify(casebook: CasebookFolder = None, json: Json = False) -> None:
    """Check every capture, row and log entry of the casebook; name what does not hold."""
    folder = casebook or default_casebook()
    with Casebook.open(folder, create=False) as book, progress("Verifying") as tick:
        report = book.verify(progress=tick)
    if json:
        emit(report)
    else:
        typer.echo(report.text())
    if not report.holds:
        raise typer.Exit(1)


@app.command()
@guarded
def demo(
    into: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the demo's casebook and dossier.")] = Path(
        "bearwitness-demo"
    ),
) -> None:
    """Build a casebook from the example reports, print the record and write its dossier."""
    outcome = Outcome()
    folder = into / "casebook"
    store(folder, understood([str(examples())], "claims", outcome, published=None, source=None, jobs=None), outcome)
    records, reports, claims = records_of(folder)
    first = records[0]
    show_on_screen(render(first, records, reports, claims))
    dossier = into / "dossier.html"
    write(FORMATS["html"].write(first, records, reports, claims), dossier)
    typer.echo(f"\nCasebook: {folder}\nDossier:  {dossier}  (open it in a browser)")
    typer.echo(f"Next:     bearwitness incidents --casebook {folder}\n          bearwitness verify --casebook {folder}")
    outcome.close()


def examples() -> Path:
    """The example reports: inside the installed package, else in the checkout that the package runs from."""
    here = Path(__file__).parent
    for folder in (here / "examples" / "okhmatdyt", here.parents[1] / "examples" / "okhmatdyt"):
        if folder.is_dir():
            return folder
    raise UsageError("The example reports are not installed.", remedy="Run the demo from a checkout of the project.")


def main() -> None:
    """Entry point of the `bearwitness` command."""
    app()


if __name__ == "__main__":
    main()
