"""Arabic names in Latin letters: every outlet spells the article and the vowels in its own way, the consonants stay.

"Az-Zawaida", "Zuwaydah" and "al Zuwaida" are one name: without the article, short and long vowels and doubled letters
all of them are z-w-d. Names with fewer than three consonants are not compared, for too many would be alike.
"""

from __future__ import annotations

import re

ARTICLES = tuple(f"{one} " for one in ("al", "el", "an", "ar", "as", "ash", "at", "ad", "az"))
"""The Arabic article, as it is written before each consonant."""
ARABIC = frozenset(
    (
        "AE",
        "BH",
        "DZ",
        "EG",
        "EH",
        "IQ",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SY",
        "TN",
        "YE",
    )
)
"""Countries whose places may be named with or without it."""
DIGRAPHS = (
    ("kh", "x"), ("gh", "g"), ("sh", "c"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ck", "k"),
    ("q", "k"), ("p", "b"), ("v", "w"), ("tz", "z"),
)  # fmt: skip
VOWELS = re.compile(r"[wh](?![aeiou])|[aeiouy]")
"""`w` and `h` are consonants only before a vowel."""
DOUBLED = re.compile(r"(.)\1+")
LEAST = 3


def skeleton(key: str) -> str:
    """The consonants of a folded name, word by word without articles; empty where they are too few to compare."""
    words = [word for word in key.split(" ") if f"{word} " not in ARTICLES]
    bones = []
    for word in words:
        single = word
        for letters, letter in DIGRAPHS:
            single = single.replace(letters, letter)
        bones.append(DOUBLED.sub(r"\1", VOWELS.sub("", single)))
    return " ".join(bones) if sum(map(len, bones)) >= LEAST and all(bones) else ""
