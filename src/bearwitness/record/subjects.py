"""Checks of what the log's entries speak of: captures and their files, reports, claim sets and what is in them.

What is neither (decisions, keys, timestamps ...) is checked by `others`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bearwitness.identity import digest
from bearwitness.model import Capture, Claim, ClaimSet, Entry, Mention, Report, Row
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.notes import NOUN, Notes, value_in
from bearwitness.record.others import OTHERS, Others
from bearwitness.record.shelf import Pile, Shelf, key_of
from bearwitness.record.words import Passages, claim_fault, mention_fault, passages_of

TABLE_OF = {"capture": "captures", "report": "reports", "claims": "claim_sets"} | {NOUN[one]: one for one in OTHERS}
SUBJECTS = tuple(TABLE_OF.values())
MEMBERS = ("claims", "mentions")


class Subjects:
    """Takes the rows of the tables in step with the log."""

    def __init__(self, shelf: Shelf, notes: Notes, piles: dict[str, Pile], others: Others) -> None:
        """`piles`: the rows of the tables; `others` checks those that are not captures, reports or claim sets."""
        self._others = others
        self._shelf = shelf
        self._notes = notes
        self._piles = piles
        self._cached: tuple[int, str, bool, Passages | None] = (-1, "", False, None)

    def check(self, position: int, entry: Entry | None) -> None:
        """The row that the entry at `position` is about (None: the entry is broken), and rows that none is about."""
        wanted = None if entry is None else TABLE_OF[entry.kind]
        for table in SUBJECTS:
            for row in self._piles[table].before(position):
                self._orphan(row)
            for row in self._piles[table].at(position):
                if entry is None:
                    self._alone(row, position)
                elif table == wanted:
                    wanted = None
                    self._row_of(entry, row)
                else:
                    self._orphan(row)
        if entry is not None and wanted is not None:
            what = NOUN[wanted]
            self._notes.broken(
                what, f"{what} {entry.subject} (entry {position})", "the log names it, but its row is missing"
            )

    def rest(self) -> None:
        """Rows that are left when the log is through."""
        for table in (*SUBJECTS, *MEMBERS):
            for row in self._piles[table].before(None):
                self._orphan(row)

    def _orphan(self, row: Row) -> None:
        noun = NOUN[row.table]
        self._notes.broken(noun, f"{noun} row {key_of(row)}", "no entry of the log speaks of it")

    def _alone(self, row: Row, position: int) -> None:
        """A row whose entry is broken: it can be checked against itself only."""
        noun = NOUN[row.table]
        where = f"{noun} of entry {position}"
        if row.table in OTHERS:
            if self._others.alone(row, where):
                self._notes.unchecked(noun, where, f"entry {position} of the log is broken")
            return
        value: Capture | Report | ClaimSet | None
        if row.table == "captures":
            value = self._notes.sound(row, Capture, where)
        elif row.table == "reports":
            value = self._notes.sound(row, Report, where)
        else:
            value = self._notes.sound(row, ClaimSet, where)
        if value is not None:
            self._notes.unchecked(noun, where, f"entry {position} of the log is broken")
        if isinstance(value, Capture):
            self._file(value, where)
        elif isinstance(value, ClaimSet):
            self._set_members(row, value, where)

    def _row_of(self, entry: Entry, row: Row) -> None:
        where = f"{NOUN[row.table]} {entry.subject} (entry {entry.index})"
        if row.digest != entry.digest:
            body_holds = digest(DOMAINS[row.table], row.body) == entry.digest
            fault = "its digest column was changed" if body_holds else "it is not what the log says was put in"
            self._notes.broken(NOUN[row.table], where, fault)
            self._unlisted(row, entry.index)
        elif row.table == "captures":
            self._capture(entry, row, where)
        elif row.table == "reports":
            self._report(entry, row, where)
        elif row.table in OTHERS:
            self._others.check(entry, row, where)
        else:
            self._claim_set(entry, row, where)

    def _names(self, entry: Entry, subject: str, what: str, where: str) -> bool:
        if entry.subject == subject:
            return True
        self._notes.broken(what, where, f"the log names {entry.subject}, the row is of {subject}")
        return False

    # --- captures and reports ---

    def _capture(self, entry: Entry, row: Row, where: str) -> None:
        capture = self._notes.sound(row, Capture, where)
        if capture is None:
            return
        fits = self._notes.columns(row, where, sha256=capture.sha256)
        if self._names(entry, capture.sha256, "capture", where) and fits:
            self._notes.valid("capture")
        self._file(capture, where)

    def _file(self, capture: Capture, where: str) -> None:
        name = f"{capture.sha256[:2]}/{capture.sha256[2:]}"
        at = f"captures/{name}, the bytes of {where}"
        try:
            hashed = self._shelf.files.hash_of(name)
        except FileNotFoundError:
            self._notes.broken("capture file", at, "it is missing; adding the same bytes again restores it")
        except OSError as error:
            self._notes.broken("capture file", at, f"it cannot be read ({error.strerror})")
        else:
            if hashed == capture.sha256:
                self._notes.valid("capture file")
            else:
                self._notes.broken("capture file", at, f"its bytes were changed: their SHA-256 is {hashed}")

    def _report(self, entry: Entry, row: Row, where: str) -> None:
        report = self._notes.sound(row, Report, where)
        if report is None:
            return
        fits = self._notes.columns(row, where, id=report.id, capture=report.capture)
        if not self._names(entry, report.id, "report", where) or not fits:
            return
        if self._notes.guarded(where, lambda: self._shelf.holds("captures", "sha256", report.capture)):
            self._notes.valid("report")
        else:
            self._notes.broken("report", where, f"there is no row of its capture {report.capture}")

    # --- claim sets, claims and mentions ---

    def _claim_set(self, entry: Entry, row: Row, where: str) -> None:
        claim_set = self._notes.sound(row, ClaimSet, where)
        if claim_set is None:
            self._unlisted(row, entry.index)
            return
        fits = self._notes.columns(row, where, report=claim_set.report, extractor=claim_set.extractor)
        named = self._names(entry, claim_set.report, "claim set", where)
        if self._set_members(row, claim_set, where) and fits and named:
            self._notes.valid("claim set")

    def _unlisted(self, row: Row, number: int) -> None:
        """What is in a claim set that cannot be trusted cannot be judged."""
        if row.table == "claim_sets":
            for table in MEMBERS:
                for member in self._members(table, number):
                    noun = NOUN[table]
                    self._notes.unchecked(noun, f"{noun} row {key_of(member)}", "its claim set is broken")

    def _set_members(self, row: Row, claim_set: ClaimSet, where: str) -> bool:
        """Check the claims and mentions of a set; whether the set points to the reading that it names."""
        number = int(str(row.key[0]))
        points, passages = self._reading(row.columns["reading"], claim_set.reading)
        if not points:
            self._notes.broken("claim set", where, "the column reading does not say what the body says")
        elif passages is None:
            self._notes.unchecked("claim set", where, "the words of its claims: its report is broken or missing")
        for table, wanted in (("claims", claim_set.claims), ("mentions", claim_set.mentions)):
            self._listed(table, number, wanted, claim_set.report, passages)
        return passages is not None

    def _reading(self, number: object, wanted: str) -> tuple[bool, Passages | None]:
        """Whether the report row `number` is, or was, the reading with the digest `wanted`; its passages if it is."""
        if type(number) is not int:
            return False, None
        if self._cached[:2] != (number, wanted):
            self._cached = (number, wanted, *self._look_up(number, wanted))
        return self._cached[2:]

    def _look_up(self, number: int, wanted: str) -> tuple[bool, Passages | None]:
        where = f"report of entry {number}"
        row = self._notes.guarded(where, lambda: self._shelf.row("reports", number))
        if row is not None and digest(DOMAINS["reports"], row.body) == wanted:
            report = value_in(row.body, Report)
            return True, None if report is None else passages_of(report)
        if row is not None and row.digest == wanted:
            return True, None
        entry = self._notes.guarded(where, lambda: self._shelf.row("entries", number))
        return entry is not None and entry.columns["subject_digest"] == wanted, None

    def _members(self, table: str, number: int) -> Iterator[Row]:
        for row in self._piles[table].before(number):
            self._orphan(row)
        yield from self._piles[table].at(number)

    def _listed(self, table: str, number: int, wanted: Sequence[str], report: str, passages: Passages | None) -> None:
        noun = NOUN[table]
        expected = 0
        for row in self._members(table, number):
            position = row.key[1]
            where = f"{noun} row {key_of(row)} of report {report}"
            if type(position) is not int or not expected <= position < len(wanted):
                self._notes.broken(noun, where, "its claim set does not list it")
                continue
            self._missing(noun, number, expected, position, report)
            expected = position + 1
            if row.digest != wanted[position]:
                self._notes.broken(noun, where, "it is not the one that its claim set lists there")
            elif table == "claims":
                self._claim(row, where, report, passages)
            else:
                self._mention(row, where, passages)
        self._missing(noun, number, expected, len(wanted), report)

    def _missing(self, noun: str, number: int, start: int, end: int, report: str) -> None:
        for position in range(start, end):
            self._notes.broken(noun, f"{noun} row ({number}, {position}) of report {report}", "it is missing")

    def _claim(self, row: Row, where: str, report: str, passages: Passages | None) -> None:
        claim = self._notes.sound(row, Claim, where)
        if claim is None or not self._notes.columns(row, where, id=claim.id, kind=claim.kind) or passages is None:
            return
        if fault := claim_fault(claim, report=report, passages=passages):
            self._notes.broken("claim", f"{where} ({claim.id})", fault)
        else:
            self._notes.valid("claim")

    def _mention(self, row: Row, where: str, passages: Passages | None) -> None:
        mention = self._notes.sound(row, Mention, where)
        if mention is None or not self._notes.columns(row, where, kind=mention.kind) or passages is None:
            return
        if fault := mention_fault(mention, passages=passages):
            self._notes.broken("mention", where, fault)
        else:
            self._notes.valid("mention")
