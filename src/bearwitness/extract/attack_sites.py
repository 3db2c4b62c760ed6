"""What was hit, where the words leave it to the reader: "the hospital", of which only one is named."""

from __future__ import annotations

import msgspec

from bearwitness.extract.context import Context
from bearwitness.extract.event_setting import treats
from bearwitness.extract.syntax import trees
from bearwitness.extract.told import sentence_at
from bearwitness.model import Facility, Mention


def named(context: Context, target: Facility | None) -> Facility | None:
    """The target, with the name that the report gives to the only listed building of its kind ("the hospital")."""
    if target is None or target.name is not None or target.listed is not None:
        return target
    listed = {
        one.facility.listed: one.facility
        for one in context.mentions
        if one.facility is not None
        and one.facility.listed is not None
        and one.facility.kind == target.kind
        and not _brought_to(context, one)
    }
    if len(listed) != 1 or target.text.lower().endswith("s"):
        return target
    (only,) = listed.values()
    return msgspec.structs.replace(only, text=target.text)


def _brought_to(context: Context, mention: Mention) -> bool:
    sentence = sentence_at(context, mention.passage, mention.start)
    if sentence is None:
        return False
    tree = context.once(trees)[sentence.index]
    return bool(tree.tokens) and treats(tree, mention)
