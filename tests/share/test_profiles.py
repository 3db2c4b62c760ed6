"""What a profile withholds is nowhere in what leaves, and what leaves still shows its words."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path

import msgspec
import pytest
from byte_search import leaks
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bearwitness.casebook import Casebook
from bearwitness.cli import app
from bearwitness.identity import read_back, settle
from bearwitness.model import Capture, Claim, Decision, Passage, Report
from bearwitness.share.profiles_bytes import holds_none
from bearwitness.share.profiles_ids import references
from bearwitness.share.profiles_text import Blade, Secret, cut
from bearwitness.vocabulary import SHARE_FORMATS, Profile, words
from conftest import EXAMPLES

STORY = """The Northern Clinic in Kharkiv was hit by a missile on Monday, killing five people and wounding \
at least 12, Governor Oleh Syniehubov said. The strike was at 49.98766, 36.23041.

Zoë Kovalchuk, 34, was killed. Her husband, Taras Kovalchuk, was wounded. ZOË KOVALCHUK had worked there for years.

"I saw the roof fall in," said Halyna Romanenko, who lives across the street. Maria Danylko, a local resident, said \
three more bodies lay in the yard."""
OTHER = """A Russian missile struck the Northern Clinic in Kharkiv on Monday. Seven people were killed and 15 were \
injured, the Interior Ministry said on Tuesday. Zoe\u0308 Kovalchuk was among the dead."""
PAGE = """<html><head><title>Missile hits clinic in Kharkiv</title></head><body><article>
<h1>Missile hits clinic in Kharkiv</h1>
<p>A missile hit the Northern Clinic in Kharkiv on Monday, killing six people, Governor Oleh Syniehubov said.</p>
<p>Tara&#115; Kovalchuk was wounded.</p></article></body></html>"""
LINES = [
    {
        "id": "zoe-kovalchuk-obituary",
        "url": "https://news.example.org/2026/zoe-kovalchuk-killed?by=halyna%20romanenko",
        "source": "Kharkiv Daily",
        "title": "Nurse Zoë Kovalchuk killed in Kharkiv clinic",
        "published": "2026-03-09",
        "text": STORY,
    },
    {"id": "r2", "source": "Wire", "title": "Clinic hit", "published": "2026-03-10", "text": OTHER},
    {
        "id": "r3",
        "platform": "Telegram",
        "source": "Kharkiv Live",
        "published": "2026-03-09T12:00:00Z",
        "text": "A missile hit the Northern Clinic in Kharkiv, five people were killed.",
        "replies": [
            {"id": "1", "author": "dark_falcon88", "text": "My neighbour Zoya Melnyk saw it. dark_falcon88 out."}
        ],
    },
    {
        "id": "r4",
        "source": "Plain",
        "published": "2026-03-09",
        "text": "A missile hit the Northern Clinic in Kharkiv on Monday. Five people were killed, "
        "Governor Oleh Syniehubov said.",
    },
]
VICTIMS = ["Zoë Kovalchuk", "Taras Kovalchuk", "Kovalchuk"]
WITNESSES = ["Halyna Romanenko", "Maria Danylko", "Romanenko", "Danylko"]
COMMENTERS = ["dark_falcon88", "Zoya Melnyk"]
POINTS = ["49.98766", "36.23041"]
PROTECTED = ["Interior Ministry"]
SECRETS = {
    "public": [*VICTIMS, *WITNESSES, *COMMENTERS, *POINTS, *PROTECTED],
    "partner": [*WITNESSES, *COMMENTERS, *PROTECTED],
}
SECRETS["ssa"] = [*SECRETS["public"], "Northern Clinic", "Kharkiv", "Syniehubov"]
RUNNER = CliRunner()


def run(*arguments: str) -> str:
    done = RUNNER.invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("protected")
    (folder / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in LINES), encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    run(
        "add",
        str(folder / "in.jsonl"),
        str(folder / "page.html"),
        "--published",
        "2026-03-09",
        "--casebook",
        str(folder / "c"),
    )
    run("review", "protect", PROTECTED[0], "--as", "Ana", "-m", "asked for", "--casebook", str(folder / "c"))
    return folder / "c"


def incident(casebook: Path) -> str:
    return str(json.loads(run("incidents", "--json", "--casebook", str(casebook)).splitlines()[0])["id"])


def exported(casebook: Path, form: str, profile: str, folder: Path) -> bytes:
    path = folder / f"{profile}.{'zip' if form == 'bag' else form}"
    run(
        "export",
        incident(casebook),
        "--format",
        form,
        "--profile",
        profile,
        "-o",
        str(path),
        "--casebook",
        str(casebook),
    )
    return path.read_bytes()


