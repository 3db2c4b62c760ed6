"""The commands about custody, as a person calls them: keys, verification with what was kept elsewhere, timestamps."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bearwitness.cli import app
from casebook.items import SIGNER, fill, item
from record.authorities import LocalAuthority, served


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in words])


def data(*words: object) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A casebook with two batches, signed by somebody; the user has no key yet."""
    monkeypatch.setenv("BEARWITNESS_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BEARWITNESS_CASEBOOK", str(tmp_path / "book"))
    fill(tmp_path / "book", [item(1)])
    return tmp_path / "book"


def head_of(output: str) -> str:
    return next(line for line in output.splitlines() if line.startswith("Head: ")).removeprefix("Head: ")


def report(folder: Path) -> Path:
    path = folder / "report.txt"
    path.write_text("Shelling in Lisove\n\nTwo people were killed on 3 March 2026, the mayor said.\n")
    return path


def test_the_first_command_that_signs_makes_a_key_and_says_so(book: Path, tmp_path: Path) -> None:
    assert data("key", "list")["keys"] == []
    done = run("add", report(tmp_path))
    assert done.exit_code == 0, done.output
    assert "Made a key" in done.stderr
    assert "Made a key" not in run("add", report(tmp_path)).stderr
    listed = data("key", "list")
    (card,) = listed["keys"]
    assert listed["current"] == card["key"]
    assert [one["key"] for one in listed["casebook"]] == [SIGNER.key, card["key"]]
    assert run("verify").exit_code == 0
    assert run("verify", "--signed-by", card["key"]).exit_code == 0
    assert run("verify", "--signed-by", SIGNER.key).exit_code == 1
    assert run("verify", "--signed-by", SIGNER.key, "--signed-by", card["key"]).exit_code == 0


