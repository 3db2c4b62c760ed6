"""Over what a figure runs. A facility, a city and a country are never mixed; the incident tree says which is which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bearwitness.languages.likeness import words
from bearwitness.languages.names import fold_name
from bearwitness.model import Claim, FigureScope, Place, Scope
from bearwitness.reconcile.sites import NTH, Site, Tree
from bearwitness.vocabulary import ScopeKind

WIDTH = {"facility": 0, "building": 0, "district": 1, "city": 2, "region": 3, "country": 4}
ONE_SITE = frozenset(
    {"bombing", "suicide_bombing", "mine", "grenade", "shooting", "stabbing", "vehicle_attack", "arson", "explosion"}
)
"""Kinds of attack that strike one place, so that a toll of the town is the attack's."""
HERE = frozenset(
    {"the", "a", "an", "there", "here", "site", "scene", "at", "in", "of", "attack", "strike", "blast", "area"}
)


@dataclass(frozen=True, slots=True)
class ScopeKey:
    """Identity of a scope: an incident of the tree, else a kind and a name."""

    incident: str | None
    kind: ScopeKind
    name: str
    country: str = ""
    place: int | None = field(default=None, compare=False)
    """GeoNames id, where the place is resolved."""


def place_scope(claim: Claim, home: str, tree: Tree) -> ScopeKey:
    """The scope of a casualty claim whose occurrence belongs to the incident `home`."""
    assert claim.casualty is not None
    scope = claim.casualty.scope
    site = tree.sites[home]
    if scope.text is None and scope.place is None:
        return own_scope(site)
    if scope.kind == "unspecified":
        return ScopeKey(None, "unspecified", _name(scope))  # "across the three attacks"
    if scope.kind in ("facility", "building"):
        return _facility(scope, site, tree, claim.report)
    candidates = [home, *tree.above(home), *tree.below(home), *sorted(tree.sites)]
    for name in dict.fromkeys(candidates):
        other = tree.sites[name]
        if WIDTH.get(other.level) == WIDTH[scope.kind] and _same_place(scope, other.where):
            return own_scope(other)
    if scope.kind in ("region", "country"):
        for name in (home, *tree.above(home)):
            if name in tree.children and tree.sites[name].level in ("unknown", "region", "country", "area"):
                return own_scope(tree.sites[name])
    return ScopeKey(None, scope.kind, _name(scope), _country(scope), scope.place.geonames if scope.place else None)


def _country(scope: Scope) -> str:
    return (scope.place.country or "") if scope.place is not None else ""


def own_scope(site: Site) -> ScopeKey:
    """The scope of an incident itself."""
    kind: ScopeKind = "unspecified"
    if site.level in WIDTH:
        kind = site.level  # type: ignore[assignment]
    return ScopeKey(site.incident.id, kind, "")


def _facility(scope: Scope, site: Site, tree: Tree, report: str) -> ScopeKey:
    said = _bare(scope.text or "")
    if not said:
        return own_scope(site)
    if site.level == "facility" and said in _aims(site, report):
        return own_scope(site)
    home = site.incident.id
    near = dict.fromkeys([home, *tree.below(home), *tree.above(home), *sorted(tree.sites)])
    aimed = [name for name in near if tree.sites[name].level == "facility" and tree.sites[name].target is not None]
    for name in aimed:
        own, target = _target_words(tree.sites[name]), tree.sites[name].target
        if said <= own or (target is not None and target.name and _bare(target.name) <= said):
            return own_scope(tree.sites[name])
    towns = _bare(" ".join(f"{one.where.name or ''} {one.where.text}" for one in tree.sites.values() if one.where))
    named = _proper(scope.text or "") - towns
    for name in aimed:
        own = _target_words(tree.sites[name])
        if _last(scope.text or "") in own and not named - own:
            return own_scope(tree.sites[name])
    return ScopeKey(None, scope.kind, _site_name(said, near, tree), _country(scope))


def _site_name(said: frozenset[str], near: Iterable[str], tree: Tree) -> str:
    """One name for a site, however it is written; that of a target of the tree where the words can mean it.

    Never that of the town around it, in which there are other sites.
    """
    aims = (_target_words(tree.sites[name]) for name in near)
    return " ".join(sorted(next((own for own in aims if said <= own), said)))


def _aims(site: Site, report: str) -> set[frozenset[str]]:
    """The words by which a report names what the incident struck ("block of flats" where others say "house")."""
    return {
        _bare(one.occurrence.target.text)
        for one in site.occurrences
        if one.report == report and one.occurrence is not None and one.occurrence.target is not None
    }


def _bare(text: str) -> frozenset[str]:
    """Folded words without possessive endings and words that point without naming."""
    said = frozenset(word.removesuffix("'s") for word in words(text)) - HERE
    return said | {"hospital"} if "medical" in said and said & {"center", "centre", "facility"} else said


def _proper(text: str) -> frozenset[str]:
    """Folded words that are written with a capital."""
    return _bare(" ".join(word for word in text.split() if word[0].isupper()))


def _last(text: str) -> str:
    listed = words(text)
    return listed[-1].removesuffix("'s") if listed else ""


