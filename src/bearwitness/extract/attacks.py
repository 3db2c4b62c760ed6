"""The attacks that a report tells, gathered from its tellings by time and place, the main one first.

A telling joins the attack told last that it fits. It begins another when it has its own day or its own town, or when
the words say so ("another attack"), or when it is background and the attack is not. Several towns hit at once are one
wider attack with a part each.
"""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.extract import aside, attack_day, attack_sites, double_taps, follow_ups, whereabouts
from bearwitness.extract.attack import Attack
from bearwitness.extract.attack_series import other_of_the_day, without_sums
from bearwitness.extract.attack_towns import LISTABLE, common, is_town, listed
from bearwitness.extract.attack_ways import (
    STRONG,
    is_told,
    is_widespread,
    may_be_one,
    opens_with,
    target_of,
    told_apart,
    without_others,
)
from bearwitness.extract.context import Context
from bearwitness.extract.event_setting import in_dateline, in_facility
from bearwitness.extract.event_words import lexicon
from bearwitness.extract.events import Event, events
from bearwitness.extract.speech import speeches
from bearwitness.extract.syntax import trees
from bearwitness.model import Mention, Place, When
from bearwitness.vocabulary import About

RECENT = 31
"""Days before the publication within which a dated recap can be of the main attack."""

WIDE = ("region", "country", "area")

OLD = 730
"""Days before the publication from which on a dated attack is history."""


def _is_wide(place: Place | None) -> bool:
    return place is None or not is_town(place)


def attacks_of(context: Context) -> tuple[Attack, ...]:
    """The attacks that the report tells, the main one first."""
    told = [one for one in context.once(events) if is_told(context, one)]
    told = without_others(without_sums(context, told))
    gathered = _Gatherer(context)
    if not told or max(one.weight for one in told) < STRONG:
        return gathered.followed_up(context.once(follow_ups.events))
    if opens_with(context, "drill"):
        return ()
    for event in told:
        gathered.take(event)
    gathered.finish()
    found = [*gathered.attacks, *other_of_the_day(context, gathered.attacks)]
    return (*found, *double_taps.parts(context, found))


