"""Helpers of these tests: a report from text or markup."""

from __future__ import annotations

from bearwitness.acquire.files import capture
from bearwitness.documents import read
from bearwitness.model import Acquired, Given, Passage, Report


def from_text(text: str, **given: str) -> Report:
    """A report from text that a JSON line held."""
    data = text.encode("utf-8", errors="surrogatepass")
    return read(
        Acquired(
            capture=capture(data, "application/json", "in.jsonl#1", None),
            data=data,
            form="text",
            content=text,
            given=Given(**given),
        )
    )


def from_bytes(data: bytes, *, form: str = "text") -> Report:
    """A report from a file."""
    return read(
        Acquired(
            capture=capture(data, "text/html" if form == "html" else "text/plain", f"a.{form}", None),
            data=data,
            form="html" if form == "html" else "text",
        )
    )


def from_html(markup: str, **given: str) -> Report:
    """A report from a page."""
    return read(
        Acquired(
            capture=capture(markup.encode(), "text/html", "a.html", None),
            data=markup.encode(),
            form="html",
            content=markup,
            given=Given(**given),
        )
    )


def kinds(report: Report) -> list[tuple[str, str]]:
    """Kind and first words of each passage."""
    return [(one.kind, " ".join(one.text.split()[:3])) for one in report.passages]


def comments(report: Report) -> list[Passage]:
    """The comments, in order."""
    return [one for one in report.passages if one.kind == "comment"]


def text_of(report: Report, *wanted: str) -> str:
    """The text of the passages of these kinds."""
    return "\n".join(one.text for one in report.passages if one.kind in wanted)


BODY = (
    "A rocket hit the bus station in the middle of the morning and four people were taken to hospital.",
    "The mayor said that rescuers were still looking for a driver who had not answered his phone.",
    "Windows were broken in nine houses around the square, and the school will stay closed on Friday.",
)