@pytest.mark.parametrize("profile", ["partner", "public", "ssa"])
@pytest.mark.parametrize("form", SHARE_FORMATS)
def test_nothing_that_a_profile_withholds_is_anywhere_in_the_file(
    form: str, profile: str, casebook: Path, tmp_path: Path
) -> None:
    data = exported(casebook, form, profile, tmp_path)
    assert leaks(data, SECRETS[profile]) == []


def test_the_full_record_holds_it_all_so_that_the_search_means_something(casebook: Path, tmp_path: Path) -> None:
    data = exported(casebook, "json", "full", tmp_path) + exported(casebook, "wacz", "full", tmp_path)
    for name in (*VICTIMS, *WITNESSES, *COMMENTERS, *POINTS):
        assert leaks(data, [name]), name


def test_what_was_withheld_is_listed_without_the_values(casebook: Path, tmp_path: Path) -> None:
    document = json.loads(exported(casebook, "json", "public", tmp_path))
    listed = {one["what"]: one["count"] for one in document["record"]["withheld"]["kinds"]}
    assert document["record"]["withheld"]["profile"] == "public"
    assert listed["victims' names"] == 2
    assert listed["witnesses' names"] == 2
    assert listed["commenters' names"] == 1
    assert listed["comments"] == 1
    assert listed["protected names"] == 1
    assert listed["addresses of reports"] >= 1
    assert all(one["why"] for one in document["record"]["withheld"]["kinds"])


def test_every_span_of_a_redacted_record_still_shows_its_words(casebook: Path, tmp_path: Path) -> None:
    for profile in ("partner", "public"):
        document = json.loads(exported(casebook, "json", profile, tmp_path))
        texts = {(one["id"], each["id"]): each["text"] for one in document["reports"] for each in one["passages"]}
        shown = 0
        for claim in document["claims"]:
            held = claim["attribution"] or {}
            for one in (*claim["evidence"], *([held["evidence"]] if held.get("evidence") else [])):
                assert texts[claim["report"], one["passage"]["id"]][one["start"] : one["end"]] == one["quote"]
                shown += 1
        assert shown > 10


def test_no_hash_of_what_was_withheld_leaves(casebook: Path, tmp_path: Path) -> None:
    full = json.loads(exported(casebook, "json", "full", tmp_path))
    public = json.loads(exported(casebook, "json", "public", tmp_path))
    stays = {one["id"] for one in public["claims"]} & {one["id"] for one in full["claims"]}
    whole = {one["id"]: one for one in full["claims"]}
    assert all(one == whole[one["id"]] for one in public["claims"] if one["id"] in stays)
    gone = [*(set(whole) - stays), full["record"]["head"]["root"]]
    for one in full["reports"]:
        if any(name in json.dumps(one, ensure_ascii=False) for name in (*VICTIMS, *WITNESSES, *COMMENTERS, *POINTS)):
            gone.append(one["capture"])
    assert len(gone) > 6
    for form in SHARE_FORMATS:
        assert leaks(exported(casebook, form, "public", tmp_path), gone) == [], form
    named = {name for figure in public["record"]["figures"] for one in figure["readings"] for name in one["claims"]}
    assert named <= {one["id"] for one in public["claims"]}


def derived(casebook: Path, profile: str) -> set[str]:
    """What in the casebook follows from words that the profile withholds, be it through other ids."""

    def holds(value: object) -> bool:
        text = unicodedata.normalize("NFC", json.dumps(msgspec.to_builtins(value), ensure_ascii=False)).casefold()
        return any(one.casefold() in text for one in SECRETS[profile])

    told: set[str] = set()
    with Casebook.open(casebook, create=False) as book, book.incidents() as found:
        told |= {one.id for one in found.summaries()}
        told |= {one.head.root for one in found.records() if one.head is not None}
        told |= {one.value.id for one in book.stated("decisions", Decision)}
        for report in book.reports():
            if holds(report):
                told |= {report.capture, report.capture[:12]}
            claims = {one.id: one for one in book.report(report.id).claims}
            bad = {name for name, one in claims.items() if holds(one)}
            while more := {name for name, one in claims.items() if name not in bad and references(one) & bad}:
                bad |= more
            told |= bad
    return told