class _Gatherer:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.attacks: list[Attack] = []
        self.last: Attack | None = None
        self.past = opens_with(context, "past")
        self.wider: Attack | None = None

    def take(self, event: Event) -> None:
        """Gives the telling to an attack that it fits, or begins one."""
        place, towns = self._where(event)
        time = self._when(event)
        if event.weight == 0:  # "it happened ...": only of the attack told last
            if self.last is not None and whereabouts.same_time(self.last.time, time):
                self.last.add(event, place if whereabouts.compatible(self.last.place, place) else None, time, None)
            return
        about = self._about(event, place, time)
        target = target_of(event)
        fit = self._fitting(event, about, place, time)
        if fit is None:
            if self._is_generic(event, place, time):
                return
            fit = Attack(f"occurrence{len(self.attacks)}", about)
            self.attacks.append(fit)
        if len(towns) > 1 and fit.about == "main":
            self._barrage(event, fit, towns, time)
            fit = self.wider or fit
        elif fit is self.wider:
            fit = self._part_at(event, place, time) or fit
            fit.add(event, None, time, None)
        else:
            fit.add(event, place, time, target)
        self.last = fit

    def _part_at(self, event: Event, place: Place | None, time: When | None) -> Attack | None:
        """The part of the wider attack in the one town that the telling names; a new one if it is told on its own."""
        if self.wider is None or place is None or whereabouts.level(place) > whereabouts.TOWN:
            return None
        for one in self.attacks:
            if one.part_of is self.wider and one.place is not None and one.place.geonames == place.geonames:
                return one
        if time is None and event.definite:
            return None
        part = Attack(
            f"occurrence{len(self.attacks)}t", "main", place=place, time=time or self.wider.time, part_of=self.wider
        )
        self.attacks.append(part)
        return part

    def _where(self, event: Event) -> tuple[Place | None, list[Place]]:
        """The place, and the towns if several are hit at once."""
        tree = self.context.once(trees)[event.sentence]
        near = list(event.places)
        towns: list[Place] = []
        for one in sorted(near, key=lambda one: one.start):
            place = one.place
            if (
                place is not None
                and place.precision in LISTABLE
                and place.geonames not in {town.geonames for town in towns}
            ):
                towns.append(place)
        enumerated = listed(tree.sentence.text, tree.sentence.start, near)
        if event.facilities and event.facilities[0].facility is not None:
            facility = event.facilities[0].facility
            if facility.place is not None and not near and not self.attacks and (facility.name or facility.listed):
                return facility.place, []
        place = whereabouts.best_place(near)
        return place, [one for one in towns if one.geonames in enumerated]

    def _when(self, event: Event) -> When | None:
        return whereabouts.not_ahead(whereabouts.best_time(event.dates), self.context.report.published)

    def _settle_time(self, attack: Attack, *, first: bool) -> None:
        """The day that speaks most for the first attack; dates beside the tellings of others that have none."""
        if first:
            others = [event for one in self.attacks if one is not attack for event in one.events]
            chosen = attack_day.choose(self.context, attack.events, others) or self._named_day(attack)
            if chosen is None or not whereabouts.same_time(attack.time, chosen):
                # "Last week's attack": a day outside that week is of something else.
                chosen = None if whereabouts.is_day(attack.time) else attack.time
            attack.time = chosen
        for event in attack.events:
            loose = whereabouts.best_time(event.loose_dates)
            if attack.time is None and whereabouts.is_day(loose):
                attack.time = loose
        if attack.time is None and attack.about == "main":
            attack.time = attack_day.reckoned(self.context)

    def _named_day(self, attack: Attack) -> When | None:
        """The one day that a looking-back report names, written as a date in its first sentence on the attack."""
        found = attack_day.candidates(self.context)
        published = whereabouts.day_of(self.context.report.published)
        if len({one.first for one in found}) != 1 or published is None or attack.about != "main":
            return None
        only = found[0]
        beside = only.sentence.index == attack.events[0].sentence
        written = any(letter.isdigit() for letter in only.mention.quote)
        long_ago = (published - only.last).days > attack_day.FOLLOWED
        return only.when if beside and written and long_ago else None

    def _about(self, event: Event, place: Place | None, time: When | None) -> About:
        """Background by the frame, the age or the words; a dated recap of what the report is about is not."""
        if self.past or self._is_old(time):
            return "background"
        if event.about == "main":
            return "main"
        if not whereabouts.is_day(time) or not self._is_recent(time):
            return "background"
        mains = [one for one in self.attacks if one.about == "main"]
        fits = [
            one for one in mains if whereabouts.same_time(one.time, time) and whereabouts.compatible(one.place, place)
        ]
        return "main" if fits or not mains else "background"

    def _is_recent(self, time: When | None) -> bool:
        interval, published = whereabouts.days(time), whereabouts.day_of(self.context.report.published)
        return interval is not None and published is not None and (published - interval[1]).days <= RECENT

    def _is_old(self, time: When | None) -> bool:
        """Dated so long before the publication that it cannot be the news."""
        interval, published = whereabouts.days(time), whereabouts.day_of(self.context.report.published)
        return interval is not None and published is not None and (published - interval[1]).days > OLD

    def _fitting(self, event: Event, about: About, place: Place | None, time: When | None) -> Attack | None:
        fitting = [
            one
            for one in self.attacks
            if one.about == about
            and (one.part_of is None or not self._is_wide(event))
            and whereabouts.same_time(one.time, time)
            and whereabouts.compatible(one.place, place)
            and (not self._begins_another(event, place, time) or self._tells_here(one, event))
            and not told_apart(self.context, one.ways, one.events, event)
        ]
        if not fitting:
            return None
        alike = [one for one in fitting if one is self.wider or may_be_one(one.ways, event)]
        fitting = alike or fitting
        if self.wider in fitting and not self._is_wide(event):
            fitting = [one for one in fitting if one is not self.wider] or fitting
        elif self.wider in fitting and place is None and self._is_wide(event):
            return self.wider
        if self.last in fitting and place is None and time is None:
            return self.last
        near = [
            one
            for one in fitting
            if place is not None and one.place is not None and one.place.geonames == place.geonames
        ]
        return (near or fitting)[0]

    def _begins_another(self, event: Event, place: Place | None, time: When | None) -> bool:
        """The words say that it is another attack, and where or when; a second strike on one place is a part of it."""
        if any(one.sentence == event.sentence for one in self.context.once(double_taps.turns)):
            return False
        return event.other and not event.definite and (place is not None or time is not None)

    @staticmethod
    def _tells_here(attack: Attack, event: Event) -> bool:
        return bool(attack.events) and attack.events[0].sentence == event.sentence and attack.events[0].other

    def _is_wide(self, event: Event) -> bool:
        """Told as many at once: "a wave of strikes", "the barrage"."""
        tree = self.context.once(trees)[event.sentence]
        return tree.tokens[event.head].text.lower() in lexicon(self.context.language).words.wider.heads

    def _is_generic(self, event: Event, place: Place | None, time: When | None) -> bool:
        """Attacks in general, told without time or place beside a real one: no occurrence of their own."""
        if not self.attacks:
            return False
        if time is None and (place is None or whereabouts.level(place) > whereabouts.TOWN):
            return True
        return event.plural and time is None

    def _barrage(self, event: Event, fit: Attack, towns: list[Place], time: When | None) -> None:
        """Several towns: the wider attack takes the words, each town becomes a part."""
        wider = self.wider
        if wider is None:
            wider = Attack(
                f"occurrence{len(self.attacks)}w", "main", place=common(towns, self.context), time=time or fit.time
            )
            self.wider = wider
            self.attacks.append(wider)
        wider.add(event, None, time, None)
        if not fit.events and fit is not wider:
            self.attacks.remove(fit)
        elif fit.part_of is None and fit is not wider:
            fit.part_of = wider
        known = {
            one.place.geonames
            for one in self.attacks
            if one.place is not None and one.part_of is wider and one.target is None
        }
        for town in towns:
            if town.geonames in known:
                continue
            part = Attack(f"occurrence{len(self.attacks)}p", "main", [event], town, time or fit.time, None, wider)
            self.attacks.append(part)

    def _settle_town(self, attack: Attack) -> None:
        """A street without a town, an area or nothing: the town that the report is mostly about."""
        area = attack.place
        if area is not None and (area.geonames is None or whereabouts.level(area) <= whereabouts.TOWN):
            area = None
        share = self._unless_written_there if area is not None and area.precision == "country" else self._weight
        town = whereabouts.holder(self.context, attack.place) or whereabouts.main_town(self.context, share, area)
        if town is not None:
            attack.place = town

    def _unless_written_there(self, mention: Mention) -> float:
        """The same; agencies write from the capital on attacks elsewhere in the country."""
        return 0.0 if in_dateline(self.context, mention) else self._weight(mention)

    def _weight(self, mention: Mention) -> float:
        """How much a mention says of where the story is: less in a speaker's or a building's name, or of a home."""
        if in_facility(self.context, mention) or aside.somebodys(self.context, mention):
            return 0.3
        spoken = any(
            one.passage == mention.passage and one.speaker.start <= mention.start < one.speaker.end
            for one in self.context.once(speeches)
        )
        return 0.5 if spoken else 1.0

    def _within_wider(self, place: Place) -> bool:
        return self.wider is not None and (self.wider.place is None or whereabouts.inside(place, self.wider.place))

    def _nest(self, strike: Attack) -> None:
        """A strike on one building is a part of what its own town suffered, where the report tells that too."""
        for one in self.attacks:
            if (
                one is not strike
                and one.part_of is self.wider
                and one.target is None
                and one.place is not None
                and strike.place is not None
                and one.place.geonames is not None
                and (one.place.geonames == strike.place.geonames or _holds(one.place, strike.place))
            ):
                strike.part_of = one
                return

    def _promote(self) -> None:
        """What a report tells as gone by is its news where it tells nothing else: a follow-up, not a recap.

        Not in reports that open with a memorial, and not where the only attack is dated long before.
        """
        if self.past or any(one.about == "main" for one in self.attacks):
            return
        first = self.attacks[0]
        strong = max(one.weight for one in first.events) >= STRONG
        said = first.time is not None or first.place is not None or first.target is not None
        if strong and said and not self._is_old(first.time) and first.events[0].sentence < attack_day.OPENING:
            first.about = "main"

    def _widen(self, main: Attack | None) -> None:
        """Missiles "across Ukraine", of which the report tells what they did in one town: a wider attack and a part."""
        if self.wider is not None or main is None or main.place is None or not is_town(main.place):
            return
        for event in main.events:
            country = next((one.place for one in event.places if one.place is not None), None)
            if country is None or country.precision not in WIDE or not whereabouts.inside(main.place, country):
                continue
            if not is_widespread(self.context, event):
                continue
            self.wider = Attack(f"occurrence{len(self.attacks)}w", "main", [event], country, main.time)
            self.attacks.append(self.wider)
            kept = [one for one in main.events if one is not event]
            main.events[:] = kept or main.events
            named = {one.place.geonames for one in event.places if one.place is not None}
            if main.target is not None and main.place.geonames in named:  # the town's own toll beside its hospital's
                name = f"occurrence{len(self.attacks)}p"
                self.attacks.append(Attack(name, "main", [event], main.place, main.time, None, self.wider))
            return

    def followed_up(self, told: Sequence[Event]) -> tuple[Attack, ...]:
        """The attack of a report that only goes on counting: where it says, and when is for other reports to say."""
        if not told or self.past:
            return ()
        attack = Attack("occurrence0", "main")
        for event in told:
            attack.add(event, self._where(event)[0], None, target_of(event))
        attack_sites.settle(self.context, attack)
        if _is_wide(attack.place):
            self._settle_town(attack)
        attack.time = attack_day.reckoned(self.context)
        return (attack,) if attack.place is not None or attack.target is not None else ()

    def finish(self) -> None:
        """Parts inherit the wider attack's day; the hospital's strike becomes a part of its town's."""
        self._promote()
        main = next((one for one in self.attacks if one.about == "main" and one is not self.wider), None)
        for one in self.attacks:
            self._settle_time(one, first=one is (main or self.attacks[0]))
        sites = [(one, attack_sites.settle(self.context, one)) for one in self.attacks]
        if main is not None and _is_wide(main.place):
            self._settle_town(main)
        self._widen(main)
        for one, buildings in sites:
            self.attacks.extend(attack_sites.parts(one, buildings, len(self.attacks)))
        if self.wider is not None:
            self._settle_wider(self.wider)

    def _settle_wider(self, wider: Attack) -> None:
        """Gives the wider attack its parts, and day and parts to each other."""
        if wider.time is None or wider.time.start is None:
            days = [one.time for one in self.attacks if one.about == "main" and whereabouts.is_day(one.time)]
            wider.time = days[0] if days else wider.time
        for one in self.attacks:
            if one is wider or one.about != "main" or one.part_of is not None:
                continue
            if whereabouts.same_time(one.time, wider.time) and one.place is not None and self._within_wider(one.place):
                one.part_of = wider
        for one in self.attacks:
            if one.part_of is wider and (one.time is None or one.time.start is None):
                one.time = wider.time
            if one.part_of is wider and one.target is not None:
                self._nest(one)


def _holds(town: Place, site: Place) -> bool:
    """Whether a listed building's own place lies in the town."""
    return site.geonames is None and is_town(town) and whereabouts.inside(site, town)
