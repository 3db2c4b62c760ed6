"""What a reviewer does at a casebook: the queue, finding what is meant, and one function for each kind of Decision.

The command line and the web application stand on this. Values come in as plain text and numbers, Decisions go out;
nothing is printed and nobody is asked anything.
"""

from __future__ import annotations

from bearwitness.desk.deciding import By, Desk
from bearwitness.desk.looking import Met, Past, Seen
from bearwitness.review.values import Said

__all__ = ["By", "Desk", "Met", "Past", "Said", "Seen"]