@pytest.mark.parametrize("profile", ["partner", "public", "ssa"])
@pytest.mark.parametrize("form", SHARE_FORMATS)
def test_who_knows_all_but_a_name_cannot_confirm_a_guess(
    casebook: Path, tmp_path: Path, form: str, profile: str
) -> None:
    run("review", "accept", next(iter(claims_of(casebook, "zoe-kovalchuk-obituary"))), "--as", "Ana", "-m", "yes",
        "--casebook", str(casebook))  # fmt: skip
    told = derived(casebook, profile)  # what a right guess of every name gives, for the ids were made so
    assert len(told) > 6
    assert leaks(exported(casebook, form, profile, tmp_path), sorted(told)) == []


def claims_of(casebook: Path, report: str) -> list[str]:
    with Casebook.open(casebook, create=False) as book:
        return [one.id for one in book.report(report).claims]


def test_a_right_guess_of_a_name_gives_no_id_that_left(casebook: Path, tmp_path: Path) -> None:
    data = json.loads(exported(casebook, "json", "public", tmp_path))
    (casualty,) = [one for one in data["claims"] if "[name withheld]" in one["evidence"][0]["quote"]][:1]
    for guess in (*VICTIMS, "Somebody Else"):
        full = json.loads(json.dumps(casualty).replace("[name withheld]", guess))
        again = settle([read_back(full | {"id": ""}, Claim)])[0]
        assert again.id not in json.dumps(data)


def test_ids_that_leave_are_the_same_every_time_and_others_in_another_profile(casebook: Path, tmp_path: Path) -> None:
    one, other = (json.loads(exported(casebook, "json", "public", tmp_path)) for _ in range(2))
    assert one == other
    partner = json.loads(exported(casebook, "json", "partner", tmp_path))
    assert re.fullmatch(r"xi[0-9a-f]{16}", one["record"]["id"])
    assert one["record"]["id"] != partner["record"]["id"]
    assert (casebook / "export.key").stat().st_mode & 0o777 == 0o600


def test_ids_that_leave_name_what_leaves(casebook: Path, tmp_path: Path) -> None:
    data = json.loads(exported(casebook, "json", "partner", tmp_path))
    reports = {one["id"] for one in data["reports"]}
    claims = {one["id"] for one in data["claims"]}
    assert {one["report"] for one in data["claims"]} <= reports
    assert {line["id"] for line in data["record"]["reports"]} <= reports
    readings = [one for figure in data["record"]["figures"] for one in figure["readings"]]
    assert readings
    assert {name for one in readings for name in one["claims"]} <= claims
    assert {name for one in readings for name in one["carriers"]} <= reports
    with Casebook.open(casebook, create=False) as book:
        assert {one.id for one in book.report("r4").claims} & claims  # what holds nothing withheld keeps its id


def test_officials_places_and_figures_stay(casebook: Path, tmp_path: Path) -> None:
    document = json.loads(exported(casebook, "json", "public", tmp_path))
    text = json.dumps(document)
    assert "Oleh Syniehubov" in text
    assert "Northern Clinic" in text
    full = json.loads(exported(casebook, "json", "full", tmp_path))
    assert [one["headline"] for one in document["record"]["figures"]] == [
        one["headline"] for one in full["record"]["figures"]
    ]


def archived(casebook: Path, profile: str, folder: Path) -> tuple[bytes, dict[str, int]]:
    """The bytes of the captures in a profile, and what was withheld."""
    with zipfile.ZipFile(io.BytesIO(exported(casebook, "wacz", profile, folder))) as package:
        archive = package.read("archive/data.warc.gz")
        about = json.loads(package.read("datapackage.json"))
    listed = {one["what"]: one["count"] for one in about["withheld"]["kinds"]}
    return b"".join(gzip.decompress(archive).split(b"\0")), listed


def test_a_capture_goes_along_only_if_it_holds_none_of_it(casebook: Path, tmp_path: Path) -> None:
    plain, listed = archived(casebook, "partner", tmp_path)
    assert b"Five people were killed" in plain  # the one report without a name
    assert b"roof fall" not in plain
    assert listed["captures"] == 3


def test_a_profile_that_quotes_reports_sends_no_captures(casebook: Path, tmp_path: Path) -> None:
    plain, listed = archived(casebook, "public", tmp_path)
    assert b"Five people were killed" not in plain
    assert listed["captures"] == 5


def test_a_redacted_bag_verifies(casebook: Path, tmp_path: Path) -> None:
    for profile in ("full", "partner", "public", "ssa"):
        exported(casebook, "bag", profile, tmp_path)
        told = json.loads(run("verify", str(tmp_path / f"{profile}.zip"), "--json"))
        assert told["holds"], told


