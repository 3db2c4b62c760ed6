"""The bag: three programs find it whole, whatever is changed in it is found, a profile keeps out what it protects."""

from __future__ import annotations

import gzip
import io
import json
import logging
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bagit
import msgspec
import pytest

from bearwitness.casebook import Casebook
from bearwitness.errors import CasebookError, UnreadableFile
from bearwitness.identity import canonical
from bearwitness.model import Feature, Graded, Incident, Link, Record, ReportLine
from bearwitness.record.authority import HttpAuthority
from bearwitness.record.bag import Redaction, manifest, zipped
from bearwitness.record.keys import KeySigner
from bearwitness.record.proof import read_proof, verify_proof
from bearwitness.record.unbag import files_of, payloads, verify_bag
from bearwitness.record.verify import Trust
from casebook.items import SIGNER, Still, fill, item
from record.authorities import LocalAuthority, served

REVIEWER = KeySigner.from_seed(b"\7" * 32, holder="B. Reader")
Files = dict[str, bytes]


def record_of(*numbers: int, title: str = "Shelling of Lisove") -> Record:
    captures = {number: item(number)[0].sha256 for number in numbers}
    return Record(
        id="i0123456789abcdef",
        title=title,
        kind="shelling",
        when=None,
        where=None,
        reports=tuple(
            ReportLine(id=f"r{number:03}", source=None, title=None, url=None, published=None, capture=captures[number])
            for number in numbers
        ),
        grade=Graded(grade="weak", reasons=("one origin",)),
    )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("authority"), "Clock House")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, authority: LocalAuthority) -> Path:
    """A casebook with four reports, three decisions (one on another incident) and a timestamp in the middle."""
    folder = tmp_path_factory.mktemp("bag") / "book"
    fetched = item(2, address="https://news.example/2", retrieved="2026-02-28T10:00:00Z")
    capture = msgspec.structs.replace(fetched[0], status=200, headers=(("content-type", "text/plain"),))
    fill(folder, [item(1), (capture, *fetched[1:]), item(3)], batch=2)
    with Casebook.open(folder, create=False, clock=Still(), signer=SIGNER) as kept, served(authority):
        verdicts = [
            {"id": "d1", "kind": "accept", "target": "r001", "reason": "I was there."},
            {"id": "d2", "kind": "reject", "target": "r003", "reason": "Another place."},
            {"id": "d3", "kind": "withdraw", "target": "d1", "reason": "I was not."},
        ]
        kept.state("decisions", verdicts, signer=REVIEWER)
        kept.timestamp(HttpAuthority(authority.address), certificates=authority.certificate.read_text())
        kept.add(*item(4))
    return folder


@pytest.fixture(scope="module")
def bag(book: Path) -> Files:
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        return kept.bag([record_of(1, 2)])


