"""What the stages need from outside, as protocols: clock, parser, signer, timestamp authority. Tests give their own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Protocol

from bearwitness.model import Sentence


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime.datetime:
        """The present moment, with a time zone."""


class Parser(Protocol):
    """Parses sentences."""

    def parse(self, sentences: Sequence[Sentence]) -> Iterable[Sentence]:
        """The same sentences in the same order, with tokens."""


class Signer(Protocol):
    """Signs with somebody's key."""

    @property
    def key(self) -> str:
        """Id of the key: hexadecimal SHA-256 of the raw public key."""

    @property
    def public(self) -> bytes:
        """The raw Ed25519 public key, 32 bytes."""

    @property
    def holder(self) -> str | None:
        """Who holds the key; None where nobody said."""

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""


class Authority(Protocol):
    """States that it saw something at a time (RFC 3161)."""

    @property
    def address(self) -> str:
        """Where it is asked."""

    def answer(self, request: bytes) -> bytes:
        """Its answer to a request, both DER; InputError if none comes."""


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime.datetime:
        """The present moment in UTC."""
        return datetime.datetime.now(datetime.UTC)
