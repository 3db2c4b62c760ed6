"""`bearwitness review ...` on the command line: its options, and nothing of what it does (`commands_review`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from bearwitness.cli_options import CasebookFolder, Json, guarded
from bearwitness.errors import UsageError
from bearwitness.vocabulary import ClaimKind, Grade, Profile, words

As = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who decides; by default $BEARWITNESS_REVIEWER or your settings."),
]
Reason = Annotated[str | None, typer.Option("--reason", "-m", metavar="TEXT", help="Why; every Decision has one.")]
Supersedes = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="A Decision that this one replaces; both sides, to settle a disagreement."),
]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id; its beginning is enough.")]
IncidentId = Annotated[str, typer.Argument(metavar="ID", help="An incident's id, its beginning, or a report's id.")]
ReportId = Annotated[str, typer.Argument(metavar="REPORT", help="A report's id.")]
Low = Annotated[int | None, typer.Option(min=0, help="The least that is counted.")]
High = Annotated[int | None, typer.Option(min=0, help="The most that is counted; leave it out if it is open.")]
Qualifier = Annotated[str | None, typer.Option(metavar="WORD", help="exact, at_least, about, range, ...")]
Outcome = Annotated[str | None, typer.Option(metavar="WORD", help="killed, injured, missing, ...")]
Group = Annotated[str | None, typer.Option(metavar="WORD", help="people, civilians, children, ...")]
ScopeText = Annotated[str | None, typer.Option("--scope", metavar="TEXT", help="Over what it is counted.")]
ScopeKind = Annotated[str | None, typer.Option(metavar="WORD", help="facility, building, city, region, ...")]
Speaker = Annotated[str | None, typer.Option(metavar="NAME", help="Who asserts it; '' where the report itself speaks.")]
Role = Annotated[str | None, typer.Option(metavar="TEXT", help="The speaker's role.")]
Organisation = Annotated[str | None, typer.Option(metavar="NAME", help="The body that the speaker speaks for.")]
About = Annotated[str | None, typer.Option(metavar="WORD", help="main or background.")]
Modality = Annotated[str | None, typer.Option(metavar="WORD", help="asserted, reported, possible, denied, ...")]

review = typer.Typer(
    invoke_without_command=True,
    help="Judge what was extracted. Every Decision is signed, has a reason, is never overwritten. Without a command: "
    "walk through the queue in the terminal.",
)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(review, name="review")
    app.command()(guarded(agreement))
    app.command()(guarded(evaluate))


def asked(
    casebook: Path | None, reviewer: str | None, reason: str | None, json: bool, supersedes: list[str] | None = None
) -> Any:
    """The options that every Decision takes."""
    from bearwitness.commands_desk import Asked

    return Asked(casebook=casebook, reviewer=reviewer, reason=reason, json=json, supersedes=tuple(supersedes or ()))


@review.callback()
@guarded
def walk(context: typer.Context, reviewer: As = None, casebook: CasebookFolder = None) -> None:
    """Walk through the queue, a key a judgement."""
    if context.invoked_subcommand is None:
        from bearwitness import commands_walk

        commands_walk.walk(casebook=casebook, reviewer=reviewer)


@review.command("queue")
@guarded
def list_queue(
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Show what to judge next, each with its words and why it comes there."""
    from bearwitness import commands_review

    commands_review.list_queue(casebook=casebook, limit=limit, json=json)


@review.command()
@guarded
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A claim, an incident or a report.")],
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Show a claim (or the claims of an incident) with words, judgement and Decisions."""
    from bearwitness import commands_review

    commands_review.show(name, casebook=casebook, json=json)


@review.command()
@guarded
def accept(
    claim: ClaimId,
    reason: Reason = None,
    reviewer: As = None,
    supersedes: Supersedes = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Accept a claim as it was extracted."""
    from bearwitness import commands_review

    commands_review.accept(claim, asked=asked(casebook, reviewer, reason, json, supersedes))


