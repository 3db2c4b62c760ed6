"""The closed word lists of Bearwitness: one name for one thing, in code, in JSON and on screen.

The meaning of each word is in `docs/reference/vocabulary.md`. A value outside these lists is refused when a
record is read back, so a stage cannot invent a category in passing.
"""

from __future__ import annotations

from typing import Literal, get_args

PassageKind = Literal[
    "title", "byline", "dateline", "lead", "body", "caption", "embed", "author_note", "comment", "boilerplate"
]
OUTLET_PASSAGES: frozenset[PassageKind] = frozenset({"title", "lead", "body", "caption", "embed"})
"""Passages that speak for the report itself: only these make claims *of the outlet*."""
COMPARED_PASSAGES: frozenset[PassageKind] = frozenset({"lead", "body"})
"""Passages by which it is judged whether a report copies another: the running text, not the headline."""

MentionKind = Literal["place", "date", "weapon", "actor", "facility"]
ClaimKind = Literal[
    "casualty",
    "occurrence",
    "weapon",
    "responsibility",
    "explanation",
    "damage",
    "interception",
    "rescue",
    "quote",
    "reaction",
]
Outcome = Literal[
    "killed",
    "injured",
    "killed_or_injured",
    "missing",
    "killed_or_missing",
    "trapped",
    "hospitalised",
    "rescued",
    "evacuated",
    "displaced",
    "detained",
    "abducted",
]
Qualifier = Literal["exact", "at_least", "more_than", "about", "nearly", "up_to", "range", "vague", "none", "unknown"]
Group = Literal[
    "people",
    "civilians",
    "children",
    "women",
    "men",
    "medical_workers",
    "journalists",
    "combatants",
    "attackers",
    "rescuers",
    "other",
]
Change = Literal["total", "increment", "part"]
About = Literal["main", "background"]
Modality = Literal["asserted", "reported", "possible", "denied", "hypothetical", "unknown"]
ScopeKind = Literal["facility", "building", "district", "city", "region", "country", "unspecified"]
PlacePrecision = Literal["point", "facility", "district", "city", "region", "country", "area", "unknown"]
PlaceMatch = Literal["exact", "alternate", "misspelt", "demonym", "listed", "context", "unresolved"]
Granularity = Literal[
    "time",
    "part_of_day",
    "day",
    "weekend",
    "week",
    "month",
    "season",
    "quarter",
    "half",
    "year",
    "period",
    "unresolved",
]

OccurrenceKind = Literal[
    "missile_strike",
    "drone_strike",
    "air_strike",
    "shelling",
    "bombing",
    "suicide_bombing",
    "mine",
    "grenade",
    "shooting",
    "stabbing",
    "vehicle_attack",
    "arson",
    "raid",
    "abduction",
    "assault",
    "explosion",
    "attack",
]
"""Kinds of attack; `attack` and `explosion` are what a report says when it does not say more."""

FacilityKind = Literal[
    "hospital",
    "clinic",
    "school",
    "university",
    "kindergarten",
    "market",
    "shop",
    "station",
    "airport",
    "port",
    "place_of_worship",
    "power_plant",
    "camp",
    "residential_building",
    "theatre",
    "concert_hall",
    "hotel",
    "restaurant",
    "bridge",
    "prison",
    "embassy",
    "government_building",
    "police",
    "military_base",
    "factory",
    "vehicle",
    "other",
]
WeaponClass = Literal[
    "missile",
    "drone",
    "bomb",
    "rocket",
    "artillery",
    "mine",
    "grenade",
    "small_arms",
    "blade",
    "vehicle",
    "incendiary",
    "chemical",
    "explosive",
    "other",
]
ActorKind = Literal["person", "organisation", "armed_force", "armed_group", "state", "officials", "people"]
Stance = Literal["accused", "claimed", "denied", "conceded"]
ExplanationStance = Literal["asserted", "reported", "denied"]
ExplanationKind = Literal[
    "deliberate",
    "off_target",
    "air_defence",
    "misfire",
    "staged",
    "military_target",
    "accident",
    "unknown_cause",
    "other",
]
DamageDegree = Literal["destroyed", "collapsed", "damaged", "burned", "hit", "unknown"]
RescueState = Literal["ongoing", "finished", "suspended", "hampered", "unknown"]

FigureStatus = Literal["agreed", "superseded", "contested", "single_origin"]
Policy = Literal["latest_official", "minimum_confirmed", "range"]
ConflictKind = Literal["figure", "scope", "time", "place", "weapon", "responsibility", "toll_fell", "quote"]
ConflictState = Literal["stands", "resolved"]
"""Whether a conflict still stands, or later words have settled it."""
ChangeKind = Literal["figure", "conflict", "responsibility", "explanation", "weapon", "time", "place", "grade"]
"""What a report can move in a record."""
Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]
ListOrder = Literal["listed", "newest", "killed", "reports"]
"""In what order incidents are listed."""

EntryKind = Literal[
    "capture", "report", "claims", "link", "finding", "decision", "publication", "key", "timestamp", "media"
]
"""What an entry of the log says was put into the casebook."""
MediaKind = Literal["image", "video"]
"""What bytes are that a report carries or somebody adds as evidence."""
MediaTargetKind = Literal["report", "incident"]
"""What an image or video belongs to."""
CredentialState = Literal["absent", "valid", "invalid", "unchecked"]
"""What becomes of a C2PA manifest in an image or video."""
DecisionKind = Literal[
    "accept",
    "reject",
    "correct",
    "add",
    "merge",
    "split",
    "move",
    "grade",
    "note",
    "protect",
    "publish",
    "withdraw",
]
TargetKind = Literal["claim", "incident", "report", "name", "decision"]
"""What a reviewer's Decision is about."""
ProtectedKind = Literal["name", "place"]
JudgementState = Literal["accepted", "rejected", "corrected", "added", "disagreement"]
"""What standing Decisions make of a claim."""
FoundState = Literal["same", "found", "changed", "lost"]
"""Whether the words that a Decision judged are still found, and still say what they said."""
QueueSort = Literal["disagreement", "unfound", "conflict", "single_origin", "weak_link", "low_confidence"]
"""What a judgement is asked for, in the order in which it is asked."""
Profile = Literal["full", "partner", "public", "ssa"]
"""How much of a record leaves the casebook."""
Role = Literal["viewer", "reviewer", "publisher", "administrator"]
"""What a person with an account may do; each may do what those before it may."""
KeyAction = Literal["made", "rotated", "revoked"]
"""What an entry of the log says happened to a signing key."""
CheckState = Literal["valid", "broken", "unchecked"]
"""What verification says of a thing; `unchecked` is never mistaken for valid."""


def words(kind: object) -> tuple[str, ...]:
    """The words of one of the lists above, in their order."""
    return get_args(kind)


SHARE_FORMATS = ("html", "pdf", "json", "csv", "geojson", "wacz", "bag")
"""What `export --format` takes for one incident; `share`, `record.wacz` and `record.bag` write them."""
SITE_FORMAT = "site"
"""What `export --format` takes for all published incidents; `share.site` writes it."""
