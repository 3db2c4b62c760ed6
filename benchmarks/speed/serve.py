"""How the web application holds under many people, and how fast its pages are.

    python benchmarks/speed/serve.py load CASEBOOK [--readers 200] [--reviewers 10] [--seconds 120] [--pause 2]
    python benchmarks/speed/serve.py pages CASEBOOK [--rounds 40] [--reports 60]

`load` copies the casebook, gives it a team, serves the copy by a real `bearwitness serve` on loopback, and lets readers
and reviewers at it from this process: each reads a page, waits `--pause` seconds (0: not at all), reads the next.
Reviewers judge claims, each its own ones and now and then one that another judges too. Prints the times and what went
wrong; afterwards every Decision whose answer said that it was signed has to stand in the log, and the log has to hold.
Exit status 1 if anything went wrong.

`pages` serves the casebook as it is and asks for one page after the other: what one waits on a quiet machine. The
incident is the one whose reports are nearest to `--reports`; each answer is made anew where the server would have
remembered it, unless it says "again".
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx

from bearwitness.casebook import Casebook
from bearwitness.model import Decision, Filters
from bearwitness.settings import TEAM
from bearwitness.web.accounts import Accounts, By
from bearwitness.web.sessions import Sessions, csrf_of
from bearwitness.web.team import TeamFile

BY = By(who="benchmark")
WAITS = 120.0
"""Seconds after which an answer counts as an error."""
SHARED = 0.1
"""Part of the judgements that are on a claim which others judge too."""
OF_INCIDENTS = ("incident", "dossier")
"""Pages that are gone when their incident is: its id follows from the claims that tell it."""
WORDS = ("hospital", "killed", "children", "strike", "police", '"was killed"', "missil*", "wounded city")
BARS = {"incident": 100.0, "list": 150.0, "search": 150.0}
"""Milliseconds within which 95 of 100 pages have to come."""


@dataclass(frozen=True)
class Site:
    """Where the server listens."""

    port: int

    @property
    def address(self) -> str:
        """Of its pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def cookie(self) -> str:
        """Name of the cookie with a session's secret."""
        return f"bearwitness-{self.port}"


@dataclass
class Outcome:
    """What came of a run."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds by kind of page."""
    errors: Counter[str] = field(default_factory=Counter)
    signed: list[str] = field(default_factory=list)
    """Ids of Decisions whose answer said that they are signed."""
    met: int = 0
    """Judgements that were not signed because somebody else's had to be shown first."""
    gone: int = 0
    """Pages of incidents that are no more, because what they rested on was rejected meanwhile."""

    def print(self) -> None:
        """Percentiles by kind of page, then the errors."""
        for kind, found in sorted(self.times.items()):
            ordered = sorted(found)
            p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * at))] for at in (0.5, 0.95, 0.99))
            line = f"{kind:16} {len(found):6}  p50 {p50:8.1f}  p95 {p95:8.1f}  p99 {p99:8.1f} most {ordered[-1]:.1f} ms"
            print(f"{line}  (bar: p95 < {BARS[kind]:.0f})" if kind in BARS else line)
        for what, count in self.errors.most_common():
            print(f"error {count:6}  {what}")


def main() -> int:
    """Exit status 0 if nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(required=True, dest="way")
    one = ways.add_parser("load")
    one.add_argument("casebook", type=Path)
    one.add_argument("--readers", type=int, default=200)
    one.add_argument("--reviewers", type=int, default=10)
    one.add_argument("--seconds", type=float, default=120)
    one.add_argument("--pause", type=float, default=2)
    two = ways.add_parser("pages")
    two.add_argument("casebook", type=Path)
    two.add_argument("--rounds", type=int, default=40)
    two.add_argument("--reports", type=int, default=60)
    told = parser.parse_args()
    if told.way == "pages":
        pages(told.casebook, rounds=told.rounds, reports=told.reports).print()
        return 0
    outcome, lost = load(
        told.casebook, readers=told.readers, reviewers=told.reviewers, seconds=told.seconds, pause=told.pause
    )
    outcome.print()
    print(
        f"{len(outcome.signed)} Decisions signed, {len(lost)} of them lost; {outcome.met} met another's, "
        f"{outcome.gone} pages of incidents that are no more"
    )
    return int(bool(outcome.errors or lost or not outcome.signed))


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Site, str]]:
    """The casebook in a folder, served by a process of its own; with the token where there are no accounts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        site = Site(free.getsockname()[1])
    command = [sys.executable, "-m", "bearwitness.cli", "serve", "--no-open", "--port", str(site.port)]
    with tempfile.TemporaryDirectory() as aside:
        log = Path(aside) / "log"
        with log.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen([*command, "--casebook", str(folder)], stderr=errors, env=os.environ)
            try:
                while not (found := re.search(r" is at \S+", log.read_text(encoding="utf-8"))) or not _listens(site):
                    if process.poll() is not None:
                        raise RuntimeError(log.read_text(encoding="utf-8"))
                    time.sleep(0.1)
                yield site, found[0].partition("token=")[2]
            finally:
                died = process.poll()
                process.terminate()
                process.wait()
                said = log.read_text(encoding="utf-8").splitlines()
                if died is not None:
                    print(f"the server ended by itself with {died}", *said, sep="\n", file=sys.stderr)
                print(*[line for line in said if "Error" in line or "error" in line][:20], sep="\n", file=sys.stderr)