@review.command()
@guarded
def reject(
    claim: ClaimId,
    reason: Reason = None,
    reviewer: As = None,
    supersedes: Supersedes = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Reject a claim: it stays readable and counts nowhere."""
    from bearwitness import commands_review

    commands_review.reject(claim, asked=asked(casebook, reviewer, reason, json, supersedes))


@review.command()
@guarded
def correct(
    claim: ClaimId,
    low: Low = None,
    high: High = None,
    qualifier: Qualifier = None,
    outcome: Outcome = None,
    group: Group = None,
    scope: ScopeText = None,
    scope_kind: ScopeKind = None,
    speaker: Speaker = None,
    role: Role = None,
    organisation: Organisation = None,
    about: About = None,
    modality: Modality = None,
    reason: Reason = None,
    reviewer: As = None,
    supersedes: Supersedes = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Correct a claim's value, scope, speaker or whether it is about the attack; the extracted value stays beside."""
    from bearwitness import commands_review
    from bearwitness.desk import Said

    said = Said(
        low=low,
        high=high,
        qualifier=qualifier,
        outcome=outcome,
        group=group,
        scope=scope,
        scope_kind=scope_kind,
        speaker=speaker,
        role=role,
        organisation=organisation,
        about=about,
        modality=modality,
    )
    commands_review.correct(claim, said, asked=asked(casebook, reviewer, reason, json, supersedes))


@review.command()
@guarded
def add(
    report: ReportId,
    quote: Annotated[str, typer.Option("--words", metavar="TEXT", help="The words, exactly as they stand.")],
    passage: Annotated[str | None, typer.Option(metavar="ID", help="The passage, if they stand in several.")] = None,
    kind: Annotated[str, typer.Option(metavar="KIND", help=f"One of: {', '.join(words(ClaimKind))}.")] = "casualty",
    value: Annotated[
        str | None, typer.Option(metavar="JSON", help="The kind's own object, for kinds other than casualty.")
    ] = None,
    outcome: Outcome = None,
    low: Low = None,
    high: High = None,
    qualifier: Qualifier = None,
    group: Group = None,
    scope: ScopeText = None,
    scope_kind: ScopeKind = None,
    speaker: Speaker = None,
    role: Role = None,
    organisation: Organisation = None,
    about: About = None,
    modality: Modality = None,
    reason: Reason = None,
    reviewer: As = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Add a claim by hand; its words must stand in the report."""
    from bearwitness import commands_review
    from bearwitness.desk import Said

    said = Said(
        low=low,
        high=high,
        qualifier=qualifier,
        outcome=outcome,
        group=group,
        scope=scope,
        scope_kind=scope_kind,
        speaker=speaker,
        role=role,
        organisation=organisation,
        about=about,
        modality=modality,
    )
    own = _object(value, kind) if value is not None or kind != "casualty" else None
    commands_review.add(
        report, quote, said, kind=kind, value=own, passage=passage, asked=asked(casebook, reviewer, reason, json)
    )


def _object(text: str | None, kind: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text or "", type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise UsageError(
            f"--value is no JSON object ({error}).", remedy=f'Give the {kind}\'s own object, such as {{"text": "..."}}.'
        ) from error


@review.command()
@guarded
def merge(
    one: IncidentId,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other incident.")],
    reason: Reason = None,
    reviewer: As = None,
    supersedes: Supersedes = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Two incidents are one attack."""
    from bearwitness import commands_review

    commands_review.merge(one, other, asked=asked(casebook, reviewer, reason, json, supersedes))


@review.command()
@guarded
def split(
    incident: IncidentId,
    reports: Annotated[list[str], typer.Argument(metavar="REPORT...", help="The reports that tell another attack.")],
    reason: Reason = None,
    reviewer: As = None,
    supersedes: Supersedes = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Some reports of an incident tell another attack."""
    from bearwitness import commands_review

    commands_review.split(incident, reports, asked=asked(casebook, reviewer, reason, json, supersedes))


@review.command()
@guarded
def move(
    report: ReportId,
    to: Annotated[str, typer.Option(metavar="ID", help="The incident that it tells.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="ID", help="The incident that it leaves; by default its main one.")
    ] = None,
    reason: Reason = None,
    reviewer: As = None,
    supersedes: Supersedes = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Move a report from its incident to another one."""
    from bearwitness import commands_review

    commands_review.move(report, source=source, to=to, asked=asked(casebook, reviewer, reason, json, supersedes))


@review.command()
@guarded
def grade(
    incident: IncidentId,
    given: Annotated[str, typer.Argument(metavar="GRADE", help=f"One of: {', '.join(words(Grade))}.")],
    reason: Reason = None,
    reviewer: As = None,
    supersedes: Supersedes = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Set an incident's grade; the one that the written rules give stays beside."""
    from bearwitness import commands_review

    commands_review.grade(incident, given, asked=asked(casebook, reviewer, reason, json, supersedes))


@review.command()
@guarded
def note(
    name: Annotated[str, typer.Argument(metavar="ID", help="A claim, report or incident.")],
    reason: Annotated[str | None, typer.Option("--reason", "--text", "-m", metavar="TEXT", help="The note.")] = None,
    reviewer: As = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Write a note."""
    from bearwitness import commands_review

    commands_review.note(name, asked=asked(casebook, reviewer, reason, json))


@review.command()
@guarded
def protect(
    text: Annotated[str, typer.Argument(metavar="NAME", help="The name, as reports write it.")],
    place: Annotated[bool, typer.Option("--place", help="It names a place: its coordinates are withheld too.")] = False,
    reason: Reason = None,
    reviewer: As = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Keep a name out of every profile but full."""
    from bearwitness import commands_review

    commands_review.protect(text, place=place, asked=asked(casebook, reviewer, reason, json))


@review.command()
@guarded
def publish(
    incident: IncidentId,
    profile: Annotated[
        str, typer.Option(metavar="PROFILE", help=f"For whom: {', '.join(words(Profile)[1:])}.")
    ] = "public",
    reason: Reason = None,
    reviewer: As = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Publish an incident as it stands now; what changes later has to be published anew."""
    from bearwitness import commands_review

    commands_review.publish(incident, profile=profile, asked=asked(casebook, reviewer, reason, json))


@review.command()
@guarded
def withdraw(
    name: Annotated[str, typer.Argument(metavar="ID", help="A Decision of yours, or a published incident.")],
    reason: Reason = None,
    reviewer: As = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Take back a Decision of your own, or the publication of an incident."""
    from bearwitness import commands_review

    commands_review.withdraw(name, asked=asked(casebook, reviewer, reason, json))


@review.command()
@guarded
def history(
    name: Annotated[
        str | None, typer.Argument(metavar="ID", help="A claim, incident, report, Decision or reviewer.")
    ] = None,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Show every Decision, superseded ones too."""
    from bearwitness import commands_review

    commands_review.history(name, casebook=casebook, json=json)


@review.command()
@guarded
def gold(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is standard output.")
    ] = None,
    casebook: CasebookFolder = None,
) -> None:
    """Write what reviewers decided as labelled reports, for evaluate."""
    from bearwitness import commands_evaluate

    commands_evaluate.gold(output=output, casebook=casebook)


def agreement(
    full: Annotated[bool, typer.Option("--full", help="By kind and construction too.")] = False,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Show how far reviewers agree with each other and with the extractor (Cohen's kappa, Krippendorff's alpha)."""
    from bearwitness import commands_evaluate

    commands_evaluate.agreement(casebook=casebook, full=full, json=json)


def evaluate(
    labelled: Annotated[Path, typer.Argument(metavar="GOLD", help="Labelled reports, one JSON object a line.")],
    wrong: Annotated[int, typer.Option("--errors", metavar="N", min=0, help="Show so many errors.")] = 0,
    json: Json = False,
) -> None:
    """Score extraction against labelled reports: precision, recall, scope, speaker."""
    from bearwitness import commands_evaluate

    commands_evaluate.evaluate(labelled, shown=wrong, json=json)