def _target_words(site: Site) -> frozenset[str]:
    target, place = site.target, site.where
    if target is None:
        return frozenset()
    town = f"{place.name or ''} {place.text}" if place is not None else ""
    return _bare(f"{target.text} {target.name or ''} {target.kind.replace('_', ' ')} {town}")


def _same_place(scope: Scope, place: Place | None) -> bool:
    if place is None:
        return False
    if scope.place is not None and scope.place.geonames is not None and place.geonames is not None:
        return scope.place.geonames == place.geonames
    return _name(scope) == fold_name(place.name or place.text)


def _name(scope: Scope) -> str:
    if scope.place is not None:
        return fold_name(scope.place.name or scope.place.text) or scope.place.text.lower()
    return fold_name(scope.text or "") or (scope.text or "").lower()


def _around(key: ScopeKey, home: Site) -> bool:
    """Whether a scope without an incident of its own is a wider area around the incident."""
    if key.kind in ("facility", "building", "unspecified"):
        return False
    here = home.where.country if home.where is not None else None
    return not key.country or not here or key.country == here


def _told_apart(own: ScopeKey, keys: Mapping[str, ScopeKey], values: Mapping[str, tuple[str, object]]) -> set[ScopeKey]:
    """Scopes for which a report gives another number than at the incident's own scope."""
    inner: dict[str, set[object]] = {}
    for name, key in keys.items():
        if key == own:
            inner.setdefault(values[name][0], set()).add(values[name][1])
    return {
        key
        for name, key in keys.items()
        if key != own and values[name][0] in inner and values[name][1] not in inner[values[name][0]]
    }


def fold_lonely(
    keys: Mapping[str, ScopeKey], values: Mapping[str, tuple[str, object]], home: Site, tree: Tree
) -> dict[str, ScopeKey]:
    """Scopes by claim for one outcome and group; a scope that is only another word for the incident becomes its own.

    A report on one bombing may say "five dead in the city" and mean the bombing: where nothing is told at the
    incident's own scope and no other incident of the tree has that scope, the scope nearest to its level is meant.
    Where both are told, a wider scope is folded in only for attacks that strike one place, and only if no report gives
    two numbers. `values` are report and number of each claim.
    """
    own = own_scope(home)
    foreign = Counter(key for key in keys.values() if key.incident is None and key.kind != "unspecified")
    if not foreign or home.incident.id in tree.children:
        return dict(keys)
    if own in keys.values():
        if home.kind not in ONE_SITE or len(tree.sites) > 1:
            return dict(keys)
        apart = _told_apart(own, keys, values)
        same = {key for key in foreign if _around(key, home) and key not in apart}
        return {name: own if key in same else key for name, key in keys.items()}
    width = WIDTH.get(home.level, 1)
    nearest = min(foreign, key=lambda key: (abs(WIDTH.get(key.kind, 1) - width), -foreign[key], key.kind, key.name))
    return {name: own if key == nearest else key for name, key in keys.items()}


def nested(inner: ScopeKey, outer: ScopeKey, tree: Tree) -> bool:
    """Whether the first scope is known to lie inside the second."""
    if inner == outer or outer.incident is None is inner.incident:
        return False
    if inner.incident is not None and outer.incident is not None:
        return outer.incident in tree.above(inner.incident)
    if WIDTH.get(inner.kind, 9) >= WIDTH.get(outer.kind, -1):
        return False
    if outer.incident is None:
        return _around_site(outer, tree.sites.get(inner.incident or ""), tree)
    whole = tree.sites.get(outer.incident)
    where = whole.where.country if whole is not None and whole.where is not None else None
    return not (where and inner.country) or where == inner.country


def _around_site(outer: ScopeKey, site: Site | None, tree: Tree) -> bool:
    """Whether a place that is no incident's holds the place of an incident; by name where it is not resolved."""
    place = site.where if site is not None else None
    if place is None or (outer.country and place.country and outer.country != place.country):
        return False
    if outer.kind == "country":
        return outer.country == place.country or outer.name == fold_name(place.name or place.text)
    if outer.place is not None and place.geonames is not None:
        return outer.place == place.geonames or outer.place in place.within
    own = [tree.sites[name].where for name in (site.incident.id, *tree.above(site.incident.id))] if site else []
    return outer.name in {fold_name(one.name or one.text) for one in own if one is not None}


def shown(key: ScopeKey, tree: Tree, claims: Iterable[Claim]) -> FigureScope:
    """The scope as the record shows it, with the words most used for it."""
    said = Counter(
        one.casualty.scope.text for one in claims if one.casualty is not None and one.casualty.scope.text is not None
    )
    text = min(said, key=lambda text: (-said[text], text)) if said else None
    site = tree.sites.get(key.incident or "")
    if site is not None:
        place = site.where.name or site.where.text if site.where is not None else None
        target = site.target.name or site.target.text if site.target is not None and site.level == "facility" else None
        text = target or (place if site.level in WIDTH else None) or text or place
        if site.turn is not None:
            text = f"{text}, {NTH[site.turn]} strike" if text else f"{NTH[site.turn]} strike"
    return FigureScope(incident=key.incident, text=text, kind=key.kind)