def laid_out(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def by_script(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the program in the bag says, with nothing but the standard library in reach."""
    command = [sys.executable, "-I", "-S", str(folder / "data" / "verify.py")]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")


def by_bagit(folder: Path) -> bool:
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    try:
        return bool(bagit.Bag(str(folder)).validate())
    except bagit.BagError:
        return False


def remade(files: Files) -> Files:
    """The bag with manifests that fit what is in it now: what a forger would do."""
    payload = {name: data for name, data in files.items() if name.startswith("data/")}
    tags = {name: data for name, data in files.items() if "/" not in name and "manifest" not in name}
    tags["manifest-sha256.txt"] = manifest(payload)
    oxum = f"Payload-Oxum: {sum(len(one) for one in payload.values())}.{len(payload)}\n"
    lines = [line for line in tags["bag-info.txt"].decode().splitlines() if not line.startswith("Payload-Oxum")]
    tags["bag-info.txt"] = ("\n".join(lines) + "\n" + oxum).encode()
    return payload | tags | {"tagmanifest-sha256.txt": manifest(tags)}


def test_three_programs_find_it_whole(bag: Files, tmp_path: Path) -> None:
    folder = laid_out(bag, tmp_path / "bag")
    assert by_bagit(folder)
    done = by_script(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 are broken" in done.stdout
    assert SIGNER.key in done.stdout
    found = verify_bag(files_of(folder))
    assert found.checks == ()
    assert found.valid == {"bag files": len(bag) - 1, "capture files": 2, "claims": 4, "entries": 12, "keys": 2,
                           "records": 1, "signatures": 1, "timestamps": 1}  # fmt: skip
    assert by_script(folder).stdout.splitlines()[-1].startswith(f"Head: {found.size}:{found.root}")


def test_it_holds_what_is_about_the_incident_and_nothing_else(bag: Files) -> None:
    proof = read_proof(bag["data/proofs.json"], "")
    entries = [json.loads(one.entry) for one in proof.entries]
    (left,) = [json.loads(one.body or "") for one in proof.entries if '"kind":"publication"' in one.entry]
    assert (left["kind"], left["target"], left["profile"]) == ("bag", "i0123456789abcdef", "full")
    assert sorted((one["kind"], one["subject"][:8]) for one in entries) == sorted([
        ("capture", item(1)[0].sha256[:8]), ("report", "r001"), ("claims", "r001"),
        ("capture", item(2)[0].sha256[:8]), ("report", "r002"), ("claims", "r002"),
        ("decision", "d1"), ("decision", "d3"), ("finding", "i0123456"), ("publication", left["id"][:8]),
        ("key", SIGNER.key[:8]), ("key", REVIEWER.key[:8]),
    ])  # fmt: skip
    assert json.loads(bag["data/record.json"]) == [json.loads(canonical(record_of(1, 2)))]
    assert b"r003" not in bag["data/claims.jsonl"]


def test_the_account_says_how_it_came_and_how_to_check_it(bag: Files, tmp_path: Path) -> None:
    told = bag["data/README.txt"].decode()
    for words in ("Shelling of Lisove", "https://news.example/2", "retrieved 2026-02-28T10:00:00Z", SIGNER.key,
                  "A. Recorder", "states that it saw the head", "2 decisions", "bagit.py --validate",
                  "python3 data/verify.py", "It does not show that a page was genuine"):  # fmt: skip
        assert words in told
    folder = laid_out(bag, tmp_path / "bag")
    commands = told.replace(" \\\n", "").splitlines()
    asked = [line.split() for line in commands if line.startswith("    openssl")]
    assert len(asked) == 2
    for command in asked:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stderr)


def test_the_program_in_it_is_short_and_needs_nothing(bag: Files) -> None:
    lines = bag["data/verify.py"].decode().splitlines()
    assert len(lines) <= 100
    imported = {word.strip(",") for line in lines if line.startswith("import ") for word in line.split()[1:]}
    assert imported <= sys.stdlib_module_names


def test_the_same_content_is_the_same_bytes_and_zip_and_folder_are_alike(
    book: Path, bag: Files, tmp_path: Path
) -> None:
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        again = kept.bag([record_of(1, 2)])
    assert again == bag
    assert zipped(bag, "x") == zipped(again, "x")
    (tmp_path / "b.zip").write_bytes(zipped(bag, "x-bag"))
    assert files_of(tmp_path / "b.zip") == bag == files_of(laid_out(bag, tmp_path / "b"))


def test_a_changed_byte_in_any_member_is_found_by_all(bag: Files, tmp_path: Path) -> None:
    folder = laid_out(bag, tmp_path / "bag")
    for name, data in sorted(bag.items()):
        path = folder / name
        for wrong in (data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :], None):
            path.unlink()
            if wrong is not None:
                path.write_bytes(wrong)
            if name == "bagit.txt" and wrong is None:
                with pytest.raises(UnreadableFile, match="no bag"):
                    files_of(folder)
            elif name == "data/proofs.json" and wrong is None:
                with pytest.raises(UnreadableFile):
                    verify_bag(files_of(folder))
            else:
                found = refused(files_of(folder))
                assert found, name
            if wrong is not None or name != "tagmanifest-sha256.txt":  # BagIt does not ask for that one
                assert not by_bagit(folder), name
            if wrong is not None and (name.startswith("data/") or name == "manifest-sha256.txt"):
                assert by_script(folder).returncode != 0, name
            path.write_bytes(data)
    assert by_bagit(folder)
    (folder / "data" / "more.txt").write_text("more")
    assert not by_bagit(folder)
    assert by_script(folder).returncode == 1
    assert refused(files_of(folder))


def refused(files: Files) -> bool:
    try:
        return not verify_bag(files).holds
    except UnreadableFile:
        return True


def swap(name: str, old: str, new: str) -> Callable[[Files], Files]:
    def forge(files: Files) -> Files:
        data = files[name].decode()
        assert old in data
        return files | {name: data.replace(old, new, 1).encode()}

    return forge


def another_capture(files: Files) -> Files:
    package = {}
    with zipfile.ZipFile(io.BytesIO(files["data/captures.wacz"])) as members:
        package = {one: members.read(one) for one in members.namelist()}
    archive = gzip.decompress(package["archive/data.warc.gz"])
    assert b"killed" in archive
    package["archive/data.warc.gz"] = gzip.compress(archive.replace(b"killed", b"burned", 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as members:
        for name, data in package.items():
            members.writestr(name, data)
    return files | {"data/captures.wacz": out.getvalue()}


def unsigned(files: Files) -> Files:
    proof = json.loads(files["data/proofs.json"])
    proof["signatures"][0]["signature"] = "00" * 64
    return files | {"data/proofs.json": json.dumps(proof).encode()}


def foreign_key(files: Files) -> Files:
    """All signatures of the head made anew, with a key of the forger's."""
    proof = json.loads(files["data/proofs.json"])
    from bearwitness.record.ledger import head_message

    signature = REVIEWER.sign(head_message(proof["head"].encode())).hex()
    proof["signatures"][0]["signature"] = signature
    return files | {"data/proofs.json": json.dumps(proof).encode()}


FORGERIES: dict[str, Callable[[Files], Files]] = {
    "a figure in a claim": swap("data/claims.jsonl", '"low":3', '"low":9'),
    "the words of a claim": swap("data/claims.jsonl", "killed", "burned"),
    "a record": swap("data/record.json", "weak", "fair"),
    "a report's words": swap("data/proofs.json", "Shell fire", "Gun fire"),
    "a decision's reason": swap("data/proofs.json", "I was there", "I saw it"),
    "an entry's time": swap("data/proofs.json", "2026-03-01T12", "2025-03-01T12"),
    "an entry's subject": swap("data/proofs.json", r"\"subject\":\"r001\"", r"\"subject\":\"r009\""),
    "the head": swap("data/proofs.json", r"\"root\":\"", r"\"root\":\"00"),
    "the bytes of a capture": another_capture,
    "a signature": unsigned,
    "another's signature": foreign_key,
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_with_fitting_manifests_is_found(bag: Files, tmp_path: Path, name: str) -> None:
    forged = remade(FORGERIES[name](bag))
    folder = laid_out(forged, tmp_path / "bag")
    assert by_bagit(folder)  # which is why there are proofs
    assert refused(files_of(folder))
    done = by_script(folder)
    assert done.returncode != 0, done.stdout


@pytest.mark.parametrize("name", ["head/signed", f"keys/{SIGNER.key}.pem", "timestamps/1.tsr"])
def test_files_for_openssl_that_say_something_else_are_found(bag: Files, name: str) -> None:
    forged = remade(bag | {f"data/{name}": b"something else"})
    assert [one.where for one in verify_bag(forged).broken] == [f"data/{name}"]


def test_another_program_in_the_bag_is_pointed_out(bag: Files) -> None:
    found = verify_bag(remade(bag | {"data/verify.py": b"print('all is well')\n"}))
    assert found.holds
    assert "do not run it" in found.unchecked[0].why


def test_whom_one_relies_on_decides(bag: Files, authority: LocalAuthority, tmp_path: Path) -> None:
    from bearwitness.record.timestamp import certificates_in

    assert verify_bag(bag, trust=Trust(keys=[SIGNER.key])).holds
    assert not verify_bag(bag, trust=Trust(keys=[REVIEWER.key])).holds
    own = certificates_in(authority.certificate.read_text())
    assert verify_bag(bag, trust=Trust(certificates=own)).checks == ()
    other = certificates_in(LocalAuthority(tmp_path / "other", "Other").certificate.read_text())
    assert [one.what for one in verify_bag(bag, trust=Trust(certificates=other)).unchecked] == ["timestamp"]


def test_what_is_no_bag_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as package:
        package.writestr("a.txt", "a")
    for path in (tmp_path / "text.zip", tmp_path / "other.zip", tmp_path, tmp_path / "nothing"):
        with pytest.raises(UnreadableFile):
            files_of(path)


def test_where_the_casebook_cannot_be_written_the_bag_says_that_the_log_is_silent(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:

        def refuse(*_: object, **__: object) -> None:
            raise CasebookError("There is no room.")

        monkeypatch.setattr(kept, "_state_all", refuse)
        files = kept.bag([record_of(1, title="Another telling")])
    assert "does not speak of the records" in files["data/README.txt"].decode()
    found = verify_bag(files)
    assert found.holds
    assert [one.what for one in found.unchecked] == ["record"]
    assert by_script(laid_out(files, tmp_path / "bag")).returncode == 0


def test_the_links_that_an_incident_stands_on_go_along(book: Path, tmp_path: Path) -> None:
    link = Link(one="c1", other="c2", judgement="same", score=0.75, features=(Feature("time", 1.0, "both on Monday"),))
    incident = Incident(id="i0123456789abcdef", occurrences=("c1", "c2"), reports=("r001",), links=(link,))
    other = msgspec.structs.replace(incident, id="i9")
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        files = kept.bag([record_of(1, 2)], incidents=[incident, other])
        withheld = kept.bag([record_of(1, 2, title="A shelling")], incidents=[incident], redaction=redaction())
        assert kept.verify().checks == ()
        assert kept.bag([record_of(1, 2)], incidents=[incident, other])["data/record.json"] == files["data/record.json"]
        assert kept.verify().valid["links"] == 1
    proof = read_proof(files["data/proofs.json"], "")
    (body,) = [json.loads(one.body or "") for one in proof.entries if '"kind":"link"' in one.entry]
    assert body["links"][0]["features"][0]["why"] == "both on Monday"
    assert verify_bag(files).checks == ()
    assert by_script(laid_out(files, tmp_path / "bag")).returncode == 0
    assert b"both on Monday" not in withheld["data/proofs.json"]
    assert verify_bag(withheld).holds


# --- profiles ---

SECRET = "Lisove"
"""A word that stands in every report of these tests."""


def everything(files: Files) -> Iterator[bytes]:
    """All bytes of a bag, also those that are packed."""
    for name, data in files.items():
        yield name.encode()
        yield data
        if name.endswith(".wacz"):
            with zipfile.ZipFile(io.BytesIO(data)) as members:
                for one in members.namelist():
                    held = members.read(one)
                    yield gzip.decompress(held) if one.endswith(".gz") else held


def redaction(**changes: Any) -> Redaction:
    """Report 1 goes without its place name, report 2 not at all."""
    _, _, report, _, claims = item(1)
    passage = msgspec.structs.replace(report.passages[0], text=report.passages[0].text.replace(SECRET, "▇▇▇▇▇▇"))
    given: dict[str, Any] = {
        "profile": "public",
        "reports": {"r001": msgspec.structs.replace(report, passages=(passage,))},
        "claims": {one.id: one for one in claims},
        "captures": frozenset(),
        "harmless": lambda data: SECRET.encode() not in data,
    }
    return Redaction(**(given | changes))


def test_a_profile_keeps_out_what_it_protects_and_the_rest_is_still_proven(book: Path, tmp_path: Path) -> None:
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        files = kept.bag([record_of(1, 2, title="A shelling")], redaction=redaction())
    assert not any(SECRET.encode() in one for one in everything(files))
    assert "data/captures.wacz" not in files
    folder = laid_out(files, tmp_path / "bag")
    assert by_bagit(folder)
    done = by_script(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    found = verify_bag(files)
    assert found.holds, found.text()
    assert found.checks == ()
    assert found.valid["entries"] == 3  # the finding, the publication, the key
    assert files["data/claims.jsonl"] == b""
    published = [json.loads(line)["id"] for line in files["data/claims-as-published.jsonl"].decode().splitlines()]
    assert published == [one.id for one in item(1)[4]]
    assert "profile 'public'" in files["data/README.txt"].decode()
    assert not any(b"r002" in one for name, one in files.items() if "claims" in name or "reports" in name)
    changed = [json.loads(line) for line in files["data/reports-as-published.jsonl"].decode().splitlines()]
    assert [one["id"] for one in changed] == ["r001"]
    with Casebook.open(book, create=False) as kept:
        assert kept.verify().checks == ()


def test_not_even_a_digest_of_what_is_withheld_goes_along(book: Path) -> None:
    """Whoever knows all of a claim but a name could try names until the digest fits."""
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        files = kept.bag([record_of(1, 2, title="A shelling")], redaction=redaction())
        with kept._store.reading() as reader:
            digests = [
                str(row.digest)
                for table in ("reports", "claim_sets", "claims", "mentions", "decisions", "captures")
                for row in reader.rows(table)
            ]
    assert len(digests) > 20
    for one in everything(files):
        assert not any(each.encode() in one for each in digests)


def test_what_a_profile_lets_through_as_it_is_keeps_its_proof(book: Path) -> None:
    _, _, report, _, claims = item(1)
    through = redaction(
        reports={"r001": report},
        claims={one.id: one for one in claims},
        captures=frozenset({report.capture}),
        harmless=lambda data: b"killed 4 people" not in data and b"r002" not in data,
    )
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        files = kept.bag([record_of(1, title="Another shelling")], redaction=through)
    found = verify_bag(files)
    assert found.checks == ()
    assert found.valid == {"bag files": len(files) - 1, "capture files": 1, "claims": 2, "entries": 6, "keys": 1,
                           "records": 1, "signatures": 1, "timestamps": 1}  # fmt: skip


def test_captures_that_may_go_along_go_along(book: Path) -> None:
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        sha256 = item(2)[0].sha256
        files = kept.bag([record_of(1, 2, title="A shelling")], redaction=redaction(captures=frozenset({sha256})))
    assert set(payloads(files["data/captures.wacz"])) - {sha256} == set()
    assert verify_bag(files).valid["capture files"] == 1


@pytest.mark.parametrize("title", ["Shelling of Lisove", "A shelling"])
def test_a_bag_that_would_hold_something_protected_is_not_made(book: Path, title: str) -> None:
    _, _, report, _, _ = item(1)
    careless = redaction(reports={"r001": msgspec.structs.replace(report, title="Lisove, again")})
    with Casebook.open(book, create=False, clock=Still(), signer=SIGNER) as kept:
        before = kept.head()
        with pytest.raises(CasebookError, match="would have held something that is protected"):
            kept.bag([record_of(1, 2, title=title)], redaction=careless)
        assert title != "Shelling of Lisove" or kept.head() == before


# --- proofs ---


def test_a_proof_stands_alone(book: Path, bag: Files) -> None:
    with Casebook.open(book, create=False) as kept:
        head = kept.head()
        assert head is not None
        proof = kept.prove(["r001", "d2", "#0"], earlier=[read_mark(kept, 4)])
        bare = kept.prove([item(1)[0].sha256], bare=True)
    found = verify_proof(proof)
    assert found.checks == ()
    assert (found.size, found.root) == (head.size, head.root)
    assert found.valid == {"entries": 6, "keys": 2, "signatures": 1, "timestamps": 1, "heads": 1}
    assert [one.body is None for one in bare.entries] == [False, True]
    assert verify_proof(bare).holds
    assert verify_proof(read_proof(msgspec.json.encode(proof), "")).checks == ()


def read_mark(kept: Casebook, size: int) -> Any:
    from bearwitness.model import Mark

    with kept._store.reading() as reader:
        row = reader.row("heads", size) or next(iter(reader.rows("heads")))
        return Mark(size=int(str(row.key[0])), root=str(row.columns["root"]))


def test_no_changed_byte_of_a_proof_goes_unseen(book: Path) -> None:
    """Unless it changes nothing that is said: white space, an authority's address that nobody signed ..."""
    with Casebook.open(book, create=False) as kept:
        proof = kept.prove(["r001"], earlier=[read_mark(kept, 4)])
    data, whole = canonical(proof), verify_proof(proof)
    unseen = []
    for at in range(0, len(data), 7):
        wrong = data[:at] + bytes([data[at] ^ 1 << at % 7]) + data[at + 1 :]
        try:
            found = verify_proof(read_proof(wrong, ""))
        except UnreadableFile:
            continue
        if found.checks == () and found.valid == whole.valid:
            unseen.append(at)
    stamp = data.index(b'"timestamps"')
    assert all(at > stamp for at in unseen), data[unseen[0] - 40 : unseen[0] + 40]