def test_ssa_has_country_time_kinds_and_counts_and_no_more(casebook: Path, tmp_path: Path) -> None:
    record = json.loads(exported(casebook, "json", "ssa", tmp_path))["record"]
    assert record["where"]["country"] == "UA"
    assert record["where"]["latitude"] is None
    assert record["target"]["kind"] == "clinic"
    assert record["reports"] == record["quotes"] == record["timeline"] == []
    assert any(one["headline"] for one in record["figures"])


def test_export_without_a_profile_is_a_working_copy_until_it_is_published(casebook: Path, tmp_path: Path) -> None:
    name, book = incident(casebook), str(casebook)
    assert (
        json.loads(run("export", name, "--format", "json", "-o", "-", "--casebook", book))["record"]["withheld"] is None
    )
    run("review", "publish", name, "--as", "Ana", "-m", "checked", "--casebook", book)
    record = json.loads(run("export", name, "--format", "json", "-o", "-", "--casebook", book))["record"]
    assert (record["withheld"]["profile"], record["reviewed"]["published"]) == ("public", True)
    partner = json.loads(run("export", name, "--format", "json", "--profile", "partner", "-o", "-", "--casebook", book))
    assert partner["record"]["reviewed"]["published"] is False
    run("review", "withdraw", name, "--as", "Ben", "-m", "not yet", "--casebook", book)
    record = json.loads(run("export", name, "--format", "json", "-o", "-", "--casebook", book))["record"]
    assert (record["withheld"], record["reviewed"]["published"]) == (None, False)


def test_the_exact_point_of_a_building_stays_here_and_the_town_s_goes(tmp_path: Path) -> None:
    book = str(tmp_path / "c")
    run("add", str(EXAMPLES), "--casebook", book)
    records = [json.loads(one) for one in run("incidents", "--json", "--casebook", book).splitlines()]
    exact = [one for one in records if one["target"] and one["target"]["place"]["precision"] == "facility"]
    place = exact[0]["target"]["place"]
    pair = (place["latitude"], place["longitude"])
    for form in ("json", "geojson", "html", "csv"):
        taken = {}
        for profile in ("full", "partner", "public", "ssa"):
            path = tmp_path / f"{profile}.{form}"
            run("export", exact[0]["id"], "--format", form, "--profile", profile, "-o", str(path), "--casebook", book)
            numbers = set(re.findall(r"(?<![\d.])-?\d+\.\d+(?![\d.])", path.read_text(encoding="utf-8")))
            taken[profile] = {float(one) for one in numbers} & set(pair)
        assert taken["public"] == taken["ssa"] == set(), form
        assert taken["full"] == taken["partner"]
        if form in ("json", "geojson"):
            assert taken["full"] == set(pair)


def test_there_are_no_other_profiles(casebook: Path) -> None:
    done = RUNNER.invoke(app, ["export", incident(casebook), "--profile", "friends", "--casebook", str(casebook)])
    assert done.exit_code == 2
    assert all(one in done.output for one in words(Profile))


# --- finding names in text ---


def blade(*names: str, points: bool = False) -> Blade:
    return Blade([Secret(one, parts=tuple(one.split()) if " " in one else ()) for one in names], points=points)


