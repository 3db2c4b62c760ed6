"""Which language a text is in: by py3langid where there is enough of it, else as the page says, else unknown."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

LETTERS = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 60
SURE = 0.95
"""Probability below which the answer is None."""
READ = 1000
"""Characters that are looked at."""
CODE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE | re.DOTALL)


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]:
        """Code and probability."""


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return found


def language(text: str, *, declared: str | None = None) -> str | None:
    """ISO 639-1 code; None for a text that is short or could be one of several.

    `declared` (an `html lang`) decides only where the text cannot: templates often declare the wrong one.
    """
    words = LETTERS.findall(text[:READ])
    if sum(map(len, words)) >= LEAST_LETTERS:
        # In lower case: a text in capitals looks like another language to the model.
        code, probability = _identifier().classify(" ".join(words).lower())
        if probability >= SURE:
            return str(code)
    match = CODE.fullmatch((declared or "").strip())
    return match[1].lower() if match else None
