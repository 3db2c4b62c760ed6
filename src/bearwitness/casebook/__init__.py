"""The casebook: what is stored and what the log says of it, composed. Reports go in and come out sorted, with claims.

What comes out does not depend on the order in which reports were added. Only the log does: the order is its business.
"""

from bearwitness.casebook.book import Casebook, Item
from bearwitness.casebook.incidents import Incidents
from bearwitness.casebook.loading import Kept, Stated

__all__ = ["Casebook", "Incidents", "Item", "Kept", "Stated"]