@pytest.mark.parametrize(
    "text",
    [
        "Olena Koval", "olena koval", "OLENA KOVAL", "Olena\u00a0Koval", "Olena\n Koval", "Olena-Koval", "OlenaKoval",
        "O\u00adlena Ko\u200bval", "Koval's house", "KOVAL DEAD", "#OlenaKoval", "Olena  Koval",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert "oval" not in blade("Olena Koval").clean(text).lower()


def test_marks_and_apostrophes_may_differ() -> None:
    found = blade("Zoë O’Neil")
    for text in ("Zoe O'Neil", "Zoe\u0308 ONeil", "ZOË O´NEIL"):
        assert "il" not in found.clean(text).lower().replace("withheld", "")


@pytest.mark.parametrize("text", ["the toll rose", "Kovalenko said", "a rosehip", "Roses", "rose to five"])
def test_other_words_stay(text: str) -> None:
    assert blade("Rose Koval").clean(text) == text


@pytest.mark.parametrize(
    "text",
    ["50.45012, 30.52345", "50.45012N 30.52345E", "-33.8688;151.2093", "50°27'00\"N 30°31'24\"E", "50° 27′ N"],
)
def test_coordinates_in_text_are_found(text: str) -> None:
    assert "coordinates withheld" in blade(points=True).clean(f"at {text} today")


@pytest.mark.parametrize(
    "text", ["1.234, 5.678.901", "3,478 people, 1,200 homes", "grew 2.5, then 3.1 percent", "-5°C"]
)
def test_numbers_are_no_coordinates(text: str) -> None:
    found = blade(points=True).clean(text)
    assert found == text or "3,478" not in text


def test_addresses_are_looked_at_without_case_marks_and_encoding() -> None:
    found = blade("Zoë Koval")
    assert found.shows("https://a.example/zo%C3%AB-koval.html")
    assert found.shows("zoe_koval.txt")
    assert found.shows("img/koval-2.jpg")
    assert not found.shows("https://a.example/kovalenko")


@given(st.text("ab Kx", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_cutting_keeps_what_is_kept_where_the_spans_say(text: str, spans: list[tuple[int, int]]) -> None:
    keep = [(min(a, b), min(max(a, b), len(text))) for a, b in spans if min(a, b) < min(max(a, b), len(text))]
    made = cut(text, [], keep)
    for start, end in keep:
        assert made.text[made.start(start) : made.end(end)] == text[start:end]
    found = blade("K")
    for wanted in (None, keep):
        cleaned = cut(text, found.find(text), wanted)
        assert not found.find(cleaned.text)
        for start, end in keep:
            piece = cleaned.text[cleaned.start(start) : cleaned.end(end)]
            assert piece
            if not found.find(text[start:end]) and not any(a < end and start < b for a, b, _ in found.find(text)):
                assert piece == text[start:end]


def test_a_hostile_text_does_not_hang() -> None:
    found = blade("Olena Koval", "Ana Maria Ruiz", points=True)
    for text in ("Olena " * 200_000, "50.4501, " * 100_000, "O\u0308" * 300_000, "50°" * 200_000, "K" * 1_000_000):
        assert found.find(text) is not None


CAPTURE = Capture(sha256="0" * 64, size=1, media_type="text/html", address="page.html")
READ = Report(id="r", capture="0" * 64, passages=(Passage(id="p1", kind="body", text="Five were killed."),))
HIDDEN = {
    "plain": b"by Olena Koval",
    "utf-16": "by Olena Koval".encode("utf-16"),
    "entities": b"&#79;lena &#x4b;oval",
    "json": b'{"a":"\\u004flena Koval"}',
    "percent": b"?q=Olena%20%4Boval",
    "base64": base64.b64encode(b'{"author": "Olena Koval"}'),
    "base64 inside": b"data:x;base64," + base64.b64encode(b"x" * 50 + b"Olena Koval" + b"y" * 50),
    "quoted printable": b"=4Flena Koval",
    "cyrillic code page": "Іван Олена Koval".encode("cp1251", "replace"),
}


@pytest.mark.parametrize("how", sorted(HIDDEN))
def test_a_name_in_the_bytes_of_a_capture_is_found(how: str) -> None:
    found = blade("Olena Koval")
    assert holds_none(found, CAPTURE, b"<p>Five were killed.</p>", READ)
    assert not holds_none(found, CAPTURE, b"<p>Five were killed.</p>" + HIDDEN[how], READ)


def test_what_cannot_be_searched_stays_here() -> None:
    found = blade("Olena Koval")
    packed = msgspec.structs.replace(CAPTURE, media_type="application/pdf")
    assert not holds_none(found, packed, b"%PDF-1.7 nothing to be seen", READ)
    named = msgspec.structs.replace(CAPTURE, address="https://a.example/olena-koval")
    assert not holds_none(found, named, b"nothing", READ)
    told = msgspec.structs.replace(READ, title="Olena Koval is dead")
    assert not holds_none(found, CAPTURE, b"nothing", told)


def test_the_search_finds_what_is_hidden() -> None:
    name = "Zoë Hnatiuk"
    hidden = {
        "plain": name.encode(),
        "utf-16": f"by {name}".encode("utf-16"),
        "json": b'{"who": "Zo\\u00eb Hnatiuk"}',
        "entities": b"<p>Zo&#235; Hnatiuk</p>",
        "address": b"https://example.org/zo%C3%AB-x?q=Zo%C3%AB%20Hnatiuk",
        "gzip": b"junk" + gzip.compress(name.encode()),
    }
    for skip in range(3):
        hidden[f"base64 {skip}"] = base64.b64encode(b"abc"[:skip] + name.encode() + b" and more")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("inner.txt", name)
    hidden["zip"] = package.getvalue()
    assert [one for one, data in hidden.items() if not leaks(data, [name])] == []
    assert leaks(b"nothing of it", [name]) == []
