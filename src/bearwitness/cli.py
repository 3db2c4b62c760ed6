"""The command line. Data goes to standard output; logs, progress and errors go to standard error.

Exit status: 0 done; 1 something did not hold or could not be read; 2 wrong usage.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from bearwitness import __version__, cli_accounts, cli_custody, cli_lists, cli_media, cli_review, cli_serve
from bearwitness.cli_options import CasebookFolder, Json, Name, guarded
from bearwitness.vocabulary import SHARE_FORMATS, SITE_FORMAT, Profile, words

app = typer.Typer(
    name="bearwitness",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Keep one sourced incident record from many disagreeing reports of an attack on civilians.

Start here: **bearwitness demo** builds an example. With reports of your own (files, addresses, archives):
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
    from bearwitness import commands

    commands.read(paths, published=published, source=source, jobs=jobs, json=json)


@app.command()
@guarded
def mentions(
    paths: Places, published: Published = None, source: SourceName = None, jobs: Jobs = None, json: Json = False
) -> None:
    """Print the places, dates, weapons, actors and facilities that each report names. Nothing is stored."""
    from bearwitness import commands

    commands.mentions(paths, published=published, source=source, jobs=jobs, json=json)


@app.command()
@guarded
def extract(
    paths: Places, published: Published = None, source: SourceName = None, jobs: Jobs = None, json: Json = False
) -> None:
    """Print each report's claims with their exact words and speakers. Nothing is stored."""
    from bearwitness import commands

    commands.extract(paths, published=published, source=source, jobs=jobs, json=json)


@app.command()
@guarded
def record(
    paths: Places, published: Published = None, source: SourceName = None, jobs: Jobs = None, json: Json = False
) -> None:
    """Read and reconcile each report on its own: its incidents, the main one first. Nothing is stored."""
    from bearwitness import commands

    commands.record(paths, published=published, source=source, jobs=jobs, json=json)


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
    media: Annotated[
        bool, typer.Option("--media/--no-media", help="Take the images and videos that the reports carry too.")
    ] = True,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Add reports to the casebook (it is made if it is not there). Adding a report twice changes nothing."""
    from bearwitness import commands

    commands.add(
        paths,
        published=published,
        source=source,
        jobs=jobs,
        contact=contact,
        allow_host=allow_host,
        ignore_robots=ignore_robots,
        media=media,
        casebook=casebook,
        json=json,
    )


@app.command()
@guarded
def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="The feeds to follow.")],
    once: Annotated[bool, typer.Option("--once", help="Look once and leave.")] = False,
    casebook: CasebookFolder = None,
) -> None:
    """Follow feeds: add what is new in them, and print what it changed in which incident. Stop it with Ctrl-C."""
    from bearwitness import commands

    commands.watch(feeds, once=once, casebook=casebook)


@app.command()
@guarded
def show(incident: Name, casebook: CasebookFolder = None, json: Json = False) -> None:
    """Show one incident's record: figures by scope, readings, origins, conflicts, explanations, grade."""
    from bearwitness import commands

    commands.show(incident, casebook=casebook, json=json)


@app.command()
@guarded
def why(
    one: Annotated[str, typer.Argument(metavar="A", help="A report's or incident's id.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another report's or incident's id.")],
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Tell why two reports (or incidents) are of one attack, of a part and a whole, or of two."""
    from bearwitness import commands

    commands.why(one, other, casebook=casebook, json=json)


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
    from bearwitness import commands

    commands.changes(incident, since=since, casebook=casebook, json=json)


@app.command()
@guarded
def export(
    incident: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="An incident's id (its beginning is enough), or a report's; none for a site."
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"One of: {', '.join(SHARE_FORMATS)}; or {SITE_FORMAT}: a folder with all published incidents.",
        ),
    ] = "html",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is standard output.")
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="PROFILE",
            help=f"What may leave: {', '.join(words(Profile))}. By default public for what is published, else full, "
            "a working copy. Of a site: for whom it is.",
        ),
    ] = None,
    casebook: CasebookFolder = None,
) -> None:
    """Write one incident in a share format, or the published incidents as a static site."""
    if form == SITE_FORMAT:
        from bearwitness import commands_site

        commands_site.site(incident, output=output, casebook=casebook, profile=profile)
        return
    from bearwitness import commands_export

    commands_export.export(incident, form=form, output=output, casebook=casebook, profile=profile)


@app.command()
@guarded
def demo(
    into: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the demo's casebook and dossier.")] = Path(
        "bearwitness-demo"
    ),
    show: Annotated[
        bool, typer.Option("--open/--no-open", help="At a terminal: show the casebook in the browser afterwards.")
    ] = True,
) -> None:
    """Build a casebook from the example reports, print the record, write its dossier and open the pages."""
    from bearwitness import commands_serve

    commands_serve.demo(into=into, show=show)


cli_lists.register(app)
cli_custody.register(app)
cli_review.register(app)
cli_media.register(app)
cli_accounts.register(app)
cli_serve.register(app)


def main() -> None:
    """Entry point of the `bearwitness` command."""
    app()


if __name__ == "__main__":
    main()