def test_whoever_wants_nothing_signed_can_say_so(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEARWITNESS_KEYS", "-")
    assert run("add", report(tmp_path)).exit_code == 0
    done = run("verify")
    assert done.exit_code == 0
    assert "nobody signed for the entries from 4 on" in done.stdout
    assert run("key", "list").exit_code == 1


def test_a_loose_key_is_refused_with_the_remedy_and_nothing_is_added(book: Path, tmp_path: Path) -> None:
    run("key", "make")
    (tmp_path / "keys").chmod(0o755)
    done = run("add", report(tmp_path))
    assert done.exit_code == 1
    assert "chmod 700" in done.stderr
    assert data("verify")["valid"]["reports"] == 1


def test_a_key_with_a_passphrase_asks_for_it(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No passphrase was given" in run("key", "make", "--passphrase").stderr
    monkeypatch.setenv("BEARWITNESS_PASSPHRASE", "seven herons")
    assert run("key", "make", "--passphrase", "--holder", "Olena").exit_code == 0
    monkeypatch.delenv("BEARWITNESS_PASSPHRASE")
    assert "locked with a passphrase" in run("add", report(tmp_path)).stderr
    monkeypatch.setenv("BEARWITNESS_PASSPHRASE", "six herons")
    assert "passphrase is wrong" in run("add", report(tmp_path)).stderr
    monkeypatch.setenv("BEARWITNESS_PASSPHRASE", "seven herons")
    assert run("add", report(tmp_path)).exit_code == 0
    assert [one["holder"] for one in data("key", "list")["casebook"]] == ["A. Recorder", "Olena"]


def test_keys_are_rotated_and_revoked_in_the_log(book: Path, tmp_path: Path) -> None:
    first = run("key", "make", "--holder", "Olena").stdout.strip()
    assert "does not know the key" in run("key", "rotate").stderr
    run("add", report(tmp_path))
    second = run("key", "rotate", "--reason", "new laptop").stdout.strip()
    assert second != first
    told = data("key", "list")["casebook"]
    assert [(one["key"], one["action"], one["reason"]) for one in told[1:]] == [
        (first, "made", None), (first, "rotated", "new laptop"), (second, "made", None)
    ]  # fmt: skip
    assert told[2]["successor"] == second
    assert told[3]["holder"] == "Olena"
    assert run("verify", "--signed-by", second).exit_code == 0
    run("key", "use", first)
    (tmp_path / "other.txt").write_text("Blast in Lisove\n\nA woman was killed on 4 March 2026.\n")
    done = run("add", tmp_path / "other.txt")
    assert done.exit_code == 1
    assert "was rotated in this casebook" in done.stderr
    run("key", "use", second)
    assert run("key", "revoke", SIGNER.key, "--reason", "stolen").exit_code == 0
    assert run("key", "revoke", SIGNER.key).exit_code == 1
    assert run("key", "revoke", second).exit_code == 0
    assert "was revoked in this casebook" in run("add", tmp_path / "other.txt").stderr
    assert run("verify").exit_code == 0


def test_a_head_that_was_kept_shows_a_log_that_is_another_one(book: Path, tmp_path: Path) -> None:
    kept = head_of(run("verify").stdout)
    assert kept.startswith("4:")
    fill(book, [item(2)])
    assert run("verify", "--head", kept).exit_code == 0
    fill(tmp_path / "forged", [item(3), item(2)])
    done = run("verify", "--head", kept, "--casebook", tmp_path / "forged")
    assert done.exit_code == 1
    assert "the trusted head of 4 entries" in done.stdout


def test_only_what_came_after_a_head_is_read_again(book: Path) -> None:
    kept = head_of(run("verify").stdout)
    fill(book, [item(2), item(3)])
    whole, rest = data("verify"), data("verify", "--since", kept)
    assert (rest["size"], rest["root"], rest["holds"]) == (whole["size"], whole["root"], True)
    assert whole["valid"]["reports"] == 3
    assert rest["valid"] == {"captures": 2, "capture files": 2, "reports": 2, "claim sets": 2, "claims": 4,
                             "mentions": 2, "entries": 6, "heads": 1, "signatures": 1}  # fmt: skip
    assert [one["why"] for one in rest["checks"]] == ["they were verified before, it is said"]
    nothing_new = data("verify", "--since", head_of(run("verify").stdout))
    assert nothing_new["valid"] == {}
    assert nothing_new["holds"]
    wrong = run("verify", "--since", kept[:-1] + ("0" if kept[-1] != "0" else "1"))
    assert wrong.exit_code == 1
    assert "no such state" in wrong.stdout
    assert "3 reports" in wrong.stdout  # and all is read


def test_damage_after_the_head_is_found_and_damage_before_it_is_left_to_the_whole_check(book: Path) -> None:
    from casebook.items import database

    kept = head_of(run("verify").stdout)
    fill(book, [item(2)])
    for entry, status in ((2, 0), (5, 1)):
        connection = database(book)
        connection.execute("UPDATE reports SET body = replace(body, 'killed', 'burned') WHERE entry = ?", (entry,))
        connection.close()
        assert run("verify", "--since", kept).exit_code == status
        assert run("verify").exit_code == 1


@pytest.mark.parametrize("head", ["", "5", "5:abc", "x:" + "0" * 64, "-1:" + "0" * 64, "5:" + "G" * 64])
def test_what_is_no_head_or_key_is_wrong_usage(book: Path, head: str) -> None:
    assert run("verify", "--head", head).exit_code == 2
    assert run("verify", "--since", head).exit_code == 2
    assert run("verify", "--signed-by", head).exit_code == 2


def test_a_timestamp_is_asked_for_kept_and_verified(book: Path, tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path / "authority", "Clock House")
    with served(authority):
        done = run("timestamp", "--authority", authority.address, "--certificate", authority.certificate)
        assert done.exit_code == 0, done.output
        assert "saw the head 4:" in done.stdout
        unknown = run("timestamp", "--authority", authority.address)
        assert unknown.exit_code == 0
        assert "name it with --certificate" in unknown.stderr
        assert run("timestamp", "--authority", authority.address, "--certificate", book / "README.txt").exit_code == 1
    checked = data("verify")
    assert checked["valid"]["timestamps"] == 1
    assert [one["what"] for one in checked["checks"]] == ["timestamp"]
    assert data("verify", "--certificate", authority.certificate)["valid"]["timestamps"] == 2
    assert run("timestamp", "--authority", authority.address).exit_code == 1  # nobody is there any more
    assert run("timestamp", "--authority", "clock").exit_code == 2


def test_an_incident_leaves_as_a_bag_that_verifies_where_there_is_no_casebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEARWITNESS_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BEARWITNESS_CASEBOOK", str(tmp_path / "book"))
    run("add", report(tmp_path))
    one = data("incidents")
    kept = head_of(run("verify").stdout)
    archive, folder = tmp_path / "a.zip", tmp_path / "a"
    assert run("export", one["id"], "--format", "bag", "-o", archive).exit_code == 0
    assert run("export", one["id"], "--format", "bag", "-o", folder).exit_code == 0
    assert run("export", one["id"], "--format", "bag", "-o", folder).exit_code == 1  # it is there already
    assert json.loads(zipfile.ZipFile(archive).read(f"{one['id']}-bag/data/record.json"))[0]["title"] == one["title"]
    (current,) = data("key", "list")["keys"]
    proof = tmp_path / "proof.json"
    assert run("prove", one["reports"][0]["id"], "--since", kept, "-o", proof).exit_code == 0
    assert json.loads(run("prove", "--since", kept).stdout)["earlier"][0]["size"] == 4
    (tmp_path / "book").rename(tmp_path / "elsewhere")
    (tmp_path / "keys").rename(tmp_path / "other-keys")
    for target in (archive, folder, proof):
        told = data("verify", target, "--signed-by", current["key"])
        assert told["holds"]
        assert told["checks"] == []
        assert run("verify", target, "--signed-by", SIGNER.key).exit_code == 1
    assert run("verify", proof, "--head", kept).exit_code == 0
    assert run("verify", proof, "--head", f"4:{'0' * 64}").exit_code == 1
    assert run("verify", archive, "--since", kept).exit_code == 2
    (folder / "data" / "record.json").write_text("[]")
    assert run("verify", folder).exit_code == 1
    proof.write_text(proof.read_text().replace("killed", "burned", 1))
    assert run("verify", proof).exit_code == 1
    assert run("verify", tmp_path / "report.txt").exit_code == 1
    assert run("verify", tmp_path / "no.json").exit_code == 1


def test_there_is_no_proof_of_what_is_not_there(book: Path) -> None:
    assert run("prove").exit_code == 2
    assert run("prove", "r999").exit_code == 2
    assert run("prove", "#99").exit_code == 2
    assert run("prove", "--since", f"2:{'0' * 64}").exit_code == 1
    assert run("prove", "#0").exit_code == 0
