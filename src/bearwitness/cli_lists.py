"""The commands that list and search on the command line, and the filters that both take."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_type_hints

import typer

from bearwitness.cli_options import CasebookFolder, Json, guarded
from bearwitness.model import Filters, filters_of
from bearwitness.vocabulary import FacilityKind, Grade, ListOrder, OccurrenceKind, WeaponClass, words


def _option(*names: str, of: str, told: str) -> Any:
    return typer.Option(*names, metavar=of, help=told, show_default=False)


def _listed(name: str, kind: object, told: str) -> Any:
    return _option(name, of="WORD", told=f"{told}: {', '.join(words(kind))}. May stand several times.")


OPTIONS: dict[str, tuple[Any, Any]] = {
    "since": (str | None, _option("--since", of="DAY", told="Incidents that may lie on this day or later.")),
    "until": (str | None, _option("--until", of="DAY", told="Incidents that may lie on this day or earlier.")),
    "country": (list[str] | None, _option("--country", of="ISO", told="Two letters, as UA. May stand several times.")),
    "place": (str | None, _option("--place", of="WORDS", told="Words of the name of the place, or their beginnings.")),
    "near": (str | None, _option("--near", of="W,S,E,N", told="A part of the map: west,south,east,north in degrees.")),
    "kind": (list[str] | None, _listed("--kind", OccurrenceKind, "Kind of attack")),
    "weapon": (list[str] | None, _listed("--weapon", WeaponClass, "Class of a weapon")),
    "target": (list[str] | None, _listed("--target", FacilityKind, "Kind of the place that was hit")),
    "grade": (list[str] | None, _listed("--grade", Grade, "Grade, as decided")),
    "conflicts": (bool | None, typer.Option("--conflicts/--no-conflicts", help="With or without an open conflict.")),
    "killed": (
        str | None,
        _option("--killed", of="N..M", told="Headline figure of people killed: 5, 5.., ..20, 5..20."),
    ),
    "injured": (str | None, _option("--injured", of="N..M", told="The same of people injured.")),
    "reviewed": (bool | None, typer.Option("--reviewed/--not-reviewed", help="With or without a Decision.")),
    "text": (str | None, _option("--text", of="WORDS", told="Incidents of which a report has these words.")),
    "order": (str | None, _option("--order", of="WORD", told=f"One of {', '.join(words(ListOrder))}.")),
    "published": (bool | None, typer.Option("--published/--not-published", help="Published as they are, or not.")),
}


def filtered(command: Callable[..., None], *, without: Collection[str] = ()) -> Callable[..., None]:
    """The command, which takes `filters`, with an option for each of them instead."""
    named = [name for name in OPTIONS if name not in without]

    @wraps(command)
    def run(**given: Any) -> None:
        pairs = [pair for name in named for pair in _pairs(name, given.pop(name, None))]
        command(filters=filters_of(pairs), **given)

    hints = get_type_hints(command, include_extras=True)
    hints |= {name: Annotated[kind, option] for name, (kind, option) in OPTIONS.items() if name in named}
    own = [one.replace(annotation=hints[name]) for name, one in signature(command).parameters.items()]
    more = [Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=hints[name]) for name in named]
    run.__signature__ = Signature([*(one for one in own if one.name != "filters"), *more])  # type: ignore[attr-defined]
    run.__annotations__ = hints
    return run


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    if value is None:
        return []
    if isinstance(value, bool):
        return [(name, "yes" if value else "no")]
    if name in ("killed", "injured"):
        least, dots, most = value.partition("..")
        return [(f"{name}_min", least), (f"{name}_max", most if dots else least)]
    name = "q" if name == "text" else name
    return [(name, one) for one in ([value] if isinstance(value, str) else value)]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(guarded(filtered(incidents)))
    app.command()(guarded(filtered(search, without=("text", "order"))))


def incidents(
    filters: Filters,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """List the casebook's incidents, parts of a wider incident under it. Of several conditions all have to hold."""
    from bearwitness import commands_lists

    commands_lists.incidents(filters, casebook=casebook, json=json)


def search(
    filters: Filters,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...",
            help='Words that are all to be found; "words in quotes" stand together, word* begins a word. '
            "Words that are not to be found begin with a dash and come after --.",
        ),
    ],
    comments: Annotated[
        bool, typer.Option("--comments", help="Look through readers' comments too; they are marked as such.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="So many, the best first.")] = 20,
    casebook: CasebookFolder = None,
    json: Json = False,
) -> None:
    """Find words in the reports: where they stand, and which incidents these reports tell."""
    from bearwitness import commands_lists

    commands_lists.search(" ".join(query), filters, comments=comments, most=most, casebook=casebook, json=json)
