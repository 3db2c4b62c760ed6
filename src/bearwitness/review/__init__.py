"""Finding -> Decisions, and Decisions laid over what was extracted.

`words` finds judged words again, `decisions` says which Decisions stand, `links` turns merges, splits and moves into
constraints, `overlay` makes claims as judged, `publish` puts grades and publications on records, `making` makes a
Decision, `queue` says what to judge next, `agreement` measures reviewers and extractor, `gold` and `scoring` turn
Decisions into labels and labels into scores.
"""

from __future__ import annotations

from bearwitness.review.decisions import Standing, standing
from bearwitness.review.overlay import Overlay, Unfound, overlay
from bearwitness.review.publish import Unplaced, stamped, state

__all__ = ["Overlay", "Standing", "Unfound", "Unplaced", "overlay", "stamped", "standing", "state"]
