"""What `evaluate`, `agreement` and `review gold` do: Decisions as a measure of the extractor and of reviewers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bearwitness.commands_desk import desk_at
from bearwitness.console import emit, errors, progress, say_error, show_on_screen, write
from bearwitness.errors import BadLine, InputError, UnreadableFile, UsageError
from bearwitness.identity import read_back
from bearwitness.model import Claim, Given, Report
from bearwitness.pipeline import claims_of, gather, step
from bearwitness.review.agreement import agreements
from bearwitness.review.gold import Labels, labels_of
from bearwitness.review.scoring import score
from bearwitness.share.scores import render_agreements, render_scores

SHAPE = 'A line is a report (as for `add`, or "report": one as `read --json` prints it) with "gold": {"claims": [...]}.'
Row = tuple[str, Labels, Sequence[Claim]]


def gold(*, output: Path | None, casebook: Path | None) -> None:
    """Write what reviewers decided as labelled reports, one a line."""
    with desk_at(casebook) as desk:
        over = desk.book.over()
        names = sorted({one.report for one in over.judgements})
        rows = labels_of(over, over.claims, {name: desk.book.report(name).report for name in names})
    if not rows:
        raise UsageError("Nobody has judged a claim yet.", remedy="`bearwitness review` begins.")
    text = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
    write(text, output or Path("gold.jsonl"))


def agreement(*, casebook: Path | None, full: bool, json: bool) -> None:
    """How far reviewers agree with each other and with the extractor."""
    with desk_at(casebook) as desk:
        found = agreements(desk.book.over())
    if json:
        for one in found:
            emit(one)
    else:
        show_on_screen(render_agreements(found, full=full))


def evaluate(path: Path, *, shown: int, json: bool) -> None:
    """Score extraction against labelled reports."""
    failed = 0

    def rows() -> Iterator[Row]:
        nonlocal failed
        with progress("Extracting") as tick:
            for number, one in enumerate(_rows(path), start=1):
                tick(number, None)
                if isinstance(one, InputError):
                    failed += 1
                    say_error(one)
                else:
                    yield one

    counted = list(rows())
    if not counted:
        raise UsageError(f"{path} holds no labelled report.", remedy=SHAPE)
    scores, wrong = score(counted)
    if json:
        emit({"reports": len(counted), "failed": failed, "scores": scores, "errors": wrong[:shown]})
    else:
        show_on_screen(render_scores(scores, wrong[:shown], reports=len(counted)))
    if failed:
        errors.print(f"{failed} lines could not be used.", highlight=False, soft_wrap=True)
        raise InputError("Not everything was scored.", remedy="Mend the lines named above.")


def _rows(path: Path) -> Iterator[Row | InputError]:
    """Each line's report id, labels, and the claims that are extracted from it now; or what is wrong with the line."""
    texts: list[tuple[bytes, Labels]] = []
    for number, line in _lines(path):
        where = f"{path.name}, line {number}"
        try:
            row, labels = _labelled(line, where)
            if "report" not in row:
                texts.append((line, labels))
                continue
            report = read_back(row["report"], Report)
        except (BadLine, msgspec.ValidationError) as error:
            yield error if isinstance(error, InputError) else BadLine(f"{where}: {error}.", remedy=SHAPE)
            continue
        yield report.id, labels, claims_of(report)
    yield from _from_texts(texts)


def _from_texts(texts: Sequence[tuple[bytes, Labels]]) -> Iterator[Row | InputError]:
    if not texts:
        return
    labels = dict(texts)
    with tempfile.TemporaryDirectory(prefix="bearwitness-") as folder:
        path = Path(folder) / "gold.jsonl"
        path.write_bytes(b"".join(line + b"\n" for line, _ in texts))
        for acquired in gather([path], Given()):
            if isinstance(acquired, InputError):
                yield acquired
                continue
            found = step(acquired, "claims")
            if isinstance(found, InputError):
                yield found
            else:
                yield found.report.id, labels[acquired.data], found.claims


def _lines(path: Path) -> Iterable[tuple[int, bytes]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read ({error.strerror}).") from error
    return [(at, line.strip()) for at, line in enumerate(data.split(b"\n"), start=1) if line.strip()]


def _labelled(line: bytes, where: str) -> tuple[dict[str, Any], Labels]:
    try:
        row = msgspec.json.decode(line, type=dict[str, Any])
        return row, msgspec.convert(row.get("gold"), Labels)
    except msgspec.MsgspecError as error:
        raise BadLine(f"{where}: {error}.", remedy=SHAPE) from error
