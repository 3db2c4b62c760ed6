"""Images and videos: what their bytes say of themselves, and how alike two pictures look. Nobody is recognised."""

from bearwitness.media.likeness import CLOSE, Looks
from bearwitness.media.looking import look_at, thumbnail

__all__ = ["CLOSE", "Looks", "look_at", "thumbnail"]