def _listens(site: Site) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", site.port)) == 0


def load(casebook: Path, *, readers: int, reviewers: int, seconds: float, pause: float) -> tuple[Outcome, set[str]]:
    """What came of so many people at once, and the Decisions that were answered as signed and are not in the log.
    RuntimeError if the log does not hold afterwards or has Decisions that nobody asked for.
    """
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(shutil.copytree(casebook, Path(aside) / "casebook"))
        kept = os.environ.get("BEARWITNESS_KEYS")
        os.environ["BEARWITNESS_KEYS"] = str(Path(aside) / "keys")
        try:
            addresses, claims = _to_look_at(folder)
            people = _team(folder, readers, reviewers)
            with serving(folder) as (site, _):
                outcome = asyncio.run(_crowd(site, people, addresses, claims, seconds, pause))
        finally:
            os.environ.pop("BEARWITNESS_KEYS")
            if kept is not None:
                os.environ["BEARWITNESS_KEYS"] = kept
        with Casebook.open(folder, create=False) as book:
            if not book.verify().holds:
                raise RuntimeError("the casebook does not hold any more")
            standing = [one.value.id for one in book.stated("decisions", Decision)]
        before = _decisions(casebook)
        if len(standing) != len(set(standing)):
            raise RuntimeError("a Decision stands twice")
        if not outcome.errors and len(standing) - len(before) != len(set(outcome.signed)):
            raise RuntimeError("the log has Decisions that nobody was told of")
        return outcome, set(outcome.signed) - set(standing)


def _decisions(folder: Path) -> list[str]:
    with Casebook.open(folder, create=False) as book:
        return [one.value.id for one in book.stated("decisions", Decision)]


def _to_look_at(folder: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Addresses with their kinds, and claims that can be judged; a sample where there are many."""
    with Casebook.open(folder, create=False) as book, book.incidents() as found:
        rows = found.page(Filters(), most=200).summaries
        addresses = [("list", "/incidents"), ("list", "/incidents?view=timeline"), ("list", "/incidents?number=2")]
        addresses += [("list", f"/incidents?killed_min={at}") for at in (1, 5)]
        addresses += [("search", f"/search?q={word.replace(chr(34), '%22').replace(' ', '+')}") for word in WORDS]
        addresses += [("map", "/api/map.geojson")]
        claims: list[str] = []
        for row in rows[:40]:
            addresses += [("incident", f"/incidents/{row.id}"), ("dossier", f"/incidents/{row.id}/dossier")]
            reports, told = found.material([found.record(row.id)])
            names = sorted(reports)
            addresses += [("report", f"/report?id={name}") for name in names[:5]]
            addresses += [("compare", f"/compare?left={names[0]}&right={name}") for name in names[1:4]]
            claims += sorted(told)[:200]
    return addresses, list(dict.fromkeys(claims))


def _team(folder: Path, readers: int, reviewers: int) -> tuple[list[str], list[str]]:
    """Accounts for all, with the secrets of a session each: readers, reviewers."""
    TeamFile(folder, create=not (folder / TEAM).exists()).close()
    file = TeamFile(folder, create=False)
    accounts, sessions = Accounts(file), Sessions(file)
    names = [("reader", "viewer"), *((f"reviewer-{at}", "reviewer") for at in range(reviewers))]
    for name, role in names:
        accounts.add(name, role=role, by=BY)
        accounts.set_password(name, "a wide stile with nine gates", by=BY)
    reader = accounts.get("reader")
    reading = [sessions.begin(reader, kind="browser", label="", address="127.0.0.1") for _ in range(readers)]
    judging = [
        sessions.begin(accounts.get(name), kind="browser", label="", address="127.0.0.1") for name, _ in names[1:]
    ]
    file.close()
    return reading, judging


async def _crowd(
    site: Site,
    people: tuple[list[str], list[str]],
    addresses: list[tuple[str, str]],
    claims: list[str],
    seconds: float,
    pause: float,
) -> Outcome:
    outcome = Outcome()
    until = time.monotonic() + seconds
    reading, judging = people
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, address in addresses:
        kinds[kind].append(address)
    async with asyncio.TaskGroup() as group:
        for at, secret in enumerate(reading):
            group.create_task(_reader(site, secret, dict(kinds), until, pause, random.Random(at), outcome))
        for at, secret in enumerate(judging):
            own = claims[at :: len(judging)]
            dice = random.Random(-1 - at)
            group.create_task(_reviewer(site, secret, own, claims[:20], until, pause, dice, outcome))
    return outcome


def _client(site: Site, secret: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=site.address, cookies={site.cookie: secret}, headers={"origin": site.address}, timeout=WAITS
    )


async def _reader(
    site: Site,
    secret: str,
    kinds: dict[str, list[str]],
    until: float,
    pause: float,
    dice: random.Random,
    outcome: Outcome,
) -> None:
    async with _client(site, secret) as client:
        await asyncio.sleep(dice.random() * pause)
        while time.monotonic() < until:
            kind = dice.choice(sorted(kinds))
            await _get(client, kind, dice.choice(kinds[kind]), outcome)
            await asyncio.sleep(pause * (0.5 + dice.random()))


async def _get(client: httpx.AsyncClient, kind: str, address: str, outcome: Outcome) -> str | None:
    start = time.perf_counter()
    try:
        answer = await client.get(address)
    except httpx.HTTPError as error:
        outcome.errors[f"{kind}: {type(error).__name__}"] += 1
        return None
    outcome.times[kind].append((time.perf_counter() - start) * 1000)
    if answer.status_code == 404 and kind in OF_INCIDENTS:
        outcome.gone += 1
    elif answer.status_code != 200:
        outcome.errors[f"{kind}: {answer.status_code} {address}"] += 1
    return answer.text if answer.status_code == 200 else None


async def _reviewer(
    site: Site,
    secret: str,
    own: list[str],
    shared: list[str],
    until: float,
    pause: float,
    dice: random.Random,
    outcome: Outcome,
) -> None:
    async with _client(site, secret) as client:
        for at in range(10**9):
            if time.monotonic() >= until or not own:
                return
            claim = dice.choice(shared) if dice.random() < SHARED else own[at % len(own)]
            page = await _get(client, "review", "/review", outcome) if at % 5 == 0 else "none"
            page = page and await _get(client, "claim", f"/review/claim?id={claim}", outcome)
            if page:
                form = page.partition('action="/review/judge"')[2].partition("</form>")[0]
                shown = re.search(r'name="shown" value="([^"]*)"', form)
                told = {
                    "claim": claim,
                    "shown": unescape(shown[1]) if shown else "",
                    "judgement": dice.choice(["accept", "reject"]),
                    "reason": f"judgement {at}",
                    "csrf": csrf_of(secret),
                }
                await _judge(client, told, outcome)
            await asyncio.sleep(pause * (0.5 + dice.random()))


async def _judge(client: httpx.AsyncClient, told: dict[str, str], outcome: Outcome) -> None:
    start = time.perf_counter()
    try:
        answer = await client.post("/review/judge", data=told)
    except httpx.HTTPError as error:
        outcome.errors[f"judge: {type(error).__name__}"] += 1
        return
    outcome.times["judge"].append((time.perf_counter() - start) * 1000)
    decided = re.search(r"decided=(\w+)", answer.headers.get("location", ""))
    if answer.status_code == 303 and decided:
        outcome.signed.append(decided[1])
    elif answer.status_code == 409:
        outcome.met += 1
    else:
        outcome.errors[f"judge: {answer.status_code}"] += 1


def pages(casebook: Path, *, rounds: int, reports: int) -> Outcome:
    """What one person waits for pages of a casebook when nobody else asks."""
    with Casebook.open(casebook, create=False) as book, book.incidents() as found:
        rows = [one for skip in range(0, 2000, 200) for one in found.page(Filters(), most=200, skip=skip).summaries]
    near = sorted({one.id: one for one in rows}.values(), key=lambda one: (abs(one.reports - reports), one.id))[:rounds]
    print(f"incident pages: {len(near)} of {near[0].reports} to {near[-1].reports} reports")
    outcome = Outcome()
    with serving(casebook) as (site, token), httpx.Client(base_url=site.address, timeout=WAITS) as client:
        client.get("/", params={"token": token})

        def timed(kind: str, address: str) -> None:
            start = time.perf_counter()
            status = client.get(address).status_code
            outcome.times[kind].append((time.perf_counter() - start) * 1000)
            if status != 200:
                outcome.errors[f"{kind}: {status} {address}"] += 1

        for address in ("/incidents", "/search?q=fire"):  # the first of each loads what later ones share
            client.get(address)
        for at in range(rounds):
            timed("incident", f"/incidents/{near[at % len(near)].id}")
            timed("incident again", f"/incidents/{near[0].id}")
            timed("list", f"/incidents?number={at + 1}" if at % 2 else f"/incidents?killed_min={at}")
            word = WORDS[at % len(WORDS)].replace('"', "%22").replace(" ", "+")
            timed("search", f"/search?q={word}&number={at // len(WORDS) + 1}")
    return outcome


if __name__ == "__main__":
    sys.exit(main())
